"""Inserting rows that another writer may be inserting too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from storage.models import Base


def insert_new(connection: Connection, table: type[Base], rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows that break no unique constraint and returns how many those were.

    On PostgreSQL this waits for a transaction that is inserting the same key, and then leaves the row to it.
    """
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).on_conflict_do_nothing()
    return connection.execute(statement, rows, execution_options={"preserve_rowcount": True}).rowcount
