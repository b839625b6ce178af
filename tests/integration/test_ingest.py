"""Files into the archive."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from crawler import extraction, settings
from crawler.reextraction import is_outdated, reextract
from crawler.run import ingest
from reader.cli import status_of
from storage import Archive
from storage.errors import UsageError
from storage.models import Capture, Revision
from storage.records import Extractor, Outcome
from tests.integration.crawling import articles, captures, counted, done, revisions, visit
from tests.integration.saved import NOON, page, save, settle, text

ROOT = Path(__file__).parents[2]


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "seeds"
    path.mkdir()
    return path


def test_a_folder_of_texts_and_pages_becomes_articles(folder: Path, archive: str) -> None:
    save(folder / "dyke.txt", text("The dyke holds"))
    save(folder / "deep" / "school.md", text("School closed", 7))
    save(folder / "page.html", page("Trains run again", url="https://news.example.com/trains?utm_source=x"))
    save(folder / "packed.htm.gz", gzip.compress(page("Sandbags").encode()))
    summary = ingest([folder], archive, workers=2)
    assert summary.problems == ()
    assert (summary.captures, summary.count(Outcome.NEW), summary.revisions) == (4, 4, 4)
    assert articles(archive) == [
        "file:deep/school.md",
        "file:dyke.txt",
        "file:packed.htm",
        "https://news.example.com/trains",
    ]
    (row,) = captures(archive, "file:dyke.txt")
    assert (row.origin, row.fetched_at, row.status, row.headers) == ("seed", NOON, None, [["File", "dyke.txt"]])
    assert revisions(archive, "file:dyke.txt")[0].headline == "The dyke holds"
    assert visit(archive, "https://news.example.com/trains") is None


def test_the_same_files_again_add_nothing_and_are_not_read(folder: Path, archive: str) -> None:
    for n in range(20):
        save(folder / f"{n}.txt", text(f"Story {n}", n))
    ingest([folder], archive, workers=2)
    before = counted(archive, Capture, Revision)
    again = ingest([folder], archive, workers=2)
    assert (again.captures, again.known, again.extractions, again.revisions) == (0, 20, 0, 0)
    assert again.succeeded
    assert counted(archive, Capture, Revision) == before


def test_a_file_saved_again_with_new_text_is_a_new_revision(folder: Path, archive: str) -> None:
    save(folder / "dyke.txt", text("The dyke holds"))
    ingest([folder], archive, workers=1)
    save(folder / "dyke.txt", text("The dyke holds", 55), NOON + timedelta(hours=1))
    second = ingest([folder], archive, workers=1)
    assert (second.count(Outcome.CHANGED), second.known) == (1, 0)
    assert [row.seen_at for row in revisions(archive, "file:dyke.txt")] == [NOON, NOON + timedelta(hours=1)]
    save(folder / "dyke.txt", text("The dyke holds", 55), NOON + timedelta(hours=2))
    touched = ingest([folder], archive, workers=1)
    assert (touched.count(Outcome.NOT_MODIFIED), touched.extractions) == (1, 0)


def test_files_that_name_one_url_are_editions_in_the_order_they_were_captured(folder: Path, archive: str) -> None:
    url = "https://news.example.com/dyke"
    save(folder / "a.txt", f"---\nurl: {url}\ncaptured: 2026-03-01T15:00Z\n---\n" + text("The dyke breaks", 90))
    save(folder / "b.html", page("The dyke holds", 40, url), NOON)
    save(folder / "c.txt", f"---\nurl: {url}\ncaptured: 2026-03-01T16:00+02:00\n---\n" + text("The dyke leaks", 60))
    summary = ingest([folder], archive, workers=3)
    assert summary.revisions == 3
    assert [row.headline for row in revisions(archive, url)] == ["The dyke holds", "The dyke leaks", "The dyke breaks"]


def test_files_of_one_name_in_two_folders_do_not_mix_up_two_articles(tmp_path: Path, archive: str) -> None:
    save(tmp_path / "monday" / "index.html", page("The dyke holds", 1, "https://news.example.com/dyke"))
    save(tmp_path / "tuesday" / "index.html", page("Trains run again", 2, "https://news.example.com/trains"))
    ingest([tmp_path / "monday"], archive, workers=1)
    ingest([tmp_path / "tuesday"], archive, workers=1)
    assert articles(archive) == ["https://news.example.com/dyke", "https://news.example.com/trains"]


def test_files_of_one_name_in_two_folders_of_one_run_are_told_not_mixed(
    tmp_path: Path, archive: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name, headline in (("a", "The dyke holds"), ("b", "Trains run again")):
        save(tmp_path / name / "1.txt", text(headline), NOON + timedelta(microseconds=7))
    settle()
    summary = ingest([tmp_path / "a", tmp_path / "b"], archive, workers=1)
    (problem,) = summary.problems
    assert problem.what == str(tmp_path / "b" / "1.txt")
    assert problem.why == f"also in {tmp_path / 'a'}; ingest the folder above both"
    assert caplog.messages == []
    assert [row.headline for row in revisions(archive, "file:1.txt")] == ["The dyke holds"]


def test_files_of_one_name_in_two_folders_one_after_the_other_are_warned_of(
    tmp_path: Path, archive: str, caplog: pytest.LogCaptureFixture
) -> None:
    for name, headline in (("a", "The dyke holds"), ("b", "Trains run again")):
        save(tmp_path / name / "1.txt", text(headline), NOON + timedelta(microseconds=7))
        settle()
        assert ingest([tmp_path / name], archive, workers=1).captures == 1
    (warning,) = caplog.messages
    assert warning.startswith(f"1.txt is filed as an edition of {tmp_path / 'a' / '1.txt'}, which has its name;")


def test_a_pipe_is_a_problem_and_not_waited_for(tmp_path: Path, archive: str) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (problem,) = ingest([tmp_path / "pipe.txt"], archive, workers=1).problems
    assert (problem.what, problem.why) == ("pipe.txt", "cannot be read (neither a file nor a folder)")


def test_url_and_time_can_be_given_for_one_file(folder: Path, archive: str) -> None:
    path = save(folder / "dyke.txt", text("The dyke holds"))
    ingest([path], archive, url="https://news.example.com/dyke", at=NOON - timedelta(days=1), workers=1)
    assert revisions(archive, "https://news.example.com/dyke")[0].seen_at == NOON - timedelta(days=1)
    with pytest.raises(UsageError, match="exactly one"):
        ingest([folder], archive, url="https://news.example.com/dyke")
    with pytest.raises(UsageError, match="no such file"):
        ingest([folder / "missing.txt"], archive)


def test_a_url_that_is_none_is_wrong_usage(folder: Path, archive: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(folder / "dyke.txt", text("The dyke holds"))
    assert status_of(["ingest", "--url", "foo", str(path), "--archive", archive]) == 2
    assert capsys.readouterr().err == "writethru: --url: not an http or https URL: 'foo'\n"


@pytest.mark.parametrize("command", [["ingest", "{folder}"], ["crawl", "--due"], ["watch"]])
def test_a_number_in_the_environment_that_is_none_is_told_in_one_line(
    folder: Path,
    archive: str,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "WRITETHRU_WORKERS", "abc")
    command = [part.format(folder=folder) for part in command]
    assert status_of([*command, "--archive", archive]) == 2
    assert capsys.readouterr().err == "writethru: WRITETHRU_WORKERS is no number: 'abc' (0 for one for each core)\n"


def test_one_broken_file_among_many_is_reported_and_the_others_are_in(folder: Path, archive: str) -> None:
    for n in range(30):
        save(folder / f"{n}.txt", text(f"Story {n}", n))
    save(folder / "cut.txt.gz", gzip.compress(os.urandom(5000))[:900])
    save(folder / "feed.xml", '<?xml version="1.0"?><rss version="2.0"><channel/></rss>')
    save(folder / "empty.txt", "")
    save(folder / "front.txt", "---\ncaptured: one day\n---\n" + text("Story"))
    save(folder / "noise.html.gz", gzip.compress(bytes(range(256)) * 40))
    summary = ingest([folder], archive, workers=2)
    problems = {problem.what: problem.why for problem in summary.problems}
    assert problems.keys() == {"cut.txt.gz", "feed.xml", "empty.txt", "front.txt", "noise.html.gz"}
    assert problems["feed.xml"] == "a feed, not an article: crawl its URL instead"
    assert summary.count(Outcome.NEW) >= 30
    assert [row.body_sha256 is not None for row in captures(archive, "file:noise.html")] == [True]
    assert ingest([folder], archive, workers=2).captures == 0


def test_what_is_passed_over_in_a_folder_is_told_in_the_summary(
    folder: Path, archive: str, capsys: pytest.CaptureFixture[str]
) -> None:
    save(folder / "dyke.txt", text("The dyke holds"))
    for name in ("quay.jpg", "dyke.jpg", "map.pdf"):
        save(folder / name, "x")
    (folder / "gone.txt").symlink_to(folder / "missing.txt")
    assert status_of(["ingest", str(folder), "--archive", archive]) == 0
    assert capsys.readouterr().out == "1 capture: 1 new; 4 files passed over (2 .jpg, 1 broken link, 1 .pdf)\n"
    for name in ("a.css", "b.js", "c.svg"):
        save(folder / name, "x")
    assert status_of(["ingest", str(folder), "--archive", archive]) == 0
    assert "(2 .jpg, 1 .css, 1 .js, 1 .svg and 2 of other kinds)\n" in capsys.readouterr().out
    for name in ("a.css", "b.js", "c.svg"):
        (folder / name).unlink()
    (folder / "map.pdf").unlink()
    (folder / "gone.txt").unlink()
    assert status_of(["ingest", str(folder), "--archive", archive, "--json"]) == 0
    summary = json.loads(capsys.readouterr().out)
    assert (summary["known"], summary["passed"]) == (1, {".jpg": 2})


def test_a_file_that_is_not_utf_8_is_read_in_its_own_encoding(folder: Path, archive: str) -> None:
    save(
        folder / "latin.html",
        page("Hochwasser in Münden, Fähre außer Betrieb")
        .replace("<head>", "<head><meta charset=iso-8859-1>")
        .encode("latin-1"),
    )
    ingest([folder], archive, workers=1)
    assert revisions(archive, "file:latin.html")[0].headline == "Hochwasser in Münden, Fähre außer Betrieb"


def test_scrapy_captures_files_too(folder: Path, archive: str) -> None:
    save(folder / "dyke.txt", text("The dyke holds"))
    command = [sys.executable, "-m", "scrapy", "crawl", "seeds", "-a", f"path={folder}"]
    environment = {**os.environ, "WRITETHRU_ARCHIVE": archive}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    assert articles(archive) == ["file:dyke.txt"]
    assert ingest([folder], archive).known == 1


def test_new_rules_have_everything_read_again_and_make_no_news(folder: Path, archive: str) -> None:
    save(folder / "dyke.txt", text("The dyke holds"))
    save(folder / "school.txt", text("School closed", 7))
    ingest([folder], archive, workers=1)
    done(_become_another_extractor, archive)
    with Archive.open(archive) as opened:
        assert is_outdated(opened)
    save(folder / "school.txt", text("School open", 7), NOON + timedelta(hours=1))
    summary = ingest([folder], archive, workers=1)
    assert (summary.known, summary.count(Outcome.CHANGED)) == (1, 1)
    with Archive.open(archive) as opened:
        assert opened.extractor() == extraction.EXTRACTOR
        assert not is_outdated(opened)
    assert [row.number for row in revisions(archive, "file:dyke.txt")] == [1]
    assert [row.headline for row in revisions(archive, "file:school.txt")] == ["School closed", "School open"]


TAGGED = """How to write a page

Every paragraph of a page stands between <p> and </p>, the teacher said, and what is bold between <b> and </b>.

<table> is for figures, she said, and nobody in the room of forty objected to the rule that day.
"""


def test_tags_in_a_text_are_words_of_it_also_when_it_is_read_again(folder: Path, archive: str) -> None:
    save(folder / "tags.txt", TAGGED)
    save(folder / "tags.md", f"---\nurl: https://news.example.com/tags\n---\n## Writing\n\n{TAGGED}")
    ingest([folder], archive, workers=1)
    first = [revisions(archive, url) for url in ("file:tags.txt", "https://news.example.com/tags")]
    (plain,), (marked,) = first
    assert [plain.headline, *plain.body.split("\n")] == [line for line in TAGGED.splitlines() if line]
    assert "<table> is for figures" in marked.body
    assert "#" not in marked.headline + marked.body
    done(_become_another_extractor, archive)
    done(reextract, archive)
    again = [revisions(archive, url) for url in ("file:tags.txt", "https://news.example.com/tags")]
    assert [[row.body for row in rows] for rows in again] == [[row.body for row in rows] for rows in first]


def _become_another_extractor(archive: str) -> None:
    """Makes the archive look as if other rules had read it."""
    from sqlalchemy import update

    from storage.models import Extractor as Row

    with Archive.open(archive) as opened, opened.engine.begin() as connection:
        connection.execute(update(Row).values(config_hash=Extractor("writethru", "0", "older").config_hash))


def test_an_interrupted_ingestion_says_so_and_the_next_one_goes_on(folder: Path, archive: str) -> None:
    for n in range(400):
        save(folder / f"{n:04}.html", page(f"Story {n}", n))
    program = (
        "import sys; from pathlib import Path; from crawler.run import ingest; "
        "print(ingest([Path(sys.argv[1])], sys.argv[2], workers=1).interrupted)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(folder), archive], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        while not Path(archive.removeprefix("sqlite:///")).exists() or counted(archive, Capture)[0] < 5:
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "True\n"
    taken = counted(archive, Capture)[0]
    assert 5 <= taken < 400
    rest = ingest([folder], archive, workers=2)
    assert (rest.known, rest.captures) == (taken, 400 - taken)
