"""The version of the tables: which one an archive has, and how it comes to the one this program needs.

Alembic is loaded only when there is something to do, so that commands that read start at once.
"""

from __future__ import annotations

from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING

from sqlalchemy import exc, inspect

from migrations import HEAD
from storage.engine import archive_error, name_of
from storage.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alembic.config import Config
    from sqlalchemy import Connection, Engine


def current(engine: Engine) -> str | None:
    """The version of the archive's tables; None where there are none yet."""
    try:
        with engine.connect() as connection:
            return _version(engine, connection)
    except exc.DBAPIError as error:
        raise archive_error(engine, error) from error


def upgrade(engine: Engine) -> None:
    """Brings the tables to `HEAD`, and makes them where there are none; what is missing of the search index is made
    anew. Raises `ArchiveError` if they are newer."""
    from alembic import command

    from storage.search_index import missing_parts

    with _migrating(engine) as (config, connection):
        _refuse_newer(engine, _version(engine, connection), config)
        command.upgrade(config, "head")
        if any(missing_parts(connection)):
            _make_search(config, connection)


def downgrade(engine: Engine, version: str) -> None:
    """Takes the tables back to an older version ("base" removes them all). What only newer tables hold is lost. Raises
    `UsageError` as `refuse_unless_older` does."""
    from alembic import command

    refuse_unless_older(engine, version)
    with _migrating(engine) as (config, _connection):
        command.downgrade(config, version)


def refuse_unless_older(engine: Engine, version: str) -> None:
    """Raises `UsageError` for a version that the tables cannot go back to, unknown or newer than theirs, and
    `ArchiveError` if theirs is unknown."""
    found, config = current(engine), configuration()
    _refuse_newer(engine, found, config)
    versions = _versions(config)
    there = [*versions[versions.index(found) :], "base"] if found else ["base"]
    if version not in there:
        state = f"it has version {found} and can go back to {', '.join(there[1:])}" if found else "it has no tables"
        raise UsageError(f"the archive cannot go back to {version!r}; {state}")


def differences(engine: Engine) -> list[str]:
    """Where the tables differ from the models, and what the search lacks, a line each; empty when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from migrations.comparison import OPTIONS, lines
    from storage.models import Base
    from storage.search_index import missing_parts

    _refuse_newer(engine, current(engine), configuration())
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=OPTIONS)
            differing = compare_metadata(context, Base.metadata)
            return [*lines(differing), *missing_parts(connection)]
    except exc.DBAPIError as error:
        raise archive_error(engine, error) from error


def remedy(engine: Engine, found: list[str]) -> str:
    """What to do about such differences."""
    from storage.search_index import missing_parts

    if current(engine) != HEAD:
        return "`writethru db upgrade` brings them up to date"
    with engine.connect() as connection:
        if set(found) <= set(missing_parts(connection)):
            return "`writethru db upgrade` makes the search index anew"
    return "something else has altered them; mend them by hand or go back to a copy of the archive"


def ensure(engine: Engine) -> None:
    """Makes sure that the archive can be used: SQLite's tables are made or upgraded, PostgreSQL's must be there."""
    found = current(engine)
    if found == HEAD:
        return
    _refuse_newer(engine, found, configuration())
    if engine.dialect.name == "sqlite":
        upgrade(engine)
    else:
        state = "has no tables yet" if found is None else f"has tables of version {found}, older than {HEAD}"
        raise ArchiveError(f"the archive {name_of(engine)} {state}; run `writethru db upgrade`")


def _version(engine: Engine, connection: Connection) -> str | None:
    tables = inspect(connection).get_table_names()
    if "alembic_version" in tables:
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return None if found is None else str(found)
    if tables:
        raise ArchiveError(f"{name_of(engine)} holds other tables; it is no archive of Writethru")
    return None


def _refuse_newer(engine: Engine, found: str | None, config: Config) -> None:
    """Raises `ArchiveError` for tables of a version that this program does not know."""
    if found is not None and found not in _versions(config):
        raise ArchiveError(f"the archive {name_of(engine)} was made by a newer Writethru; install that or a later one")


def configuration() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(files("migrations")).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _versions(config: Config) -> list[str]:
    """All that this program knows, the newest first."""
    from alembic.script import ScriptDirectory

    return [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]


def _make_search(config: Config, connection: Connection) -> None:
    """Makes the search index anew, as its migration makes it."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from storage.search_index import MADE_IN

    migration = ScriptDirectory.from_config(config).get_revision(MADE_IN).module
    with Operations.context(MigrationContext.configure(connection)):
        migration.drop_search()
        migration.make_search()


@contextmanager
def _migrating(engine: Engine) -> Iterator[tuple[Config, Connection]]:
    """A configuration and the connection that its commands run on, in one transaction that keeps others out."""
    config = configuration()
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                # Tables are altered by copying them, which must not cascade; neither setting can change in a
                # transaction. The write-ahead log, once chosen, stays with the file.
                raw = connection.connection.cursor()
                raw.execute("PRAGMA journal_mode = WAL")
                raw.execute("PRAGMA foreign_keys = OFF")
                raw.close()
            try:
                with connection.execution_options(writing=True).begin():
                    if engine.dialect.name == "postgresql":
                        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('writethru migration'))")
                    config.attributes["connection"] = connection
                    yield config, connection
            finally:
                connection.invalidate()
    except exc.DBAPIError as error:
        raise archive_error(engine, error) from error
