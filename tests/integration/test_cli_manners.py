"""How the `writethru` command speaks: colours, plurals, JSON."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING

import click
import pytest

from migrations import HEAD
from reader.cli import status_of
from reader.cli.output import shortened, told, wrapped
from storage import Archive, schema
from storage.engine import database_url, make_engine
from storage.records import Capture
from tests.integration.editions import answer, record

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)
FERRY = "https://harbour.example/news/ferry"
MILL = "https://island.example/news/mill"


@pytest.fixture
def news(sqlite_url: str) -> str:
    """An archive of two sources, one with a single article of one revision."""
    with Archive.open(sqlite_url) as archive:
        record(archive, FERRY, "The ferry ran aground.", "Two people were hurt.")
        record(archive, FERRY, "The ferry ran aground.", "Five people were hurt.", hours=1)
        record(archive, MILL, "Burned.", hours=2, headline="The mill burned down")
    return sqlite_url


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What a command prints where its output is a terminal."""
    ours, theirs = pty.openpty()
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "reader.cli", *arguments]
    with subprocess.Popen(command, stdout=theirs, stderr=theirs, env={**kept, "TERM": "xterm", **environment}):
        os.close(theirs)
        printed = b""
        try:
            while some := os.read(ours, 65536):
                printed += some
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    return printed.decode()


@pytest.mark.parametrize(
    "command", [["log", "ferry"], ["articles"], ["show", "ferry"], ["diff", "ferry"], ["sources"], ["search", "ferry"]]
)
def test_colours_are_for_terminals_and_for_who_wants_them(news: str, command: list[str]) -> None:
    assert "\x1b[" in on_a_terminal(*command, "--archive", news)
    plain = on_a_terminal(*command, "--archive", news, NO_COLOR="1")
    assert "\x1b[" not in plain
    assert plain.strip()


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {"NO_COLOR": "1"}])
@pytest.mark.parametrize("options", [[], ["--format", "terminal"], ["--side-by-side"]])
def test_without_styles_marks_tell_old_words_from_new(
    news: str, environment: dict[str, str], options: list[str]
) -> None:
    assert "[-Two-] {+Five+} people" in on_a_terminal("diff", "ferry", *options, "--archive", news, **environment)


def test_a_diff_in_a_pipe_is_plain_whatever_form_was_asked_for(news: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["diff", "ferry", "--format", "terminal", "--archive", news]) == 0
    printed = capsys.readouterr().out
    assert "[-Two-] {+Five+} people" in printed
    assert not [line for line in printed.splitlines() if line.endswith(" ")]


def test_a_page_of_a_diff_says_how_much_changed(news: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["diff", "ferry", "--format", "html", "--archive", news]) == 0
    page = capsys.readouterr().out
    assert "+1 −1 words" in page
    assert '<p class="reason">score ' in page


def test_one_is_not_written_as_many(
    news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    assert status_of(["sources", "--archive", news]) == 0
    harbour, island = capsys.readouterr().out.splitlines()
    assert harbour.split()[1:7] == ["1", "article", "2", "revisions", "2", "captures"]
    assert island.split()[1:7] == ["1", "article", "1", "revision", "1", "capture"]
    assert harbour.index("last seen") == island.index("last seen")
    assert status_of(["log", "mill", "--archive", news]) == 0
    assert "  1 word\n" in capsys.readouterr().out


def test_no_line_is_wider_than_the_terminal_but_for_urls(
    news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for columns in (40, 60):
        monkeypatch.setenv("COLUMNS", str(columns))
        for command in ("sources", "stats", "show ferry", "search hurt", "articles", "changes", "log ferry",
                        "log ferry --oneline", "log ferry --captures"):  # fmt: skip
            assert status_of([*command.split(), "--archive", news]) == 0
            lines = capsys.readouterr().out.splitlines()
            assert max(len(line) for line in lines if "https://" not in line) <= columns
            assert not [line for line in lines if line.endswith(" ")]
            assert sum("2026-03-01T1" in line for line in lines) >= 1


NARROW = {
    "articles": """\
    1  2026-03-01T13:00:00Z  2 revisions
       developing
       The ferry between the islands
       runs aground again
       https://harbour.example/news/fer…
    2  2026-03-01T12:00:00Z  1 revision
       夜市の屋台、冬も営業へ 北浦市が試
       験的に許可
       https://island.example/news/mill
""",
    "changes": """\
 {score}  2026-03-01T13:00:00Z  1@2  silent
     The ferry between the islands runs
     aground again
     injured Two → Five
""",
    "log ferry": """\
The ferry between the islands runs
aground again
article 1
https://harbour.example/news/ferry
developing

revision 2  2026-03-01T13:00:00Z
    score {score}  silent
    injured Two → Five
    +1 −1 words

revision 1  2026-03-01T12:00:00Z
    4 words
    The ferry between the islands runs
    aground again
""",
    "log ferry --oneline": """\
The ferry between the islands runs
aground again
article 1
https://harbour.example/news/ferry
developing
   2  2026-03-01T13:00:00Z   {score}
      injured Two → Five
   1  2026-03-01T12:00:00Z
      The ferry between the islands run…
""",
    "search aground": """\
1@2  The ferry between the islands runs
aground again
    2026-03-01T13:00:00Z
    https://harbour.example/news/ferry
    Five people were hurt.

""",
    "stats": """\
harbour.example
    1 article  2 captures  2 revisions
    527 B captured  """,
}


@pytest.mark.parametrize("command", NARROW)
def test_in_a_narrow_terminal_things_stand_one_below_the_other(
    sqlite_url: str, command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ferry = "The ferry between the islands runs aground again"
    with Archive.open(sqlite_url) as archive:
        for hours, hurt in enumerate(("Two", "Five")):
            record(archive, FERRY, f"{hurt} people were hurt.", headline=ferry, hours=hours, developing=True)
        record(
            archive,
            MILL,
            "北浦市は十日、冬も営業を認めると発表した。",
            headline="夜市の屋台、冬も営業へ 北浦市が試験的に許可",
        )
    monkeypatch.setenv("COLUMNS", "40")
    assert status_of([*command.split(), "--archive", sqlite_url]) == 0
    printed = capsys.readouterr().out
    assert status_of(["changes", "--json", "--archive", sqlite_url]) == 0
    score = json.loads(capsys.readouterr().out)["score"]
    assert printed.startswith(NARROW[command].format(score=f"{score:.0f}"))


def test_a_terminal_of_few_columns_still_gets_words() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "5")
        assert wrapped("The ferry ran aground", " " * 7) == " " * 7 + "The ferry ran\n" + " " * 7 + "aground"


def test_an_older_edition_that_comes_in_later_makes_no_second_article_of_the_count(
    news: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with Archive.open(news) as archive:
        record(archive, MILL, "The mill is burning.", hours=-1)
    assert status_of(["stats", "--archive", news]) == 0
    printed = capsys.readouterr().out
    assert re.search(r"^all +2 +4 +4 ", printed, re.MULTILINE)
    assert "Captures as they came: 1 changed, 3 new; " in printed


def test_an_archive_without_captures_names_no_times(sqlite_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Archive.open(sqlite_url):
        pass
    assert status_of(["stats", "--archive", sqlite_url]) == 0
    assert "\nCaptures: none.\n" in capsys.readouterr().out


def test_what_was_found_is_wrapped_with_its_words_marked(news: str) -> None:
    with Archive.open(news) as archive:
        record(archive, MILL, "The old mill stood by the river for years. " * 4 + "Nobody saw it burn.", hours=3)
    printed = on_a_terminal("search", '"saw it" burn', "--archive", news, COLUMNS="50")
    plain = click.unstyle(printed)
    snippet = [line for line in plain.splitlines() if line.startswith("    ") and "https://" not in line]
    assert len(snippet) > 3
    assert max(map(len, snippet)) <= 50
    assert "Nobody saw it burn." in " ".join(" ".join(snippet).split())
    assert [word in printed for word in map(found, ("saw", "it", "burn"))] == [True, True, True]


def found(word: str) -> str:
    return click.style(word, fg="green", bold=True)


def test_quotation_marks_differ_inside_each_other_and_an_ellipsis_is_one() -> None:
    assert told('quote changed: “He said "no" twice” → “"No"”') == "quote changed: “He said 'no' twice” → “'No'”"
    assert shortened("headline reframed: “Two Dead in…” and more", 33) == "headline reframed: “Two Dead in…"
    assert shortened("Divers found… nothing", 15) == "Divers found…"


def test_an_export_is_json_whether_asked_or_not(news: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["export", "--json", "--archive", news]) == 0
    asked = capsys.readouterr().out
    assert status_of(["export", "--archive", news]) == 0
    assert capsys.readouterr().out == asked
    assert [len(json.loads(line)["revisions"]) for line in asked.splitlines()] == [2, 1]


@pytest.mark.parametrize("option", ["--json", "--stripped"])
def test_bytes_are_no_records(news: str, option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert status_of(["show", "mill", "--raw", option, "--archive", news]) == 2
    assert capsys.readouterr().err == (
        "writethru: --raw gives the bytes of the page as they are; take it without --json and --stripped\n"
    )


def test_advice_to_bring_articles_in_is_for_an_empty_archive(
    news: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for narrowed in (["--gone"], ["--since", "2027-01-01"], ["zeppelin"]):
        assert status_of(["articles", *narrowed, "--archive", news]) == 0
        assert capsys.readouterr().err == "No such article.\n"
    empty = f"sqlite:///{tmp_path / 'empty.db'}"
    with Archive.open(empty):
        pass
    assert status_of(["articles", "--archive", empty]) == 0
    assert "`writethru crawl URL`" in capsys.readouterr().err


def test_articles_without_a_text_are_counted_and_shown_on_demand_with_what_was_wrong(
    news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITETHRU_ARCHIVE", news)
    typo, down, picture = (f"https://harbour.example/{name}" for name in ("typo", "down", "picture"))
    with Archive.open(news) as archive:
        answer(archive, typo, 404, hours=3)
        answer(archive, down, 500, hours=4)
        wrong = "not a page of text (image/png)"
        archive.record(Capture(picture, picture, AT, status=200, error=wrong))
        answer(archive, FERRY, 500, hours=5)  # has a text of other captures
    assert status_of(["articles"]) == 0
    listed, told = capsys.readouterr()
    assert [line.split()[0] for line in listed.splitlines()[1::2]] == [MILL, FERRY]
    assert told == "3 articles without a text; --all shows them.\n"
    assert status_of(["articles", "typo"]) == 0
    assert capsys.readouterr() == ("", "1 article without a text; --all shows it.\n")
    assert status_of(["articles", "--all"]) == 0
    every, told = capsys.readouterr()
    assert told == ""
    assert [every.count(url) for url in (FERRY, MILL, typo, down, picture)] == [1] * 5
    said = {url.strip(): line.split("revisions")[-1].strip() for line, url in pairwise(every.splitlines())}
    assert said[typo] == "the server answered 404  gone"
    assert (said[down], said[picture]) == ("the server answered 500", wrong)
    assert status_of(["articles", "--json"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_a_version_that_is_not_known_is_said_before_anything_is_asked(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    assert status_of(["db", "downgrade", "xyz", "--archive", sqlite_url]) == 2
    asked, told = capsys.readouterr()
    assert asked == ""
    assert told.startswith("writethru: the archive cannot go back to 'xyz'; it has version ")
    assert told.endswith(", 0001, base\n")
    assert status_of(["db", "downgrade", "0001", "--archive", sqlite_url]) == 130
    assert "Go on?" in capsys.readouterr().out
    with make_engine(database_url(sqlite_url)).connect() as connection:
        assert schema.current(connection.engine) == HEAD


def test_where_nobody_answers_a_question_the_option_that_answers_it_is_named(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    assert status_of(["db", "downgrade", "0001", "--archive", sqlite_url]) == 2
    assert capsys.readouterr().err == "writethru: nobody answered; give --yes to go on without being asked\n"
    with make_engine(database_url(sqlite_url)).connect() as connection:
        assert schema.current(connection.engine) == HEAD


def test_figures_that_stayed_the_same_are_counted_not_shown(
    news: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITETHRU_ARCHIVE", news)
    with Archive.open(news) as archive:
        for hours, hurt in ((2, "Five"), (3, "Nine")):
            record(archive, FERRY, f"{hurt} people were hurt.", "Twelve people were killed in 1954.", hours=hours)
    assert status_of(["figures", "ferry"]) == 0
    printed, told = capsys.readouterr()
    assert [line for line in printed.splitlines() if line[:1] > " "] == ["injured, people  Two → Five → Nine"]
    assert told == "1 number stayed the same; --all shows it.\n"
    assert status_of(["figures", "ferry", "--all"]) == 0
    every = capsys.readouterr()
    assert every.out.startswith(printed)
    assert "killed, people  Twelve\n" in every.out
    assert every.err == ""
    assert status_of(["figures", "ferry", "--json"]) == 0
    assert [len(json.loads(line)["points"]) for line in capsys.readouterr().out.splitlines()] == [3, 1]
    assert status_of(["figures", "mill"]) == 0
    assert capsys.readouterr() == ("", "No number of it has changed.\n")
