"""What was rewritten, across articles and between two revisions, on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from storage import queries
from storage.engine import writing
from storage.models import Change, Extractor, Revision
from storage.queries import ChangeOrder
from storage.revisions import new_text, old_text
from tests.integration.editions import START, at, record

if TYPE_CHECKING:
    from storage import Archive
    from storage.records import Text

FERRY = "https://harbour.example/news/ferry"
MILL = "https://island.example/news/mill"
POINT = "The ferry ran aground off the point."


@pytest.fixture
def rewritten(archive: Archive) -> Archive:
    """Four changes: the ferry's toll rises, flaps back and forth; the mill's text has a correction."""
    record(archive, FERRY, POINT, "Two people were hurt.")
    record(archive, MILL, "The mill burned down on Saturday.", headline="Fire at the mill")
    record(archive, FERRY, POINT, "Five people died.", hours=1)
    record(archive, FERRY, POINT, "Two people were hurt.", hours=2)
    record(archive, FERRY, POINT, "Five people died.", hours=3)
    record(
        archive,
        MILL,
        "The mill burned down on Sunday.",
        hours=4,
        headline="Fire at the mill",
        correction="An earlier version of this article gave the wrong day.",
    )
    return archive


def numbered(found: list[queries.ChangeEntry]) -> list[tuple[str, int]]:
    return [(entry.url.rsplit("/", 1)[1], entry.number) for entry in found]


def test_changes_of_all_articles_come_newest_first(rewritten: Archive) -> None:
    with rewritten.reading() as connection:
        found = queries.changes(connection)
    assert numbered(found) == [("mill", 2), ("ferry", 4), ("ferry", 3), ("ferry", 2)]
    assert (found[0].seen_at, found[0].previous_seen_at, found[0].source) == (at(4), START, "island.example")
    assert (found[0].previous_headline, found[0].headline) == ("Fire at the mill", "Fire at the mill")
    assert found[0].notices[0].text == "An earlier version of this article gave the wrong day."


def test_changes_can_come_most_important_first(rewritten: Archive) -> None:
    with writing(rewritten.engine) as connection:
        for number, revision in enumerate(connection.execute(select(Change.revision_id)).scalars().all()):
            connection.execute(update(Change).where(Change.revision_id == revision).values(score=number % 3))
    with rewritten.reading() as connection:
        scores = [(entry.score, entry.seen_at) for entry in queries.changes(connection, order=ChangeOrder.SCORE)]
        strong = queries.changes(connection, min_score=1)
    assert scores == sorted(scores, reverse=True)
    assert len(strong) == sum(score >= 1 for score, _ in scores) == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"since": at(2)}, [("mill", 2), ("ferry", 4), ("ferry", 3)]),
        ({"since": at(2), "until": at(4)}, [("ferry", 4), ("ferry", 3)]),
        ({"as_of": at(2)}, [("ferry", 3), ("ferry", 2)]),
        ({"source": "island.example"}, [("mill", 2)]),
        ({"limit": 2}, [("mill", 2), ("ferry", 4)]),
        ({"limit": 2, "offset": 2}, [("ferry", 3), ("ferry", 2)]),
        ({"reverts": True}, [("ferry", 4), ("ferry", 3)]),
        ({"reverts": False}, [("mill", 2), ("ferry", 2)]),
        ({"kinds": ["reverted"]}, [("ferry", 4), ("ferry", 3)]),
        ({"kinds": ["revert"]}, []),
        ({"kinds": ['"]', "%"]}, []),
        ({"min_score": 10_000.0}, []),
    ],
)
def test_changes_are_listed_by_what_is_asked(
    rewritten: Archive, asked: dict[str, object], found: list[tuple[str, int]]
) -> None:
    with rewritten.reading() as connection:
        assert numbered(queries.changes(connection, **asked)) == found  # type: ignore[arg-type]


def test_changes_are_listed_by_whether_the_page_says_nothing_of_them(rewritten: Archive) -> None:
    with writing(rewritten.engine) as connection:
        mill = select(Revision.id).where(Revision.seen_at == at(4)).scalar_subquery()
        connection.execute(update(Change).values(silent=True))
        connection.execute(update(Change).where(Change.revision_id == mill).values(silent=False))
    with rewritten.reading() as connection:
        assert numbered(queries.changes(connection, silent=False)) == [("mill", 2)]
        assert len(queries.changes(connection, silent=True)) == 3


def test_a_change_is_found_by_its_revision(rewritten: Archive) -> None:
    with rewritten.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        third = queries.change_of(connection, queries.revision(connection, ferry, 3).id)
        assert third is not None
        assert (third.number, third.reverts_to) == (3, 1)
        assert queries.change_of(connection, queries.revision(connection, ferry, 1).id) is None


def test_neighbours_are_compared_as_stored_and_any_other_two_now(rewritten: Archive) -> None:
    with rewritten.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        one, two, three, four = (queries.revision(connection, ferry, number) for number in (1, 2, 3, 4))
        stored = queries.between(connection, one, two)
        now = queries.between(connection, one, four)
        back = queries.between(connection, two, one)
        nothing = queries.between(connection, one, three)
        text: Text = queries.text(connection, four.text)
    assert stored.reason == two.reason
    assert stored.script == now.script
    assert (stored.score, stored.kinds, stored.edits) == (now.score, now.kinds, now.edits)
    assert new_text(now.script).blocks == text.blocks
    assert old_text(back.script).blocks == text.blocks
    assert nothing.empty


def test_only_the_active_extractors_revisions_are_seen(rewritten: Archive) -> None:
    with writing(rewritten.engine) as connection:
        old = connection.execute(select(Extractor.id)).scalar_one()
        connection.execute(update(Extractor).values(active=False))
        connection.execute(Extractor.__table__.insert().values(name="r", version="2", config_hash="1", active=True))
    with rewritten.reading() as connection:
        ferry = queries.find_article(connection, FERRY)
        assert (ferry.revisions, ferry.headline) == (0, None)
        assert queries.revisions(connection, ferry.id) == []
        assert queries.changes(connection) == []
        assert queries.captures(connection, ferry.id)[0].revision is None
    with writing(rewritten.engine) as connection:
        connection.execute(update(Extractor).values(active=Extractor.id == old))
    with rewritten.reading() as connection:
        assert queries.find_article(connection, FERRY).revisions == 4


def test_an_export_holds_every_article_with_its_revisions_texts_and_changes(rewritten: Archive) -> None:
    with rewritten.reading() as connection:
        ferry, mill = queries.export(connection)
        assert [article.summary.url for article in queries.export(connection, since=at(4))] == [MILL]
        assert [article.summary.url for article in queries.export(connection, source="harbour.example")] == [FERRY]
    assert [revision.entry.number for revision in ferry.revisions] == [1, 2, 3, 4]
    assert [revision.text.blocks[1].text for revision in ferry.revisions][:2] == [
        "Two people were hurt.",
        "Five people died.",
    ]
    assert ferry.revisions[0].change is None
    assert [r.change.number for r in ferry.revisions[1:] if r.change] == [2, 3, 4]
    assert mill.revisions[1].details["kind"] == "article"
