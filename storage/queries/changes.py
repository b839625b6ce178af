"""Changes across articles: what was rewritten, newest or most important first."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import count, islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import aliased

from storage.models import Article, Change, Revision, Source, StoredText
from storage.queries.flaps import flaps_of
from storage.queries.reading import records
from storage.queries.revisions import notices_of
from storage.queries.standing import active_extractor, source_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import Connection, Select

    from storage.records import Notice


# Changes read at a time where those that flap are left out.
PAGE = 200


class ChangeOrder(StrEnum):
    """How changes are listed."""

    NEWEST = "newest"
    SCORE = "score"  # the most important first


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """What lies between a revision and the one before it, and where."""

    revision: int  # id
    article: int
    url: str
    source: str
    number: int
    seen_at: datetime
    previous_seen_at: datetime
    previous_headline: str | None
    headline: str | None
    notices: tuple[Notice, ...]
    score: float
    kinds: tuple[str, ...]  # most telling first
    edits: tuple[dict[str, Any], ...]  # each kind with the words it saw
    reason: str  # one sentence
    silent: bool
    words_added: int
    words_removed: int
    reverts_to: int | None  # the number of an earlier revision that reads the same: the text flaps
    differ: str  # version of the differ and the scorer


def changes(
    connection: Connection,
    *,
    order: ChangeOrder = ChangeOrder.NEWEST,
    article: int | None = None,
    source: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    as_of: datetime | None = None,
    min_score: float | None = None,
    kinds: Collection[str] = (),
    silent: bool | None = None,
    reverts: bool | None = None,
    flapping: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> list[ChangeEntry]:
    """The changes that fit all that is asked.

    Seen at `since` or later, before `until`, at `as_of` or before; with at least `min_score`; with one of `kinds` at
    least; `silent` or not; with `reverts` only those that go back to an earlier revision, or only the others; without
    `flapping` no headlines that go back and forth and no texts that came back (`storage.queries.flaps`).
    """
    query = _entries()
    if article is not None:
        query = query.where(Revision.article_id == article)
    if source is not None:
        query = query.where(Article.source_id == source_id(connection, source))
    if since is not None:
        query = query.where(Revision.seen_at >= since)
    if until is not None:
        query = query.where(Revision.seen_at < until)
    if as_of is not None:
        query = query.where(Revision.seen_at <= as_of)
    if min_score is not None:
        query = query.where(Change.score >= min_score)
    if kinds:
        # JSON has no operator that both databases share; the name in its quotes stands in both for itself.
        stored = cast(Change.kinds, String)
        query = query.where(or_(*(stored.contains(f'"{kind}"', autoescape=True) for kind in kinds)))
    if silent is not None:
        query = query.where(Change.silent == silent)
    if reverts is not None:
        query = query.where(Revision.reverts_to.is_not(None) if reverts else Revision.reverts_to.is_(None))
    newest = (Revision.seen_at.desc(), Revision.id.desc())
    query = query.order_by(*newest) if order is ChangeOrder.NEWEST else query.order_by(Change.score.desc(), *newest)
    if flapping:
        return records(connection, query, _entry, _NAME, limit=limit, offset=offset)
    return list(islice(_steady(connection, query, as_of), offset, None if limit is None else offset + limit))


def _steady(connection: Connection, query: Select[*tuple[Any, ...]], as_of: datetime | None) -> Iterator[ChangeEntry]:
    """The changes that a query finds, without those that flap; read in pages, since only then is it known how many."""
    for start in count(0, PAGE):
        page = records(connection, query, _entry, _NAME, limit=PAGE, offset=start)
        folded = flaps_of(connection, {entry.article for entry in page}, as_of=as_of)
        yield from (entry for entry in page if (entry.article, entry.number) not in folded)
        if len(page) < PAGE:
            return


def change_of(connection: Connection, revision_id: int) -> ChangeEntry | None:
    """The change that made a revision; None for a first revision."""
    found = records(connection, _entries().where(Change.revision_id == revision_id), _entry, _NAME, limit=1)
    return found[0] if found else None


# What a change is called where it cannot be read.
_NAME = "the change to revision {number} of article {article_id}"


def _entries() -> Select[*tuple[Any, ...]]:
    previous = aliased(Revision)
    before = aliased(StoredText)
    return (
        select(
            Change.revision_id,
            Revision.article_id,
            Article.url,
            Source.name.label("source"),
            Revision.number,
            Revision.seen_at,
            previous.seen_at.label("previous_seen_at"),
            before.headline.label("previous_headline"),
            StoredText.headline,
            StoredText.notices,
            Change.score,
            Change.kinds,
            Change.edits,
            Change.reason,
            Change.silent,
            Change.words_added,
            Change.words_removed,
            Revision.reverts_to,
            Change.differ,
        )
        .join(Revision, Revision.id == Change.revision_id)
        .join(Article, Article.id == Revision.article_id)
        .join(Source, Source.id == Article.source_id)
        .join(StoredText, StoredText.id == Revision.text_id)
        .join(previous, previous.id == Change.previous_id)
        .join(before, before.id == previous.text_id)
        .where(Revision.extractor_id == active_extractor())
    )


def _entry(row: Any) -> ChangeEntry:
    return ChangeEntry(
        revision=row.revision_id,
        article=row.article_id,
        url=row.url,
        source=row.source,
        number=row.number,
        seen_at=row.seen_at,
        previous_seen_at=row.previous_seen_at,
        previous_headline=row.previous_headline,
        headline=row.headline,
        notices=notices_of(row.notices),
        score=row.score,
        kinds=tuple(row.kinds),
        edits=tuple(row.edits),
        reason=row.reason,
        silent=row.silent,
        words_added=row.words_added,
        words_removed=row.words_removed,
        reverts_to=row.reverts_to,
        differ=row.differ,
    )
