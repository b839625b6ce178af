"""What is wrong with an archive, and rows read so that a damaged one does not hide the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, exc, func, select

from storage.engine import said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, Connection, Row, Select
    from sqlalchemy.orm import InstrumentedAttribute

Progress = Callable[[str, int, int], None]

# Rows that are read at a time.
BATCH = 200

# Numbers that are tried to get past a page of the file that is lost: one of SQLite's holds fewer rows.
DAMAGED = 1000

# What reading a damaged row raises: the database, an index that leads nowhere, or a moment, JSON or UTF-8 that is none
# any more.
UNREADABLE = (exc.DBAPIError, exc.StatementError, exc.NoResultFound, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: what kind of thing, which one, and how."""

    what: str  # "body", "text", "revision", "change", "row", "reference", "search", "database"
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.what} {self.where}: {self.detail}"


def rows_of(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    key: InstrumentedAttribute[Any],
    *,
    what: str,
    name: str,
    progress: Progress,
) -> Iterator[Row[*tuple[Any, ...]] | Problem]:
    """The rows of a query over one table in the order of its key, which the query has as `key`; for each that cannot be
    read, a problem."""
    after: Any = None
    total, done = count(connection, key), 0
    single = 0
    ends: set[Any] = set()
    while True:
        if after in ends:  # where the order of an index is damaged, what comes next may be what came before
            yield Problem(what, f"after {after}", "the others cannot be read in their order")
            return
        ends.add(after)
        progress(name, done, total)
        wanted = _beyond(query, key, after)
        try:
            with connection.begin_nested():
                rows = connection.execute(wanted.limit(1 if single else BATCH)).all()
        except UNREADABLE as error:
            if not single:
                single = BATCH
                ends.discard(after)
                continue
            hurt, after = after, _next_key(connection, key, after)
            if after is None:
                place = "all" if hurt is None else f"after {hurt}"
                yield Problem(what, f"{place}", f"nothing can be read: {said(error)}")
                return
            yield Problem(what, f"{after}", f"cannot be read: {said(error)}")
            done, single = done + 1, single - 1
            continue
        if not rows:
            break
        yield from rows
        after, done = rows[-1].key, done + len(rows)
        single = max(0, single - 1)
    progress(name, total, total)


def _next_key(connection: Connection, key: InstrumentedAttribute[Any], after: Any) -> Any:
    """The key of the row that cannot be read; where even that is lost, the next number, if rows are numbered and one
    further on can be read."""
    try:
        with connection.begin_nested():
            return connection.execute(_beyond(select(key), key, after).limit(1)).scalar_one()
    except UNREADABLE:
        pass
    start = after or 0
    if not isinstance(start, int) or not isinstance(key.type, BigInteger):
        return None
    for skipped in range(1, DAMAGED + 1):
        try:
            with connection.begin_nested():
                found = connection.execute(_beyond(select(key), key, start + skipped).limit(1)).scalar()
        except UNREADABLE:
            continue
        return None if found is None else start + 1
    return None


def _beyond(query: Select[*tuple[Any, ...]], key: ColumnElement[Any] | InstrumentedAttribute[Any], after: Any) -> Any:
    ordered = query.order_by(key)
    return ordered if after is None else ordered.where(key > after)


def count(connection: Connection, key: InstrumentedAttribute[Any]) -> int:
    """How many rows the table of a key has; 0 where they cannot be counted."""
    try:
        with connection.begin_nested():
            return connection.execute(select(func.count()).select_from(key.class_)).scalar_one()
    except UNREADABLE:
        return 0
