"""What the search index is made of, beside the columns of the models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

# The migration that makes it.
MADE_IN = "0002"

# SQLite: kind and name of what finds words, and of what keeps it in step with the texts.
_SQLITE = (
    ("table", "text_search"),
    ("trigger", "text_search_insert"),
    ("trigger", "text_search_delete"),
    ("trigger", "text_search_update"),
)
# PostgreSQL: the column that is computed from the texts, and the index over it.
_COLUMN, _INDEX = "search", "ix_texts_search"


def missing_parts(connection: Connection) -> Iterator[str]:
    """A line for each part of the search index that is not there; none where there are no texts either."""
    if "texts" not in inspect(connection).get_table_names():
        return
    if connection.dialect.name == "sqlite":
        there = {(kind, name) for kind, name in connection.exec_driver_sql("SELECT type, name FROM sqlite_master")}
        yield from (
            f"{kind} {name} is missing: the search would not be right"
            for kind, name in _SQLITE
            if (kind, name) not in there
        )
        return
    columns = {column["name"]: column for column in inspect(connection).get_columns("texts")}
    if "computed" not in columns.get(_COLUMN, {}):
        yield f"column {_COLUMN} of table texts is missing or is not computed: the search would not be right"
    if not any(index["name"] == _INDEX for index in inspect(connection).get_indexes("texts")):
        yield f"index {_INDEX} of table texts is missing: the search would be slow"
