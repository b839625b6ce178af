"""A glance tells that nothing is new as the archive itself would, and says nothing where it cannot know."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from crawler.extraction import EXTRACTOR
from crawler.ingestion import nothing_new
from crawler.run import ingest
from storage import Archive
from storage.errors import ArchiveError
from storage.glance import glance
from storage.models import Extractor as ExtractorRow
from storage.models import File, Run
from tests.integration.saved import NOON, page, save, settle, text

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.tally import Summary

COMMAND = "ingest news"
# Not in whole seconds, which are waited for longer.
SAVED = NOON + timedelta(milliseconds=1)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles, a feed, a damaged file and a picture."""
    folder = tmp_path / "news"
    save(folder / "river.txt", text("River keeps rising"), SAVED)
    save(folder / "bridge.html", page("Bridge closed", url="https://www.harbour.example/bridge"), SAVED)
    save(folder / "feed.xml", "<rss version='2.0'><channel><title>News</title></channel></rss>", SAVED)
    save(folder / "torn.html.gz", b"\x1f\x8b torn", SAVED)
    save(folder / "bridge.jpg", b"\xff\xd8", SAVED)
    settle()
    return folder


@pytest.fixture
def url(tmp_path: Path, news: Path) -> str:
    """An archive that the folder was ingested into."""
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    assert ingest([news], url).captures == 2
    return url


def seen(url: str, news: Path) -> Summary | None:
    return nothing_new(url, [news], COMMAND)


def look(url: str, news: Path) -> None:
    with glance(url) as looked:
        assert looked is not None
        looked.files_read([str(news)])


def told(summary: Summary | None) -> dict[str, object]:
    assert summary is not None
    return summary.as_dict() | {"seconds": None}


def runs(url: str) -> list[tuple[object, ...]]:
    wanted = select(Run.counts, Run.state, Run.ended_at >= Run.started_at).order_by(Run.id)
    with Archive.open(url) as archive, archive.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


def test_nothing_new_is_told_as_the_archive_tells_it(url: str, news: Path) -> None:
    by_glance = told(seen(url, news))
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.execute(update(File).values(stamp="gone"))
    assert seen(url, news) is None
    assert told(ingest([news], url)) == by_glance
    assert by_glance["known"] == 2
    assert [problem["what"] for problem in by_glance["problems"]] == ["feed.xml", "torn.html.gz"]  # type: ignore[attr-defined]
    first, second, third = runs(url)
    assert second == third == ({"known": 2, "problems": 2, "passed": 1}, "done", True) != first


def test_a_second_ingestion_loads_no_sqlalchemy(url: str, news: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from crawler.run import ingest\n"
        "print(ingest([Path(sys.argv[1])], sys.argv[2]).known, 'sqlalchemy' in sys.modules)"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code, str(news), url], capture_output=True, text=True, check=True
    ).stdout
    assert printed.split() == ["2", "False"]


def test_a_glance_answers_as_the_archive_does(url: str, news: Path) -> None:
    paths = [path.as_posix() for path in sorted(news.iterdir())]
    with Archive.open(url) as archive, glance(url) as looked:
        assert looked is not None
        known = archive.files_read(paths)
        assert looked.files_read(paths) == known
        hashes = [one.sha256 for one in known.values()]
        assert looked.sightings(hashes) == archive.sightings(hashes)
        assert looked.extractor() == archive.extractor() == EXTRACTOR
        assert len(known) == len(archive.sightings(hashes)) == 2


def test_a_new_file_is_not_nothing_new(url: str, news: Path) -> None:
    save(news / "mill.txt", text("Mill burns"), SAVED)
    settle()
    assert seen(url, news) is None


def test_a_file_that_was_written_to_is_not_nothing_new(url: str, news: Path) -> None:
    save(news / "river.txt", text("River falls"), SAVED)
    assert seen(url, news) is None


def test_a_file_touched_this_very_moment_is_read_and_found(url: str, news: Path) -> None:
    save(news / "river.txt", text("River keeps rising"), SAVED)  # as it was, and dated as it was
    assert ingest([news / "river.txt"], url).known == 1


def test_an_archive_without_some_of_the_captures_is_asked_itself(url: str, news: Path) -> None:
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.execute(update(File).values(sha256="0" * 64))
    assert seen(url, news) is None


def test_texts_of_other_rules_are_not_passed_over(url: str, news: Path) -> None:
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.execute(update(ExtractorRow).values(config_hash="of other rules"))
    assert seen(url, news) is None


def test_tables_of_another_version_are_left_to_the_archive(url: str, news: Path) -> None:
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert seen(url, news) is None


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough for a header" * 20])
def test_a_file_that_is_no_archive_is_left_to_who_can_say_so(tmp_path: Path, news: Path, content: bytes) -> None:
    other = save(tmp_path / "other.db", content)
    assert seen(f"sqlite:///{other}", news) is None
    assert other.read_bytes() == content


def test_a_damaged_moment_is_left_to_who_can_say_so(url: str, news: Path) -> None:
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE files SET at = '2026-13-45'")
    assert seen(url, news) is None


def test_no_archive_is_made(tmp_path: Path, news: Path) -> None:
    assert seen(f"sqlite:///{tmp_path / 'none.db'}", news) is None
    assert not (tmp_path / "none.db").exists()


def test_a_broken_archive_is_left_to_who_can_say_so(url: str, news: Path) -> None:
    with Archive.open(url) as archive, archive.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE files")
    with pytest.raises(ArchiveError, match=r"archive\.db: no such table"):
        look(url, news)
    assert seen(url, news) is None


def test_an_archive_on_postgresql_is_not_glanced_at(postgresql_url: str, news: Path) -> None:
    assert ingest([news], postgresql_url).captures == 2
    assert seen(postgresql_url, news) is None
    assert ingest([news], postgresql_url).known == 2
