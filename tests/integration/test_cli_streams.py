"""The `writethru` command where its output is written in another encoding, closed, full, or not read to its end."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from storage import Archive
from tests.integration.editions import record

FERRY = "https://harbour.example/news/ferry"
HEADLINE = "Fähre läuft auf Grund – 船が座礁"
CLOSED = "writethru: standard output is closed: nothing can be written to it\n"


@pytest.fixture
def news(sqlite_url: str) -> str:
    """An archive of an article in two revisions, with characters that few encodings have."""
    with Archive.open(sqlite_url) as archive:
        record(archive, FERRY, "Two people were hurt, “at least”.", headline=HEADLINE)
        record(archive, FERRY, "Five people were hurt, “at least”.", headline=HEADLINE, hours=1)
    return sqlite_url


def run(archive: str, line: str, *, shell: str = "", encoding: str = "utf-8") -> tuple[int, bytes, str]:
    """Exit status, output and errors of a command line; `shell` is what stands behind it in bash."""
    command = ["bash", "-c", f'"$0" -m reader.cli --archive "$1" {line} {shell}']
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run([*command, sys.executable, archive], capture_output=True, env=environment, check=False)
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("articles", "Fähre läuft auf Grund - ????"),
        ("log ferry", "Fähre läuft auf Grund - ????"),
        ("show ferry", 'Five people were hurt, "at least".'),
        ("diff ferry", "revision 1, 2026-03-01T12:00:00Z -> revision 2"),
        ("search hurt", 'Five people were hurt, "at least".'),
        ("changes", "Fähre läuft auf Grund - ????"),
    ],
)
def test_what_an_encoding_lacks_is_written_with_what_it_has(news: str, line: str, said: str) -> None:
    status, printed, told = run(news, line, encoding="latin-1")
    assert (status, told) == (0, "")
    assert said in printed.decode("latin-1")


@pytest.mark.parametrize("encoding", ["latin-1", "cp437", "utf-8"])
@pytest.mark.parametrize("line", ["articles --json", "diff ferry --json", "export"])
def test_json_is_json_in_any_encoding(news: str, line: str, encoding: str) -> None:
    status, printed, told = run(news, line, encoding=encoding)
    assert (status, told) == (0, "")
    assert HEADLINE in json.dumps(json.loads(printed.decode(encoding)), ensure_ascii=False)


def test_a_page_is_in_the_encoding_that_it_names(news: str) -> None:
    status, printed, _ = run(news, "diff ferry --format html", encoding="latin-1")
    assert status == 0
    assert HEADLINE in printed.decode()


@pytest.mark.parametrize("line", ["articles", "diff ferry", "stats --json", "--help", "rescore"])
def test_a_closed_output_is_said_in_a_line(news: str, line: str) -> None:
    assert run(news, line, shell=">&-") == (1, b"", CLOSED)
    assert run(news, line, shell=">&- 2>&-") == (1, b"", "")


def test_an_output_without_space_is_said_in_a_line(news: str) -> None:
    assert run(news, "articles", shell=">/dev/full") == (1, b"", "writethru: output: No space left on device\n")


@pytest.mark.parametrize(("line", "status"), [("articles", 0), ("articles --bogus", 2), ("show nothing", 2)])
def test_nobody_needs_to_listen_to_errors(news: str, line: str, status: int) -> None:
    assert run(news, line, shell="2>&-")[0] == status
    assert run(news, line, shell="2>&- <&-")[0] == status


def unread(archive: str, line: str) -> tuple[int, bytes]:
    """Exit status and errors of a command line whose output goes into a pipe that nobody reads."""
    theirs, ours = os.pipe()
    os.close(theirs)
    command = [sys.executable, "-m", "reader.cli", "--archive", archive, *line.split()]
    done = subprocess.run(command, stdout=ours, stderr=subprocess.PIPE, check=False)
    os.close(ours)
    return done.returncode, done.stderr


@pytest.mark.parametrize(
    "line", ["articles", "log ferry", "diff ferry", "export", "stats", "articles --json", "show ferry --raw", "--help"]
)
def test_who_reads_only_the_beginning_is_not_bothered_with_the_rest(news: str, line: str) -> None:
    # As of git and grep: what a shell says of a program that a broken pipe has ended.
    assert unread(news, line) == (141, b"")


def test_an_error_is_one_though_nobody_reads_the_output(news: str) -> None:
    status, told = unread(news, "show nothing")
    assert (status, told[:31]) == (2, b"writethru: no article 'nothing'")
