"""Opens the database: one place for URLs, pragmas and transactions.

A transaction that writes takes its lock at once (SQLite: BEGIN IMMEDIATE; a deferred one that starts to write late
fails with "database is locked" where several write). One that reads is deferred, and sees one state throughout.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, exc
from sqlalchemy.engine import make_url

from storage.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

DEFAULT_URL = "sqlite:///archive.db"

# How long a writer waits for the others, in milliseconds. A transaction lasts some ten milliseconds at most, the
# rebuilding of an article's revisions a second.
BUSY = 60_000


def database_url(url: str | None) -> URL:
    """The URL with the driver this project uses: psycopg 3 for PostgreSQL. Raises `UsageError` for other databases."""
    try:
        parsed = make_url(url or DEFAULT_URL)
    except exc.ArgumentError:
        raise UsageError(f"not a database URL: {url!r}; say sqlite:///PATH or postgresql://USER@HOST/NAME") from None
    if parsed.drivername in ("postgresql", "postgres", "postgresql+psycopg"):
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in ("sqlite", "sqlite+pysqlite"):
        if parsed.database in (None, "", ":memory:"):
            raise UsageError("an archive in memory is lost at the end; say sqlite:///PATH")
        return parsed.set(drivername="sqlite+pysqlite")
    raise UsageError(f"no archive on {parsed.drivername}; say sqlite:///PATH or postgresql://USER@HOST/NAME")


def make_engine(url: URL) -> Engine:
    """An engine whose transactions behave as said above on either database."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": BUSY / 1000})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, connect_args={"options": "-c timezone=UTC"}, pool_pre_ping=True)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours follows in _begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes, committed at the end. What the database refuses is raised as `ArchiveError`."""
    with _one_line_errors(engine), engine.execution_options(writing=True).begin() as connection:
        yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads."""
    with _one_line_errors(engine), engine.begin() as connection:
        yield connection


@contextmanager
def _one_line_errors(engine: Engine) -> Iterator[None]:
    try:
        yield
    except exc.DBAPIError as error:
        raise archive_error(engine, error) from error


def archive_error(engine: Engine, error: exc.DBAPIError) -> ArchiveError:
    """The first line of what the database said, with the archive's name; never its password."""
    return ArchiveError(f"the archive {engine.url.render_as_string(hide_password=True)}: {said(error)}")


def said(error: BaseException) -> str:
    """What went wrong, in one line."""
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
