"""The `writethru` command as a person uses it, on an archive with a story in three revisions."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from reader.cli import status_of
from storage import Archive
from storage.records import (
    Block,
    Capture,
    Extraction,
    Extractor,
    Notice,
    NoticeKind,
    Reason,
    Stripped,
)
from tests.integration.editions import record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FERRY = "https://news.example/2026/ferry-sinks"
START = datetime(2026, 3, 1, 10, tzinfo=UTC)
RULES = Extractor("test", "1", "0")

PARAGRAPHS = (
    "Two people were killed when a ferry capsized off Port Arden on Sunday, the coast guard said.",
    "“We pulled everybody we could see from the water,” said Captain Ilya Brandt. He had been on duty since dawn.",
    "The ferry, the Maid of Arden, was carrying 61 passengers.",
    "Police have opened an inquiry into the accident. The weather was calm, according to the harbour master.",
    "Residents laid flowers on the quay.",
    "The mayor, Tomas Reyes, called the accident a tragedy for the whole town.",
    "The line has run since 1954, and nobody in the town remembers an accident on it.",
)


def extraction(headline: str, paragraphs: tuple[str, ...], *notices: Notice) -> Extraction:
    return Extraction(
        RULES,
        headline=headline,
        byline=("Mara Quill",),
        language="en",
        blocks=tuple(Block(paragraph) for paragraph in paragraphs),
        notices=notices,
        stripped=(Stripped("Share this article", Reason.SHARE), Stripped("Photo: the quay", Reason.CAPTION)),
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an archive with a ferry story in three revisions and a second article whose text is nasty."""
    four = PARAGRAPHS[0].replace("Two", "Four"), *PARAGRAPHS[1:5], PARAGRAPHS[5].replace("Reyes", "Reys"), PARAGRAPHS[6]
    fourteen = four[0].replace("Four", "Fourteen"), four[2], *four[3:], PARAGRAPHS[1].partition(" He had")[0]
    correction = Notice("Correction: An earlier version misspelt the mayor's name.", NoticeKind.CORRECTION)
    editions = (
        extraction("Two dead as ferry sinks", PARAGRAPHS, Notice("This is a developing story.", NoticeKind.DEVELOPING)),
        extraction("Four dead as ferry sinks", four),
        extraction("Fourteen dead as ferry sinks", fourteen, correction),
    )
    url = f"sqlite:///{tmp_path_factory.mktemp('story') / 'archive.db'}"
    with Archive.open(url) as archive:
        for number, edition in enumerate(editions):
            at = START + timedelta(hours=3 * number)
            archive.record(Capture(FERRY, FERRY, at, status=200, body=f"<p>edition {number}".encode()), edition)
        nasty = extraction("\x1b[31mRed\x07 alert", ("A line that \x1b[2Jclears the screen, or so it hopes to do.",))
        other = "https://news.example/2026/nasty"
        archive.record(Capture(other, other, START, status=200, body=b"<p>a nasty page"), nasty)
    return url


@pytest.fixture
def run(
    story: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Runs a command on the story's archive: exit status, output, errors."""
    monkeypatch.setenv("WRITETHRU_ARCHIVE", story)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*arguments: str) -> tuple[int, str, str]:
        status = status_of(list(arguments))
        told = capsys.readouterr()
        return status, told.out, told.err

    return call


Run = Any


def test_log_lists_revisions_newest_first_with_what_changed(run: Run) -> None:
    status, out, _ = run("log", "ferry-sinks")
    assert status == 0
    assert out.index("revision 3") < out.index("revision 2") < out.index("revision 1")
    assert "2026-03-01T13:00:00Z" in out
    third = out[out.index("revision 3") : out.index("revision 2")]
    assert "correction" in third
    assert "14" in third or "Fourteen" in third


def test_log_can_be_had_in_a_line_a_revision(run: Run) -> None:
    _, out, _ = run("log", "ferry", "--oneline")
    lines = out.splitlines()[2:]
    assert [line[:26] for line in lines] == [
        f"   {number}  2026-03-01T{hour}:00:00Z" for number, hour in ((3, 16), (2, 13), (1, 10))
    ]
    assert "toll in the headline Four → Fourteen" in lines[0]
    assert lines[2].endswith("  Two dead as ferry sinks")
    assert all(len(line) <= 100 for line in lines)


def test_log_of_captures_shows_every_look(run: Run) -> None:
    _, out, _ = run("log", "ferry", "--captures")
    assert [line.rsplit("  ", 1)[-1] for line in out.splitlines()[2:]] == [
        "changed → revision 3",
        "changed → revision 2",
        "new → revision 1",
    ]


@pytest.mark.parametrize(
    ("version", "headline"),
    [
        ("", "Fourteen dead"),
        ("@1", "Two dead"),
        ("@previous", "Four dead"),
        ("@first", "Two dead"),
        ("@2026-03-01T14:00Z", "Four dead"),
        ("@2026-03-01T15:59:59+00:00", "Four dead"),
        ("@2026-03-02", "Fourteen dead"),
    ],
)
def test_show_prints_the_text_as_it_stood(run: Run, version: str, headline: str) -> None:
    status, out, _ = run("show", f"ferry{version}")
    assert status == 0
    assert f"{headline} as ferry sinks" in out.splitlines()


def test_show_stripped_says_what_was_taken_out_and_why(run: Run) -> None:
    _, out, _ = run("show", "ferry", "--stripped")
    assert "share  Share this article" in out
    assert "caption  Photo: the quay" in out


def test_show_raw_gives_the_bytes_of_the_page(story: str) -> None:
    command = [sys.executable, "-m", "reader.cli", "show", "ferry@2", "--raw", "--archive", story]
    assert subprocess.run(command, capture_output=True, check=True).stdout == b"<p>edition 1"


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("killer", b"<p>first"),  # what was read
        ("killer@2026-03-01T13:00:00Z", b"<p>first"),
        ("killer@2026-03-01T13:30:00Z", b"<p>takes a minute"),  # what was not
        ("killer@2026-03-02", b"<p>takes a minute"),
        ("hung", b"<p>takes an hour"),
    ],
)
def test_show_raw_gives_the_bytes_of_a_page_of_which_no_text_could_be_made(
    sqlite_url: str, named: str, expected: bytes
) -> None:
    failed = Extraction(RULES, error="took longer than 30 s and was stopped")
    with Archive.open(sqlite_url) as archive:
        for url, hours, body, made in (
            ("https://news.example/killer", 3.0, b"<p>first", extraction("A page that is read", PARAGRAPHS)),
            ("https://news.example/killer", 3.5, b"<p>takes a minute", failed),
            ("https://news.example/hung", 3.0, b"<p>takes an hour", failed),
        ):
            at = START + timedelta(hours=hours, milliseconds=300)
            archive.record(Capture(url, url, at, status=200, body=body), made)
    command = [sys.executable, "-m", "reader.cli", "show", named, "--raw", "--archive", sqlite_url]
    assert subprocess.run(command, capture_output=True, check=True).stdout == expected


def test_a_page_cannot_send_escape_sequences_to_the_terminal(run: Run) -> None:
    for arguments in (("show", "nasty"), ("articles",), ("log", "nasty"), ("search", "clears")):
        status, out, _ = run(*arguments)
        assert status == 0
        assert "\x1b" not in out.replace("\x1b[0m", "").replace("\x1b[1m", "")
        assert "\x07" not in out


def test_diff_shows_changed_words_inside_their_sentence(run: Run) -> None:
    _, out, _ = run("diff", "ferry", "1", "2")
    assert "[-Two-] {+Four+} people were killed" in out
    assert "Tomas [-Reyes,-] {+Reys,+} called" in out
    assert "unchanged paragraph" in out


def test_diff_defaults_to_the_last_change_and_takes_times(run: Run) -> None:
    _, last, _ = run("diff", "ferry")
    _, named, _ = run("diff", "ferry", "previous", "last")
    _, timed, _ = run("diff", "ferry", "2026-03-01T13:30Z", "2026-03-01T18:00Z")
    assert last == named == timed
    assert "moved" in last


def test_diff_as_html_is_one_file_that_runs_nothing(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "diff.html"
    status, _, _ = run("diff", "ferry", "1", "3", "--format", "html", "--output", str(page))
    html = page.read_text(encoding="utf-8")
    assert status == 0
    assert "<del>Two</del>" in html
    assert "<ins>Fourteen</ins>" in html
    for loaded in ("<script", "src=", "<link", "@import", "url("):
        assert loaded not in html


def test_diff_as_json_holds_both_texts_to_the_letter(run: Run) -> None:
    from storage.revisions import new_text, old_text
    from storage.revisions.change import script_of

    _, out, _ = run("diff", "ferry", "1", "2", "--json")
    record = json.loads(out)
    script = script_of(record["script"])
    assert record["old"] == {"revision": 1, "seen_at": "2026-03-01T10:00:00Z"}
    assert tuple(block.text for block in old_text(script).blocks) == PARAGRAPHS
    assert new_text(script).headline == "Four dead as ferry sinks"


def test_changes_lists_the_most_important_first_on_demand(run: Run) -> None:
    _, out, _ = run("changes", "--top", "--json")
    scores = [json.loads(line)["score"] for line in out.splitlines()]
    assert len(scores) == 2
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_changes_can_be_asked_for_by_kind(run: Run) -> None:
    _, corrections, _ = run("changes", "--kind", "correction", "--json")
    assert [json.loads(line)["number"] for line in corrections.splitlines()] == [3]
    status, _, err = run("changes", "--kind", "colour")
    assert status == 2
    assert "figure" in err


def test_search_finds_words_and_says_where(run: Run) -> None:
    _, out, _ = run("search", "headline:ferry", "quay")
    assert out.startswith("1@3")
    assert run("search", "--as-of", "2026-03-01T11:00Z", "Reyes")[1].startswith("1@1")
    assert "Nothing found" in run("search", "zeppelin")[2]


@pytest.mark.parametrize(
    "command", ["articles", "log ferry", "show ferry", "search ferry", "changes", "sources", "stats"]
)
def test_json_is_an_object_a_line(run: Run, command: str) -> None:
    status, out, _ = run(*command.split(), "--json")
    assert status == 0
    assert out
    assert all(isinstance(json.loads(line), dict) for line in out.splitlines())


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [
        ("log nothing-like-this", 2, "no article"),
        ("log 2026", 2, "fits several articles"),
        ("log ferry@2", 2, "no article 'ferry@2': a version behind @ is for `show`; here give 1"),
        ("blame ferry@last", 2, "is for `show`"),
        ("log nothing-like-this@2", 2, "no article"),
        ("show ferry@9", 2, "revisions 1 to 3"),
        ("show ferry@2020-01-01", 2, "first seen at 2026-03-01T10:00:00Z"),
        ("diff nasty", 2, "one revision only"),
        ("diff ferry yesterday-ish", 2, "is no version"),
        ("log ferry --since soon", 2, "is not a time"),
        ("articles --archive mysql://x", 2, "mysql"),
        ("articles --archive not/there.db", 1, "no archive at"),
        ("crawl", 2, "--due"),
        ("crawl --due https://news.example/", 2, "not both"),
        ("articles --limit 99999999999999999999999", 2, "--limit"),
        ("log ferry --limit 99999999999999999999999", 2, "--limit"),
        ("search ferry --limit 99999999999999999999999", 2, "--limit"),
        ("changes --limit 99999999999999999999999", 2, "--limit"),
        ("sources noise --keep 99999999999999999999999", 2, "--keep"),
        ("search *", 2, "nothing to look for: give a word or more"),
        ('search "', 2, "nothing to look for: give a word or more"),
        ("ingest not/there", 2, "does not exist"),
        ("nonsense", 2, "No such command"),
    ],
)
def test_an_error_is_one_line_that_says_what_to_do(run: Run, command: str, status: int, told: str) -> None:
    found, out, err = run(*command.split())
    assert found == status
    assert told in err
    assert not out
    assert "Traceback" not in err


def test_an_archive_is_not_made_by_looking_for_one(run: Run, tmp_path: Path) -> None:
    run("articles", "--archive", str(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_debug_shows_where_an_error_came_from(run: Run) -> None:
    assert "Traceback" in run("log", "nothing-like-this", "--debug")[2]


def test_commands_that_read_load_neither_scrapy_nor_trafilatura_nor_the_web(story: str) -> None:
    program = (
        "import sys; from reader.cli import status_of\n"
        f"for command in ['articles', 'log 1', 'show 1', 'search ferry', 'changes']:\n"
        f"    assert status_of([*command.split(), '--archive', {story!r}]) == 0, command\n"
        "heavy = {'scrapy', 'twisted', 'trafilatura', 'lxml', 'fastapi', 'jinja2', 'alembic', 'rich'}\n"
        "assert not heavy & set(sys.modules), heavy & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_reader_that_stops_reading_is_no_error(story: str) -> None:
    command = f"{sys.executable} -m reader.cli export --archive {story} | head -c 10"
    done = subprocess.run(["/bin/bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stdout == '{"summary"'
    assert not done.stderr


def test_check_of_a_whole_archive_says_so(run: Run) -> None:
    assert run("check")[:2] == (0, "Everything is as it was stored.\n")


def test_blame_says_which_revision_brought_a_sentence(run: Run) -> None:
    _, out, _ = run("blame", "ferry", "--gone", "--json")
    lines = {line["text"].strip(): line for line in map(json.loads, out.splitlines())}
    assert lines["Residents laid flowers on the quay."]["added_in"] == 1
    assert lines["He had been on duty since dawn."]["removed_in"] == 3


def test_blame_says_what_a_line_is_and_what_became_of_it(run: Run) -> None:
    _, out, _ = run("blame", "ferry", "--gone")
    lines = out.splitlines()
    heads = {text.strip(): head for head, text in pairwise(lines) if head[:1] == " "}
    assert heads["Mara Quill"] == "  1  2026-03-01T10:00:00Z  byline"
    assert heads["He had been on duty since dawn."] == "  1  2026-03-01T10:00:00Z  gone in 3"
    assert heads["Residents laid flowers on the quay."] == "  1  2026-03-01T10:00:00Z"
    assert not [line for line in lines if line.endswith(" ")]


def test_blame_says_that_a_sentence_was_edited_before_it_went(sqlite_url: str, capsys: Any) -> None:
    with Archive.open(sqlite_url) as archive:
        for hours, said in enumerate(("Two dead in the ferry.", "Four dead in the ferry.", "The harbour is shut.")):
            record(archive, FERRY, said, "The ferry ran aground.", hours=hours)
    assert status_of(["blame", "ferry", "--gone", "--archive", sqlite_url]) == 0
    assert "edited in 2, gone in 3\n     Four dead in the ferry.\n" in capsys.readouterr().out


def test_figures_follow_the_toll(run: Run) -> None:
    _, out, _ = run("figures", "ferry")
    assert "Two → Four → Fourteen" in out or "2 → 4 → 14" in out


def test_figures_can_be_had_as_json(run: Run) -> None:
    _, out, _ = run("figures", "ferry", "--json")
    assert [[point["value"] for point in json.loads(line)["points"]] for line in out.splitlines()] == [[2, 4, 14]]


def test_revision_0_is_no_revision(run: Run) -> None:
    for arguments in (("show", "ferry@0"), ("diff", "ferry", "0"), ("diff", "ferry", "1", "0")):
        status, _, err = run(*arguments)
        assert (status, "revisions 1 to 3" in err) == (2, True)


def test_an_article_is_found_by_the_url_as_it_was_typed(run: Run) -> None:
    assert run("log", f"{FERRY}?utm_source=mail#top")[0] == 0


def test_a_file_that_cannot_be_written_is_told_in_one_line(run: Run) -> None:
    status, _, err = run("export", "--output", "/nonexistent/export.jsonl")
    assert status == 1
    assert "/nonexistent/export.jsonl" in err
    assert "unexpected" not in err


@pytest.mark.parametrize("time", ["99999999w", "9999-12-31T23:59:59-14:00"])
def test_a_time_out_of_range_is_no_time(run: Run, time: str) -> None:
    assert "is not a time" in run("log", "ferry", "--since", time)[2]


def test_wide_characters_count_double() -> None:
    from reader.cli.output import columns, shortened, wrapped

    text = "港の灯籠流し、三十年ぶりに復活へ。" * 12
    assert max(map(columns, wrapped(text).splitlines())) <= 88
    assert "".join(wrapped(text).split()) == text
    assert columns(shortened(text, 40)) <= 40
