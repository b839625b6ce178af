"""Archives to test with, on both databases.

PostgreSQL is a real server (`tests.postgresql`). Each test gets a
database of its own, copied from a migrated template, which takes a few hundredths of a second.
"""

from __future__ import annotations

import shutil
import signal
import uuid
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import create_engine

from storage import Archive, schema
from storage.engine import make_engine
from tests import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import URL

# A shell's background jobs ignore SIGINT, and so would every command that a test starts and interrupts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A property holds or not, whatever else the machine does, and a run can be repeated.
settings.register_profile("steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("steady")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[URL]:
    """A PostgreSQL server, as the URL of a database on it from which others can be made."""
    with postgresql.server() as url:
        yield url


def _execute(server: URL, *statements: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: URL) -> Iterator[str]:
    """The name of a database with all tables and no rows."""
    name = f"writethru_template_{uuid.uuid4().hex[:12]}"
    _execute(postgresql_server, f"CREATE DATABASE {name}")
    engine = make_engine(postgresql_server.set(database=name))
    schema.upgrade(engine)
    engine.dispose()
    yield name
    _execute(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgresql_empty(postgresql_server: URL) -> Iterator[str]:
    """The URL of a PostgreSQL database without tables."""
    yield from _database(postgresql_server, "")


@pytest.fixture
def postgresql_url(postgresql_server: URL, postgresql_template: str) -> Iterator[str]:
    """The URL of an empty archive on PostgreSQL."""
    yield from _database(postgresql_server, f"TEMPLATE {postgresql_template}")


def _database(server: URL, options: str) -> Iterator[str]:
    name = f"writethru_test_{uuid.uuid4().hex[:12]}"
    _execute(server, f"CREATE DATABASE {name} {options}")
    yield server.set(database=name).render_as_string(hide_password=False)
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("template") / "archive.db"
    Archive.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """The URL of an empty archive on SQLite."""
    path = tmp_path / "archive.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def archive_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty archive; a test that takes it runs on both databases."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def archive(archive_url: str) -> Iterator[Archive]:
    """An empty archive, open; a test that takes it runs on both databases."""
    with Archive.open(archive_url) as opened:
        yield opened


@pytest.fixture
def sqlite_archive(sqlite_url: str) -> Iterator[Archive]:
    """An empty archive on SQLite, open: for what does not depend on the database."""
    with Archive.open(sqlite_url) as opened:
        yield opened
