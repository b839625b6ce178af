"""A new extractor reads every body again and takes over without making news; changes are scored anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from storage.checking import check
from storage.compression import digest
from storage.engine import writing
from storage.models import Article, Body, Capture, Change, Revision, StoredExtraction, StoredText
from storage.models import Extractor as ExtractorRow
from storage.records import Extraction, Extractor, Notice, NoticeKind, Outcome
from storage.revisions import DIFFER_VERSION
from tests.integration.captures import RULES, URL, at, capture, extraction, record, revisions, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage import Archive
    from storage.reextraction import Unread

NEWER = Extractor("rules", "2", "1" * 64)


def old_rules(body: bytes) -> Extraction:
    """Every line of the page is a paragraph."""
    return extraction(*body.decode().split("\n"))


def new_rules(body: bytes) -> Extraction:
    """As the old rules, but the lines of a box are no text."""
    lines = [line for line in body.decode().split("\n") if not line.startswith("Read more")]
    notices = (Notice("This story is developing.", NoticeKind.DEVELOPING),) if "developing" in body.decode() else ()
    return extraction(*lines, extractor=NEWER, notices=notices)


def read(unread: Sequence[Unread]) -> Iterator[tuple[str, Extraction]]:
    for one in reversed(unread):
        yield one.sha256, new_rules(one.body)


def filled(archive: Archive) -> None:
    """Three editions, of which the old rules see a change between each two, the new ones only between the last."""
    for hours, body in enumerate(
        (b"Two died.\nRead more: A", b"Two died.\nRead more: B", b"Three died.\nRead more: C")
    ):
        archive.record(capture(hours, body, headers=(("Content-Type", "text/plain"),)), old_rules(body))


def test_a_new_extractor_makes_its_own_revisions_and_no_news(archive: Archive) -> None:
    filled(archive)
    captures = rows(archive, select(Capture))
    archive.reextract(NEWER, read)
    assert archive.extractor() == NEWER
    assert revisions(archive) == [(1, at(0), "Two died.", None), (2, at(2), "Three died.", None)]
    assert rows(archive, select(Capture)) == captures
    assert [row.words_added for row in rows(archive, select(Change.words_added))] == [1]
    assert list(check(archive.engine)) == []


def test_what_the_old_extractor_made_is_taken_away_and_the_bodies_stay(archive: Archive) -> None:
    filled(archive)
    archive.reextract(NEWER, read)
    new = select(ExtractorRow.id).where(ExtractorRow.version == "2").scalar_subquery()
    for table in (StoredExtraction, Revision):
        assert rows(archive, select(func.count()).select_from(table).where(table.extractor_id != new)) == [(0,)]
    assert sorted(row.body for row in rows(archive, select(StoredText.body))) == ["Three died.", "Two died."]
    assert rows(archive, select(func.count()).select_from(Body)) == [(3,)]


def test_captures_go_on_under_the_new_extractor(archive: Archive) -> None:
    filled(archive)
    archive.reextract(NEWER, read)
    archive.require(NEWER)
    body = b"Three died.\nRead more: D"
    assert archive.record(capture(3, body), new_rules(body)).outcome is Outcome.UNCHANGED
    body = b"Four died.\nRead more: D"
    assert archive.record(capture(4, body), new_rules(body)).revision == 3


def test_what_an_article_says_of_itself_follows_the_new_extractor(archive: Archive) -> None:
    for hours, body in enumerate((b"Two died, developing.\nRead more: A", b"Two died, developing.\nRead more: B")):
        archive.record(capture(hours, body), old_rules(body))
    assert rows(archive, select(Article.developing, Article.last_changed)) == [(False, at(1))]
    archive.reextract(NEWER, read)
    assert rows(archive, select(Article.developing, Article.last_changed)) == [(True, None)]


def test_a_reextraction_that_was_stopped_goes_on_where_it_was(archive: Archive) -> None:
    filled(archive)
    asked: list[str] = []

    def stops(unread: Sequence[Unread]) -> Iterator[tuple[str, Extraction]]:
        asked.extend(one.sha256 for one in unread)
        return read(unread)

    def break_off(what: str, done: int, total: int) -> None:
        if what == "articles":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.reextract(NEWER, stops, progress=break_off)
    assert archive.extractor() == RULES
    assert len(revisions(archive)) == 3
    archive.reextract(NEWER, stops)
    assert len(asked) == 3
    assert len(revisions(archive)) == 2


def test_a_body_is_handed_out_with_what_its_extraction_needs(archive: Archive) -> None:
    filled(archive)
    seen: list[Unread] = []

    def keeps(unread: Sequence[Unread]) -> Iterator[tuple[str, Extraction]]:
        seen.extend(unread)
        return read(unread)

    archive.reextract(NEWER, keeps)
    assert {one.url for one in seen} == {URL}
    assert {one.content_type for one in seen} == {"text/plain"}
    assert all(digest(one.body) == one.sha256 for one in seen)


def test_captures_that_come_in_meanwhile_are_read_too(archive: Archive) -> None:
    filled(archive)
    late = b"Four died.\nRead more: D"

    def progress(what: str, done: int, total: int) -> None:
        if (what, done) == ("articles", 1):
            archive.record(capture(3, late), old_rules(late))

    archive.reextract(NEWER, read, progress=progress)
    assert [body for _, _, body, _ in revisions(archive)] == ["Two died.", "Three died.", "Four died."]


def test_a_damaged_body_is_an_error_of_its_own_and_stops_nothing(archive: Archive) -> None:
    filled(archive)
    broken = digest(b"Two died.\nRead more: B")
    with writing(archive.engine) as connection:
        connection.execute(
            update(Body).where(Body.sha256 == broken).values(data=b"broken", base=None, depth=0, codec="zstd")
        )
    archive.reextract(NEWER, read)
    errors = rows(archive, select(StoredExtraction.body_sha256).where(StoredExtraction.error.is_not(None)))
    assert broken in {row.body_sha256 for row in errors}
    assert revisions(archive)[0] == (1, at(0), "Two died.", None)


def test_bodies_of_error_pages_are_not_read(archive: Archive) -> None:
    filled(archive)
    archive.record(capture(5, b"Out of order.", status=500))
    archive.reextract(NEWER, read)
    assert rows(archive, select(func.count()).select_from(StoredExtraction)) == [(3,)]


def test_changes_of_another_version_are_computed_anew_and_revisions_stay(archive: Archive) -> None:
    record(archive, 0, "Two people died in the harbour.", modified=0)
    record(archive, 1, "Forty people died in the harbour.", modified=0)
    record(archive, 2, "Forty people died in the harbour, the mayor said.", modified=0)
    right = rows(archive, select(Change).order_by(Change.revision_id))
    kept = rows(archive, select(Revision).order_by(Revision.id))
    first = right[0].revision_id
    with writing(archive.engine) as connection:
        stale = {"differ": "0", "score": -1.0, "reason": "", "script": b"", "kinds": [], "edits": [], "silent": False}
        connection.execute(update(Change).where(Change.revision_id == first).values(stale))
    told: list[tuple[int, int]] = []
    assert archive.rescore(progress=lambda done, total: told.append((done, total))) == 1
    assert told == [(0, 1), (1, 1)]
    assert rows(archive, select(Change).order_by(Change.revision_id)) == right
    assert {row.differ for row in right} == {DIFFER_VERSION}
    assert rows(archive, select(Revision).order_by(Revision.id)) == kept
    assert archive.rescore() == 0
