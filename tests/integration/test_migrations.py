"""The tables come, go and come again cleanly on both databases, and an archive of another version is told apart."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import select

from migrations import HEAD
from reader.cli import status_of
from storage import Archive, schema
from storage.checking import Problem, check
from storage.engine import database_url, make_engine
from storage.errors import ArchiveError, UsageError
from storage.models import Article
from storage.search import search
from tests.integration.captures import record, rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Engine


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without tables."""
    on_file = f"sqlite:///{tmp_path}/empty.db"
    url = on_file if request.param == "sqlite" else request.getfixturevalue("postgresql_empty")
    engine = make_engine(database_url(url))
    yield engine
    engine.dispose()


def set_version(engine: Engine, version: str) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")


def test_up_down_and_up_again_leave_the_tables_as_the_models_say(empty: Engine) -> None:
    schema.upgrade(empty)
    assert schema.current(empty) == HEAD
    assert schema.differences(empty) == []
    schema.downgrade(empty, "base")
    assert schema.current(empty) is None
    schema.upgrade(empty)
    assert schema.differences(empty) == []


@pytest.mark.parametrize("version", ["xyz", "0003", "00"])
def test_tables_cannot_go_back_to_what_is_not_older(empty: Engine, version: str) -> None:
    with pytest.raises(UsageError, match=f"go back to '{version}'; it has no tables"):
        schema.downgrade(empty, version)
    schema.upgrade(empty)
    schema.downgrade(empty, "0002")
    with pytest.raises(UsageError, match=f"go back to '{version}'; it has version 0002 and can go back to 0001, base"):
        schema.downgrade(empty, version)
    assert schema.current(empty) == "0002"


def test_each_version_can_be_left_and_come_back_to(empty: Engine) -> None:
    schema.upgrade(empty)
    for script in ScriptDirectory.from_config(schema.configuration()).walk_revisions():
        schema.downgrade(empty, str(script.down_revision or "base"))
        schema.upgrade(empty)
        assert schema.differences(empty) == []


def test_a_difference_between_tables_and_models_is_found(empty: Engine) -> None:
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN surprise INTEGER")
    assert any("surprise" in difference for difference in schema.differences(empty))


def test_what_is_missing_is_said_in_plain_words(empty: Engine) -> None:
    said = schema.differences(empty)
    assert "table bodies is missing" in said
    assert all(line.startswith("table ") and line.endswith(" is missing") for line in said)
    schema.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs DROP COLUMN counts")
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN surprise INTEGER")
        connection.exec_driver_sql("DROP INDEX ix_captures_outcome")
        connection.exec_driver_sql("CREATE TABLE cookbook (recipe TEXT)")
    assert set(schema.differences(empty)) == {
        "column counts of table runs is missing",
        "column surprise of table runs is not one of this program's",
        "index ix_captures_outcome of table captures is missing",
        "table cookbook is not one of this program's",
    }


@pytest.mark.parametrize("event", ["insert", "delete", "update"])
def test_a_trigger_of_the_search_that_is_missing_is_named(sqlite_archive: Archive, event: str) -> None:
    with sqlite_archive.engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER text_search_{event}")
    line = f"trigger text_search_{event} is missing: the search would not be right"
    assert schema.differences(sqlite_archive.engine) == [line]
    assert Problem("search", "index", line) in list(check(sqlite_archive.engine))


def test_a_search_index_that_is_missing_is_named(archive: Archive) -> None:
    postgresql = archive.engine.dialect.name == "postgresql"
    with archive.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_texts_search" if postgresql else "DROP TABLE text_search")
    (line,) = schema.differences(archive.engine)
    assert ("ix_texts_search" if postgresql else "table text_search") in line
    assert list(check(archive.engine)) == [Problem("search", "index", line)]


def test_what_is_missing_of_the_search_is_made_anew_by_the_command_that_is_advised(
    archive: Archive, archive_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record(archive, 0, "The ferry ran aground.")
    with archive.engine.begin() as connection:
        if archive.engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER TABLE texts DROP COLUMN search")
        else:
            connection.exec_driver_sql("DROP TRIGGER text_search_insert")
    if archive.engine.dialect.name == "sqlite":
        record(archive, 1, "The ferry sank.")  # which the search does not see
    assert status_of(["db", "check", "--archive", archive_url]) == 1
    assert "differ from what this program expects; `writethru db upgrade` makes the search" in capsys.readouterr().err
    assert status_of(["db", "upgrade", "--archive", archive_url]) == 0
    assert status_of(["db", "check", "--archive", archive_url]) == 0
    assert list(check(archive.engine)) == []
    record(archive, 2, "The ferry was salvaged.")
    with archive.reading() as connection:
        assert [search(connection, word).total for word in ("ferry", "salvaged")] == [1, 1]


def test_tables_that_something_else_altered_are_not_said_to_be_mended_by_an_upgrade(
    archive: Archive, archive_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with archive.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN surprise INTEGER")
    assert status_of(["db", "check", "--archive", archive_url]) == 1
    assert "something else has altered them" in capsys.readouterr().err


def test_the_newest_migration_is_the_version_the_program_asks_for() -> None:
    assert ScriptDirectory.from_config(schema.configuration()).get_current_head() == HEAD


def test_an_article_survives_an_upgrade(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        record(archive, 0, "The ferry ran aground.")
        schema.downgrade(archive.engine, "0001")
        schema.upgrade(archive.engine)
        assert len(rows(archive, select(Article.id))) == 1
        assert schema.differences(archive.engine) == []


def test_a_sqlite_archive_is_made_on_first_use_and_upgraded_later(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"
    with Archive.open(url) as archive:
        assert schema.current(archive.engine) == HEAD
        schema.downgrade(archive.engine, "0001")
    with Archive.open(url) as archive:
        assert schema.current(archive.engine) == HEAD


def test_two_processes_may_make_one_sqlite_archive(tmp_path: Path) -> None:
    code = f"from storage import Archive; Archive.open('sqlite:///{tmp_path}/archive.db').close()"
    makers = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [maker.communicate()[1] for maker in makers] == [""] * 4


def test_a_postgresql_archive_without_tables_names_the_command_that_makes_them(postgresql_empty: str) -> None:
    with pytest.raises(ArchiveError, match="run `writethru db upgrade`"):
        Archive.open(postgresql_empty)


def test_an_older_postgresql_archive_names_the_command_that_upgrades_it(postgresql_url: str) -> None:
    engine = make_engine(database_url(postgresql_url))
    schema.downgrade(engine, "0001")
    engine.dispose()
    with pytest.raises(ArchiveError, match=r"older than .*; run `writethru db upgrade`"):
        Archive.open(postgresql_url)


def test_an_archive_of_a_newer_program_is_refused_with_one_line(archive_url: str) -> None:
    engine = make_engine(database_url(archive_url))
    set_version(engine, "9999")
    for use in (lambda: Archive.open(archive_url), lambda: schema.upgrade(engine)):
        with pytest.raises(ArchiveError, match="made by a newer Writethru") as error:
            use()
        assert "\n" not in str(error.value)
    engine.dispose()


def test_a_database_of_something_else_is_left_alone(empty: Engine) -> None:
    with empty.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE cookbook (recipe TEXT)")
    with pytest.raises(ArchiveError, match="no archive of Writethru"):
        schema.ensure(empty)
    with pytest.raises(ArchiveError, match="no archive of Writethru"):
        schema.upgrade(empty)


def test_a_file_that_is_no_database_is_refused_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("The ferry ran aground. " * 100)
    with pytest.raises(ArchiveError, match="not a database"):
        Archive.open(f"sqlite:///{tmp_path}/notes.txt")


def test_an_archive_that_only_is_read_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive at"):
        Archive.open(f"sqlite:///{tmp_path}/archive.db", create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_does_not_answer_is_told_in_one_line_without_the_password() -> None:
    with pytest.raises(ArchiveError) as error:
        Archive.open("postgresql://reader:secret@127.0.0.1:1/news")
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


def test_a_file_is_named_as_well_as_its_url() -> None:
    assert database_url("news/archive.db") == database_url("sqlite:///news/archive.db")


@pytest.mark.parametrize("url", ["mysql://host/news", "sqlite://"])
def test_a_url_that_names_no_archive_is_a_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError):
        Archive.open(url)


def test_opening_an_archive_loads_neither_migrations_nor_the_differ(sqlite_url: str) -> None:
    code = (
        "import sys; from storage import Archive\n"
        f"with Archive.open({sqlite_url!r}) as archive, archive.reading(): pass\n"
        "print(*(name for name in ('alembic', 'rapidfuzz', 'sentencex', 'regex') if name in sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
