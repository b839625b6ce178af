"""The database itself: its pages, every row readable, every reference kept, the search index in step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, select, text
from sqlalchemy.orm import aliased

from storage.checking.problems import UNREADABLE, Problem, Progress, rows_of
from storage.engine import is_read_only, said, writing
from storage.errors import ArchiveError
from storage.models import Base, Body, Change, StoredText
from storage.search_index import missing_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.orm import Mapper

# These are read by checks of their own.
_CHECKED_APART = (Body, Change, StoredText)


def check_database(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """What SQLite finds wrong with its file. PostgreSQL has no such check that needs no extension."""
    progress("database", 0, 1)
    if connection.dialect.name == "sqlite":
        try:
            for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
                if line != "ok":
                    yield Problem("database", "file", str(line).replace("\n", " "))
        except UNREADABLE as error:
            yield Problem("database", "file", said(error))
    progress("database", 1, 1)


def check_rows(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Rows that cannot be read: a moment, JSON or letters that no longer are any."""
    for mapper in sorted(Base.registry.mappers, key=_name):
        if mapper.class_ in _CHECKED_APART:
            continue
        name = _name(mapper)
        key = getattr(mapper.class_, mapper.primary_key[0].key or "")
        if len(mapper.primary_key) > 1:  # extractions: those of one body are read together
            keys = select(key.label("key")).distinct()
            yield from _groups(connection, mapper.class_, key, keys, name, progress)
            continue
        columns = [getattr(mapper.class_, attribute.key) for attribute in mapper.column_attrs]
        query = select(key.label("key"), *columns)
        for row in rows_of(connection, query, key, what="row", name=name, progress=progress):
            if isinstance(row, Problem):
                yield Problem("row", f"{name} {row.where}" if row.where != name else name, row.detail)


def _name(mapper: Mapper[Any]) -> str:
    return str(mapper.class_.__tablename__)


def _groups(
    connection: Connection, table: Any, key: Any, keys: Any, name: str, progress: Progress
) -> Iterator[Problem]:
    for row in rows_of(connection, keys, key, what="row", name=name, progress=progress):
        if isinstance(row, Problem):
            yield row
            continue
        try:
            with connection.begin_nested():
                connection.execute(select(table).where(key == row.key)).all()
        except UNREADABLE as error:
            yield Problem("row", f"{name} {row.key}", f"cannot be read: {said(error)}")


def check_references(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Rows that refer to one that is not there: a capture without its body, a revision without its text …"""
    references = [
        (mapper, column, key)
        for mapper in Base.registry.mappers
        for column in mapper.local_table.columns
        for key in column.foreign_keys
    ]
    classes = {_name(mapper): mapper.class_ for mapper in Base.registry.mappers}
    for done, (mapper, column, key) in enumerate(references):
        progress("references", done, len(references))
        target = aliased(classes[key.column.table.name])
        referred = getattr(target, key.column.key)
        own = getattr(mapper.class_, column.key)
        identity = getattr(mapper.class_, mapper.primary_key[0].key or "")
        query = select(identity, own).outerjoin(target, referred == own).where(own.is_not(None), referred.is_(None))
        try:
            with connection.begin_nested():
                rows = connection.execute(query).all()
        except UNREADABLE as error:
            yield Problem("reference", f"{_name(mapper)}.{column.name}", said(error))
            continue
        for row in rows:
            where = f"{_name(mapper)} {row[0]}"
            yield Problem("reference", where, f"{key.column.table.name} {row[1]}, its {column.name}, is missing")
    progress("references", len(references), len(references))


def check_search_index(engine: Engine, progress: Progress) -> Iterator[Problem]:
    """Whether all of the search index is there, and SQLite's holds what the texts hold; PostgreSQL computes its own.

    SQLite's own check of it counts as a write, so it waits for other writers and they for it; where the archive can
    only be read it is left out.
    """
    progress("search index", 0, 1)
    try:
        with engine.connect() as connection:
            lacks = list(missing_parts(connection))
    except exc.DBAPIError as error:
        lacks = [f"cannot be read: {said(error)}"]
    yield from (Problem("search", "index", line) for line in lacks)
    if engine.dialect.name == "sqlite" and not lacks:
        try:
            with writing(engine) as connection:
                connection.execute(text("INSERT INTO text_search(text_search, rank) VALUES ('integrity-check', 1)"))
        except ArchiveError as error:
            if not is_read_only(error.__cause__):
                yield Problem("search", "index", f"does not hold what the texts hold ({error})")
    progress("search index", 1, 1)
