"""Opens the database: one place for URLs, pragmas and transactions.

A transaction that writes takes its lock at once (SQLite: BEGIN IMMEDIATE; a deferred one that starts to write late
fails with "database is locked" where several write). One that reads is deferred, and sees one state throughout.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event, exc
from sqlalchemy.engine import make_url

from storage.errors import ArchiveError, UsageError
from storage.sqlite import BUSY, is_writable, look_at, url_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry


def database_url(url: str | None) -> URL:
    """The URL with the driver this project uses: psycopg 3 for PostgreSQL; the path of a SQLite file is one too. Raises
    `UsageError` for other databases."""
    try:
        parsed = make_url(url_of(url))
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
        look_at(Path(str(url.database)))
        engine = create_engine(url, connect_args={"timeout": BUSY}, **_unwritable(Path(str(url.database))))
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    return create_engine(url, connect_args={"options": "-c timezone=UTC"}, pool_pre_ping=True)


def _unwritable(path: Path) -> dict[str, Any]:
    """How a file is opened that may be read only: SQLite would write beside it, and leave behind what keeps its owner
    from writing. What another process has not yet written into it could not be seen so: then it is not tried."""
    log = path.with_name(f"{path.name}-wal")
    if not path.exists() or is_writable(path):
        return {}
    if log.exists() and log.stat().st_size:
        return {}
    name = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    return {"creator": lambda: sqlite3.connect(name, uri=True, timeout=BUSY, check_same_thread=False)}


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; ours follows in _begin_sqlite
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {1000 * BUSY}")
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
    what = "it can only be read here; see to its file, and to the folder of it" if is_read_only(error) else said(error)
    return ArchiveError(f"the archive {name_of(engine)}: {what}")


def is_read_only(error: BaseException | None) -> bool:
    """Whether SQLite said that it may not write."""
    return isinstance(error, exc.DBAPIError) and "readonly database" in str(error.orig)


def name_of(engine: Engine) -> str:
    """The archive as a person names it: the path of a SQLite file, else the URL without its password."""
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    return engine.url.render_as_string(hide_password=True)


def said(error: BaseException) -> str:
    """What went wrong, in one line."""
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
