"""The `db` group: the version of the archive's tables."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from reader.cli.options import archive_url, common, json_option
from reader.cli.output import emit
from storage.errors import ArchiveError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine


@click.group()
def db() -> None:
    """Make, upgrade and check the archive's tables."""


@contextmanager
def _opened(ctx: click.Context) -> Iterator[Engine]:
    """The database as it is: not brought up to date, as it is for every other command."""
    from storage.engine import database_url, make_engine

    engine = make_engine(database_url(archive_url(ctx)))
    try:
        yield engine
    finally:
        engine.dispose()


@db.command()
@common
@click.pass_context
def upgrade(ctx: click.Context) -> None:
    """Make the tables, or bring them to the version that this program needs."""
    from storage import schema

    with _opened(ctx) as engine:
        before = schema.current(engine)
        schema.upgrade(engine)
        after = schema.current(engine)
        click.echo(f"{after}, as it was" if before == after else f"{before or 'no tables'} → {after}")


@db.command()
@json_option
@common
@click.pass_context
def current(ctx: click.Context, as_json: bool) -> None:
    """Print the version of the archive's tables, and the one this program needs."""
    from migrations import HEAD
    from storage import schema

    with _opened(ctx) as engine:
        found = schema.current(engine)
    if as_json:
        emit({"archive": found, "program": HEAD})
    else:
        click.echo(f"archive {found or 'without tables'}, program {HEAD}")


@db.command()
@click.argument("version")
@click.option("--yes", is_flag=True, help="Do not ask first.")
@common
@click.pass_context
def downgrade(ctx: click.Context, version: str, yes: bool) -> None:
    """Take the tables back to an older version; "base" removes them all."""
    from storage import schema

    with _opened(ctx) as engine:
        schema.refuse_unless_older(engine, version)
        if not yes:
            _ask("What only the newer tables hold is lost. Go on?")
        before = schema.current(engine)
        schema.downgrade(engine, version)
        click.echo(f"{before or 'no tables'} → {schema.current(engine) or 'no tables'}")


def _ask(question: str) -> None:
    """Raises `Abort` unless the answer is yes; `UsageError` where nobody is there to answer."""
    try:
        click.confirm(question, abort=True)
    except click.Abort as stopped:
        if not isinstance(stopped.__context__, EOFError):
            raise
        click.echo()  # ends the line of the question
        raise UsageError("nobody answered; give --yes to go on without being asked") from None


@db.command()
@json_option
@common
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Say whether the tables are those that this program expects; exit status 1 if not."""
    from storage import schema

    with _opened(ctx) as engine:
        differences = schema.differences(engine)
        remedy = schema.remedy(engine, differences) if differences else ""
    for difference in differences:
        emit({"difference": difference}) if as_json else click.echo(difference)
    if differences:
        raise ArchiveError(f"the tables differ from what this program expects; {remedy}")
    if not as_json:
        click.echo("The tables are as they should be.")
