"""How much is kept, counted on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.models import Body
from storage.records import Capture
from storage.stats import stats
from tests.integration.editions import START, answer, at, record

if TYPE_CHECKING:
    from storage import Archive
    from storage.stats import Stats

FERRY = "https://harbour.example/ferry"
STORM = "https://island.example/storm"


def counted(archive: Archive) -> Stats:
    with archive.reading() as connection:
        return stats(connection)


def test_an_archive_is_counted_by_source_and_as_a_whole(archive: Archive) -> None:
    record(archive, FERRY, "The ferry ran aground.")
    record(archive, FERRY, "The ferry sank.", hours=1)
    record(archive, FERRY, "The ferry ran aground.", hours=2)
    record(archive, STORM, "Wind of 140 km/h.", hours=3)
    answer(archive, STORM, 404, hours=4)
    answer(archive, STORM, 500, hours=5)
    found = counted(archive)
    assert list(found.sources) == ["harbour.example", "island.example"]
    harbour, island = found.sources.values()
    assert (harbour.articles, harbour.captures, harbour.revisions, harbour.changes, harbour.texts) == (1, 3, 3, 2, 2)
    assert harbour.outcomes == {"new": 1, "changed": 2}
    assert island.outcomes == {"new": 1, "gone": 1, "failed": 1}
    assert (harbour.first_capture, harbour.last_capture) == (START, at(2))
    assert (found.total.articles, found.total.captures, found.total.revisions) == (2, 6, 4)
    assert found.total.outcomes == {"new": 2, "changed": 2, "gone": 1, "failed": 1}
    assert found.total.raw == harbour.raw + island.raw
    assert found.database > found.total.stored


def test_a_body_counts_raw_as_often_as_it_was_captured_and_stored_once(archive: Archive) -> None:
    page = b"<html>" + b"The ferry ran aground. " * 200 + b"</html>"
    for url in (FERRY, STORM):
        for hours in range(3):
            archive.record(Capture(url, url, at(hours), status=200, body=page))
    with archive.reading() as connection:
        stored = connection.execute(select(func.sum(func.length(Body.data)))).scalar_one()
        found = stats(connection)
    assert found.total.raw == 6 * len(page)
    assert found.total.stored == stored < len(page)
    assert [source.raw for source in found.sources.values()] == [3 * len(page)] * 2
    assert [source.stored for source in found.sources.values()] == [stored] * 2


def test_an_empty_archive_counts_nothing(archive: Archive) -> None:
    found = counted(archive)
    assert found.sources == {}
    assert (found.total.articles, found.total.captures, found.total.raw, found.total.first_capture) == (0, 0, 0, None)
