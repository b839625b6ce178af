"""Inserting rows that another writer may be inserting too.

Statements are built once: building one takes SQLAlchemy several times as long as running it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table
    from sqlalchemy.dialects import postgresql, sqlite
    from sqlalchemy.sql.dml import ReturningInsert

    from storage.models import Base


def insert_new(connection: Connection, table: type[Base], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows that break no unique constraint and returns how many those were.

    On PostgreSQL this waits for a transaction that is inserting the same key, and then leaves the row to it.
    """
    statement = _new(connection.dialect.name, table)
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount


def insert_numbered(connection: Connection, table: type[Base], row: Mapping[str, Any]) -> int | None:
    """As `insert_new`, of one row: the id that it was given, None where it breaks a unique constraint."""
    found: int | None = connection.execute(_numbered(connection.dialect.name, table), row).scalar()
    return found


def insertion(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that can be told what to do on a conflict. Loads the dialect that is spoken, not the other one."""
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(core(table))
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(core(table))


def core(table: type[Base]) -> Table:
    """The table behind a model: statements on it are built and run without the ORM's share of the work."""
    return cast("Table", table.__table__)


@cache
def _new(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    return insertion(dialect, table).on_conflict_do_nothing()


@cache
def _numbered(dialect: str, table: type[Base]) -> ReturningInsert[int]:
    return _new(dialect, table).returning(core(table).c.id)
