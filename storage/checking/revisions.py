"""Revisions and changes: numbered without a gap, each a difference, each edit script whole."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from storage.checking.problems import UNREADABLE, Problem, Progress, rows_of
from storage.engine import said
from storage.errors import ArchiveError
from storage.models import Article, Capture, Change, Extractor, Noise, Revision, StoredExtraction, StoredText
from storage.queries.revisions import text
from storage.revisions import decode_script, fingerprint, new_text, old_text, without_noise
from storage.revisions.script import Field, lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Row, Select

    from storage.records import Text

# Texts are kept at hand while changes are checked: those of one article follow each other.
TEXTS = 64


def check_revisions(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Revisions whose numbers have gaps, whose order is not the order of time, or that no change or text belongs to."""
    queries = (
        (
            _gaps(),
            "the revisions are {count}, numbered {first} to {last}; they should be numbered from 1 without a gap",
        ),
        (_out_of_order(), "was seen before the revision that it follows"),
        (_without_change(), "has no change that leads to it from the revision before"),
        (_first_with_change(), "is the first and yet has a change"),
        (_of_another_text(), "has another text than its capture's extraction"),
        (_of_another_article(), "belongs to a capture of another article"),
        (_at_another_moment(), "was seen at another moment than its capture was fetched"),
        (_hidden_reverts(), "reads as revision {earlier}, and is not said to go back to one"),
        (_false_reverts(), "is said to go back to revision {reverts_to}, which does not come before it"),
    )
    for done, (query, detail) in enumerate(queries):
        progress("revisions", done, len(queries))
        try:
            with connection.begin_nested():
                rows = connection.execute(query).all()
        except UNREADABLE as error:
            yield Problem("revision", "table", f"cannot be read: {said(error)}")
            continue
        for row in rows:
            found = row._asdict()
            number = f" revision {found['number']}" if "number" in found else ""
            by = "" if found["active"] else f" (extractor {found['extractor_id']})"
            yield Problem("revision", f"article {found['article_id']}{number}{by}", detail.format(**found))
    yield from _other_reverts(connection)
    progress("revisions", len(queries), len(queries))


def _other_reverts(connection: Connection) -> Iterator[Problem]:
    """Revisions that are said to go back to one that reads otherwise, also without the noise of the source."""
    try:
        with connection.begin_nested():
            rows = connection.execute(_unlike_reverts()).all()
    except UNREADABLE as error:
        yield Problem("revision", "table", f"cannot be read: {said(error)}")
        return
    for row in rows:
        where = f"article {row.article_id} revision {row.number}"
        try:
            with connection.begin_nested():
                noise = _left_out(connection, row)
                old, new = (fingerprint(without_noise(text(connection, side), noise)) for side in (row.old, row.new))
        except (ArchiveError, *UNREADABLE) as error:
            yield Problem("revision", where, f"cannot be read: {said(error)}")
            continue
        if old != new:
            yield Problem("revision", where, f"is said to go back to revision {row.reverts_to}, which reads otherwise")


def _left_out(connection: Connection, row: Row[*tuple[Any, ...]]) -> frozenset[str]:
    """What may have been noise when the revision was made: what its line left out, and all that was ever learned."""
    line = (Revision.article_id == row.article_id, Revision.extractor_id == row.extractor_id)
    changes = select(Change.left_out).join(Revision, Revision.id == Change.revision_id).where(*line)
    learned = select(Noise.fingerprint).join(Article, Article.source_id == Noise.source_id)
    return frozenset(one for left_out in connection.execute(changes).scalars() for one in left_out) | frozenset(
        connection.execute(learned.where(Article.id == row.article_id)).scalars()
    )


def check_changes(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Changes whose edit script does not give back both texts, or between two texts that read the same."""
    previous = aliased(Revision)
    query = (
        select(
            Change.revision_id.label("key"),
            Change.script,
            Change.left_out,
            Revision.article_id,
            Revision.number,
            Revision.text_id.label("new"),
            previous.text_id.label("old"),
        )
        .join(Revision, Revision.id == Change.revision_id)
        .join(previous, previous.id == Change.previous_id)
    )

    @lru_cache(maxsize=TEXTS)
    def loaded(text_id: int) -> Text:
        with connection.begin_nested():
            return text(connection, text_id)

    for row in rows_of(connection, query, Change.revision_id, what="change", name="changes", progress=progress):
        if isinstance(row, Problem):
            yield row
            continue
        where = f"article {row.article_id} revision {row.number}"
        try:
            detail = _wrong_with(row, loaded)
        except (ArchiveError, *UNREADABLE) as error:
            detail = f"cannot be read: {said(error)}"
        if detail is not None:
            yield Problem("change", where, detail)


def _wrong_with(row: Row[*tuple[Any, ...]], loaded: Callable[[int], Text]) -> str | None:
    noise = frozenset(row.left_out)
    old, new = (without_noise(loaded(side), noise) for side in (row.old, row.new))
    if fingerprint(old) == fingerprint(new):
        return "both texts read the same"
    script = decode_script(row.script)
    for side, stored, given_back in (("old", old, old_text(script)), ("new", new, new_text(script))):
        if _letters(stored) != _letters(given_back):
            return f"the edit script does not give back the {side} text"
    return None


def _letters(content: Text) -> tuple[object, ...]:
    """All that an edit script keeps of a text."""
    lines = tuple(lines_of(content, field) for field in Field)
    return lines, tuple(block.kind for block in content.blocks), tuple(notice.kind for notice in content.notices)


def _gaps() -> Select[*tuple[Any, ...]]:
    first, last, count = func.min(Revision.number), func.max(Revision.number), func.count()
    return (
        select(
            Revision.article_id,
            Revision.extractor_id,
            Extractor.active,
            first.label("first"),
            last.label("last"),
            count.label("count"),
        )
        .join(Extractor, Extractor.id == Revision.extractor_id)
        .group_by(Revision.article_id, Revision.extractor_id, Extractor.active)
        .having(or_(first != 1, last != count))
    )


def _revisions() -> Select[*tuple[Any, ...]]:
    return select(
        Revision.article_id, Revision.extractor_id, Revision.number, Revision.reverts_to, Extractor.active
    ).join(Extractor, Extractor.id == Revision.extractor_id)


_before = aliased(Revision)
_precedes = and_(
    _before.article_id == Revision.article_id,
    _before.extractor_id == Revision.extractor_id,
    _before.number == Revision.number - 1,
)


def _out_of_order() -> Select[*tuple[Any, ...]]:
    return _revisions().join(_before, _precedes).where(_before.seen_at > Revision.seen_at)


def _without_change() -> Select[*tuple[Any, ...]]:
    change = and_(Change.revision_id == Revision.id, Change.previous_id == _before.id)
    return _revisions().join(_before, _precedes).outerjoin(Change, change).where(Change.revision_id.is_(None))


def _first_with_change() -> Select[*tuple[Any, ...]]:
    return _revisions().join(Change, Change.revision_id == Revision.id).where(Revision.number == 1)


def _of_another_text() -> Select[*tuple[Any, ...]]:
    extraction = and_(
        StoredExtraction.body_sha256 == Capture.body_sha256, StoredExtraction.extractor_id == Revision.extractor_id
    )
    joined = _revisions().join(Capture, Capture.id == Revision.capture_id).join(StoredExtraction, extraction)
    return joined.where(StoredExtraction.text_id.is_distinct_from(Revision.text_id))


def _of_another_article() -> Select[*tuple[Any, ...]]:
    joined = _revisions().join(Capture, Capture.id == Revision.capture_id)
    return joined.where(Capture.article_id != Revision.article_id)


def _at_another_moment() -> Select[*tuple[Any, ...]]:
    joined = _revisions().join(Capture, Capture.id == Revision.capture_id)
    return joined.where(Capture.fetched_at != Revision.seen_at, Capture.article_id == Revision.article_id)


_old = aliased(StoredText)
_of_line = and_(_before.article_id == Revision.article_id, _before.extractor_id == Revision.extractor_id)


def _hidden_reverts() -> Select[*tuple[Any, ...]]:
    return (
        _revisions()
        .add_columns(func.max(_before.number).label("earlier"))
        .join(StoredText, StoredText.id == Revision.text_id)
        .join(_before, and_(_of_line, _before.number < Revision.number - 1))
        .join(_old, and_(_old.id == _before.text_id, _old.fingerprint == StoredText.fingerprint))
        .where(Revision.reverts_to.is_(None))
        .group_by(Revision.id, Extractor.active)
    )


def _unlike_reverts() -> Select[*tuple[Any, ...]]:
    return (
        _revisions()
        .add_columns(_before.text_id.label("old"), Revision.text_id.label("new"))
        .join(StoredText, StoredText.id == Revision.text_id)
        .join(_before, and_(_of_line, _before.number == Revision.reverts_to))
        .join(_old, _old.id == _before.text_id)
        .where(_old.fingerprint != StoredText.fingerprint, Revision.reverts_to < Revision.number)
    )


def _false_reverts() -> Select[*tuple[Any, ...]]:
    earlier = and_(
        _before.article_id == Revision.article_id,
        _before.extractor_id == Revision.extractor_id,
        _before.number == Revision.reverts_to,
    )
    return (
        _revisions()
        .outerjoin(_before, earlier)
        .where(Revision.reverts_to.is_not(None))
        .where(or_(_before.id.is_(None), Revision.reverts_to >= Revision.number))
    )
