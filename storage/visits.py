"""Visits: when articles and feeds are due, and who has them on lease. The clock is the caller's.

Who claims a visit has it until the lease ends; a crawl that is killed loses its visits to the next one then.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, func, or_, select, update

from storage.identity import keep_source
from storage.models import Visit
from storage.queries.standing import source_id
from storage.rows import core, insert_new
from storage.storable import storable

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime, timedelta

    from sqlalchemy import Connection

    from storage.identity import Identity
    from storage.records import Due


class VisitKind(StrEnum):
    ARTICLE = "article"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class DueVisit:
    """A visit that was claimed. `etag` and `last_modified` are a feed's; an article's come with `Archive.last`."""

    url: str
    kind: VisitKind
    due_at: datetime
    reason: str
    article: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0


_visits = core(Visit).c
# A visit of another article at this URL is left from before that one moved.
_LEFT = delete(core(Visit)).where(
    _visits.url == bindparam("here"), _visits.article_id.is_not(None), _visits.article_id != bindparam("article")
)
_SET = update(core(Visit)).where(_visits.article_id == bindparam("article"))

_SETTLED = update(core(Visit)).where(
    _visits.url == bindparam("here"),
    _visits.kind == VisitKind.ARTICLE.value,
    _visits.article_id != bindparam("article"),
    _visits.due_at.is_not(None),
)


def set_visit(connection: Connection, article: Identity, due: Due) -> None:
    """Sets when the article is due next, at its URL of today, and ends its lease."""
    values = {
        "url": article.url,
        "due_at": due.at,
        "reason": due.reason,
        "leased_until": None,
        "source_id": article.source,
    }
    connection.execute(_LEFT, {"here": article.url, "article": article.article})
    if not article.new and connection.execute(_SET, values | {"article": article.article}).rowcount:
        return
    mine = {"kind": VisitKind.ARTICLE.value, "article_id": article.article, "failures": 0}
    insert_new(connection, Visit, values | mine)


def is_open(connection: Connection, article: int, now: datetime) -> bool:
    """Whether a look at the article at that moment is one that was due, or nobody has planned any."""
    row = connection.execute(select(Visit.due_at).where(Visit.article_id == article)).first()
    return row is None or (row.due_at is not None and row.due_at <= now)


def settle(connection: Connection, requested: str, article: Identity, due: Due) -> None:
    """Puts off the visit of another article whose URL led to this one, and ends its lease."""
    if requested == article.url:
        return
    values = {"due_at": due.at, "reason": f"calls itself {article.url}", "leased_until": None}
    connection.execute(_SETTLED, values | {"here": requested, "article": article.article})


def claim(
    connection: Connection,
    now: datetime,
    *,
    kind: VisitKind | None = None,
    limit: int,
    lease: timedelta,
    source: str | None = None,
) -> list[DueVisit]:
    """Up to `limit` visits that are due and not on lease, the longest due first; they are on lease from now on.

    Raises `UsageError` for a source that does not exist.
    """
    wanted = (
        select(Visit)
        .where(Visit.due_at <= now, or_(Visit.leased_until.is_(None), Visit.leased_until <= now))
        .order_by(Visit.due_at, Visit.url)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    if kind is not None:
        wanted = wanted.where(Visit.kind == kind.value)
    if source is not None:
        wanted = wanted.where(Visit.source_id == source_id(connection, source))
    found = [
        DueVisit(
            row.url,
            VisitKind(row.kind),
            row.due_at,
            row.reason,
            row.article_id,
            row.etag,
            row.last_modified,
            row.failures,
        )
        for row in connection.execute(wanted)
    ]
    urls = [visit.url for visit in found]
    connection.execute(update(Visit).where(Visit.url.in_(urls)).values(leased_until=now + lease))
    return found


def release(connection: Connection, urls: Collection[str]) -> None:
    """Ends the leases of those visits, which stay due."""
    free = _free(connection, urls)
    connection.execute(update(Visit).where(Visit.url.in_(free)).values(leased_until=None))


def renew(connection: Connection, urls: Collection[str], until: datetime) -> None:
    """Keeps those visits on lease until then, those of them that still are."""
    wanted = update(Visit).where(Visit.url.in_(_free(connection, urls)), Visit.leased_until.is_not(None))
    connection.execute(wanted.values(leased_until=until))


def _free(connection: Connection, urls: Collection[str]) -> list[str]:
    """Those of the visits that nobody is writing, locked: one that is being recorded right now is settled by that."""
    wanted = select(Visit.url).where(Visit.url.in_(sorted(urls))).order_by(Visit.url)
    return list(connection.execute(wanted.with_for_update(skip_locked=True)).scalars())


def put_off(connection: Connection, url: str, due: Due) -> None:
    """Makes a visit due no earlier than that, and ends its lease."""
    wanted = update(Visit).where(Visit.url == url, Visit.due_at < due.at)
    connection.execute(wanted.values(due_at=due.at, reason=due.reason, leased_until=None))


def on_lease(connection: Connection, now: datetime) -> int:
    """How many visits are due and on lease: another crawl has them, or had when it was killed."""
    wanted = select(func.count()).select_from(Visit).where(Visit.due_at <= now, Visit.leased_until > now)
    return connection.execute(wanted).scalar_one()


def next_due(connection: Connection, kind: VisitKind | None = None) -> datetime | None:
    """When the next visit is due and on nobody's lease; in the past if one is already. None where there is none."""
    free = case((Visit.leased_until > Visit.due_at, Visit.leased_until), else_=Visit.due_at)
    wanted = select(func.min(free))
    if kind is not None:
        wanted = wanted.where(Visit.kind == kind.value)
    return connection.execute(wanted).scalar()


def watch_feed(connection: Connection, url: str, now: datetime) -> bool:
    """Makes a feed due at once, if it is not watched yet; returns whether that was so."""
    row = {
        "url": storable(url),
        "kind": VisitKind.FEED.value,
        "source_id": keep_source(connection, url, now),
        "due_at": now,
        "reason": "new",
        "failures": 0,
    }
    return bool(insert_new(connection, Visit, row))


def feed_visited(
    connection: Connection, url: str, due: Due, *, etag: str | None, last_modified: str | None, failures: int
) -> None:
    """Sets when a feed is due next and what the next conditional GET asks with, and ends its lease."""
    values = {
        "due_at": due.at,
        "reason": due.reason,
        "leased_until": None,
        "etag": storable(etag),
        "last_modified": storable(last_modified),
        "failures": failures,
    }
    connection.execute(update(Visit).where(Visit.url == url, Visit.kind == VisitKind.FEED.value).values(values))


def feeds(connection: Connection) -> list[str]:
    """The URLs of all feeds that are watched."""
    wanted = select(Visit.url).where(Visit.kind == VisitKind.FEED.value, Visit.due_at.is_not(None)).order_by(Visit.url)
    return list(connection.execute(wanted).scalars())
