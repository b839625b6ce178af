"""Revisions of an article: the log, one of them, and its text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from storage.errors import ArchiveError, UsageError
from storage.models import TEXT_COLUMNS, Capture, Change, Revision, StoredExtraction, StoredText
from storage.queries.reading import naming, records
from storage.queries.standing import active_extractor
from storage.records import Notice, NoticeKind, Stripped, Text
from storage.texts import stripped_of, text_of

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select
    from sqlalchemy.orm import InstrumentedAttribute

T = TypeVar("T")

# A number, "first", "last", "previous" (the one before the last), or a moment: the revision that stood then.
Which = int | str | datetime


@dataclass(frozen=True, slots=True)
class RevisionEntry:
    """A revision and what the change that made it was. The first revision has no change: its `score` is None."""

    id: int
    article: int
    number: int
    seen_at: datetime
    capture: int
    text: int
    reverts_to: int | None  # the number of an earlier revision that reads the same
    headline: str | None
    words: int
    language: str | None
    notices: tuple[Notice, ...]
    score: float | None
    kinds: tuple[str, ...]  # most telling first
    reason: str  # one sentence; "" for the first revision
    silent: bool
    words_added: int
    words_removed: int


def revisions(
    connection: Connection,
    article_id: int,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = True,
    limit: int | None = None,
) -> list[RevisionEntry]:
    """The revisions of an article, seen at `since` or later and before `until`."""
    query = _entries().where(Revision.article_id == article_id)
    if since is not None:
        query = query.where(Revision.seen_at >= since)
    if until is not None:
        query = query.where(Revision.seen_at < until)
    order = Revision.number.desc() if newest_first else Revision.number
    return records(connection, query.order_by(order), _entry, _NAME, limit=limit)


def revision(connection: Connection, article_id: int, which: Which = "last") -> RevisionEntry:
    """One revision of an article. Raises `UsageError`, saying which there are, if it does not exist."""
    query = _entries().where(Revision.article_id == article_id)
    match which:
        case datetime():
            query = query.where(Revision.seen_at <= which).order_by(Revision.seen_at.desc(), Revision.number.desc())
        case "first":
            query = query.order_by(Revision.number)
        case "last" | "previous":
            query = query.order_by(Revision.number.desc())
        case int() if 0 < which < 2**31:
            query = query.where(Revision.number == which)
        case _:
            raise UsageError(_which_there_are(connection, article_id, which))
    found = records(connection, query, _entry, _NAME, limit=1, offset=1 if which == "previous" else 0)
    if not found:
        raise UsageError(_which_there_are(connection, article_id, which))
    return found[0]


def text(connection: Connection, text_id: int) -> Text:
    """A text, by the id that `RevisionEntry.text` gives. Raises `ArchiveError` if there is none or it is damaged."""
    query = select(*TEXT_COLUMNS).where(StoredText.id == text_id)
    with naming(f"the text {text_id}"):
        row = connection.execute(query).first()
        if row is not None:
            return text_of(*row)
    raise ArchiveError(f"the text {text_id} is missing from the archive; `writethru check` says what else is")


def stripped(connection: Connection, entry: RevisionEntry) -> tuple[Stripped, ...]:
    """What was taken out of the page that the revision was first seen on, in the order of the page."""
    with naming(_extraction_name(entry)):
        return stripped_of(connection.execute(_extraction(entry, StoredExtraction.stripped)).scalar() or [])


def extraction_details(connection: Connection, entry: RevisionEntry) -> dict[str, Any]:
    """What the extractor found beside the text of a revision: published, modified, section, tags, kind …"""
    with naming(_extraction_name(entry)):
        return dict(connection.execute(_extraction(entry, StoredExtraction.details)).scalar() or {})


# What a revision is called where it cannot be read.
_NAME = "the revision {number} of article {article_id}"


def _entries() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Revision.id,
            Revision.article_id,
            Revision.number,
            Revision.seen_at,
            Revision.capture_id,
            Revision.text_id,
            Revision.reverts_to,
            StoredText.headline,
            StoredText.words,
            StoredText.language,
            StoredText.notices,
            Change.score,
            Change.kinds,
            Change.reason,
            Change.silent,
            Change.words_added,
            Change.words_removed,
        )
        .join(StoredText, StoredText.id == Revision.text_id)
        .outerjoin(Change, Change.revision_id == Revision.id)
        .where(Revision.extractor_id == active_extractor())
    )


def _entry(row: Any) -> RevisionEntry:
    return RevisionEntry(
        id=row.id,
        article=row.article_id,
        number=row.number,
        seen_at=row.seen_at,
        capture=row.capture_id,
        text=row.text_id,
        reverts_to=row.reverts_to,
        headline=row.headline,
        words=row.words,
        language=row.language,
        notices=notices_of(row.notices),
        score=row.score,
        kinds=tuple(row.kinds or ()),
        reason=row.reason or "",
        silent=bool(row.silent),
        words_added=row.words_added or 0,
        words_removed=row.words_removed or 0,
    )


def notices_of(rows: list[dict[str, str]]) -> tuple[Notice, ...]:
    """The notices of a row of `texts`."""
    return tuple(Notice(text=row["text"], kind=NoticeKind(row["kind"])) for row in rows)


def _extraction_name(entry: RevisionEntry) -> str:
    return f"the extraction of revision {entry.number} of article {entry.article}"


def _extraction(entry: RevisionEntry, column: InstrumentedAttribute[T]) -> Select[T]:
    return (
        select(column)
        .join(Capture, Capture.body_sha256 == StoredExtraction.body_sha256)
        .where(Capture.id == entry.capture, StoredExtraction.extractor_id == active_extractor())
    )


def _which_there_are(connection: Connection, article_id: int, which: object) -> str:
    query = select(func.max(Revision.number), func.min(Revision.seen_at)).where(
        Revision.article_id == article_id, Revision.extractor_id == active_extractor()
    )
    last, first_seen = connection.execute(query).one()
    if last is None:
        return f"article {article_id} has no revision yet: no text of it has been captured"
    if isinstance(which, datetime):
        return f"article {article_id} was first seen at {first_seen:%Y-%m-%dT%H:%M:%SZ}; give a later time"
    there = "revision 1 only" if last == 1 else f"revisions 1 to {last}"
    return f"article {article_id} has {there}, not {which!r}; give a number, first, last, previous or a time"
