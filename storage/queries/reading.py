"""Rows as records; one that cannot be read is named."""

from __future__ import annotations

from contextlib import contextmanager
from string import Formatter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from storage.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Select

T = TypeVar("T")

# What a value raises that is no longer what was stored: a moment, JSON, an entry of it, a name of a fixed set.
UNDECODABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def damaged(what: str) -> ArchiveError:
    """The error that says which row cannot be read."""
    return ArchiveError(f"{what} is damaged; `writethru check` says what else is")


@contextmanager
def naming(what: str) -> Iterator[None]:
    """Raises `ArchiveError`, which names what was read, where it cannot be decoded."""
    try:
        yield
    except UNDECODABLE as error:
        raise damaged(what) from error


def records(
    connection: Connection,
    query: Select[*tuple[Any, ...]],
    record: Callable[[Any], T],
    name: str,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[T]:
    """A record for each row of an ordered query. Raises `ArchiveError` for one that cannot be decoded.

    `name` says what a row is called: a format string that takes columns of the query.
    """
    found: list[T] = []
    try:
        for row in connection.execute(query.limit(limit).offset(offset)):
            found.append(record(row))  # noqa: PERF401 - how many there are tells which row is damaged
    except UNDECODABLE as error:
        damaged_row = query.limit(1).offset(offset + len(found)).subquery()
        columns = [damaged_row.c[column] for _, column, _, _ in Formatter().parse(name) if column]
        values = dict(connection.execute(select(*columns)).mappings().one()) if columns else {}
        raise damaged(name.format(**values)) from error
    return found
