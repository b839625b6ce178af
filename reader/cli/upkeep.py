"""Commands that look after the archive as a whole: export, stats, check, reextract, rescore."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli import opening
from reader.cli.options import MOMENT, archive_url, common, json_option
from reader.cli.output import counted, emit, in_lines, is_narrow, moment, safe, wrapped
from reader.cli.streams import opened
from storage import queries
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from storage.stats import Counts


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="One article a line."
)
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option("--since", type=MOMENT, help="Only articles with a revision since then.")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@json_option
@common
@click.pass_context
def export(
    ctx: click.Context,
    form: str,  # noqa: ARG001 - there is one
    source: str | None,
    since: datetime | None,
    output: Path | None,
    as_json: bool,  # noqa: ARG001 - it always is
) -> None:
    """Write all articles with all their revisions, texts and changes as JSON, an article a line."""
    left_out = 0

    def tell(problem: str) -> None:
        nonlocal left_out
        left_out += 1
        click.secho(safe(problem), fg="red", err=True)

    with opening.reading(ctx) as connection, opened(output) as stream:
        for article in queries.export(connection, source=source, since=since, on_problem=tell):
            emit(article, stream)
    if left_out:
        raise ArchiveError(f"{counted(left_out, 'article')} left out; all others are written")


@click.command()
@json_option
@common
@click.pass_context
def stats(ctx: click.Context, as_json: bool) -> None:
    """Count what is kept: articles, captures, revisions, and bytes as captured and as stored."""
    from storage.stats import stats as count

    with opening.reading(ctx) as connection:
        found = count(connection)
    if as_json:
        emit(found)
        return
    line = _narrow_counts if is_narrow() else _counts_line
    if not is_narrow():
        click.secho(
            f"{'source':<30} {'articles':>8} {'captures':>8} {'revisions':>9} {'captured':>10} {'stored':>10}",
            bold=True,
        )
    for name, counts in found.sources.items():
        click.echo(line(safe(name), counts))
    click.secho(line("all", found.total), bold=True)
    click.echo()
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in found.total.outcomes.items())
    if outcomes:
        span = f"{moment(found.total.first_capture)} to {moment(found.total.last_capture)}"
        # Two captures of one article may be new: an older edition may come in later, and no capture is ever changed.
        click.echo(wrapped(f"Captures as they came: {outcomes}; {span}."))
    else:
        click.echo("Captures: none.")
    click.echo(f"The whole database takes {size(found.database)}.")


def _counts_line(name: str, counts: Counts) -> str:
    return (
        f"{name:<30} {counts.articles:>8} {counts.captures:>8} {counts.revisions:>9} "
        f"{size(counts.raw):>10} {size(counts.stored):>10}"
    )


def _narrow_counts(name: str, counts: Counts) -> str:
    numbers = ((counts.articles, "article"), (counts.captures, "capture"), (counts.revisions, "revision"))
    first, *others = (counted(number, noun) for number, noun in numbers)
    sizes = f"{size(counts.raw)} captured", f"{size(counts.stored)} stored"
    return f"{name}\n{in_lines([f'    {first}', *others, *sizes])}"


def size(count: int) -> str:
    """Bytes as people read them, in powers of 1,000."""
    amount = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


@click.command()
@json_option
@common
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Verify bodies and their hashes, texts, revisions, edit scripts and the search; exit status 1 if any is wrong."""
    from storage.checking import check as problems_of

    count = 0
    with opening.archive(ctx) as archive, progress() as tell:
        for problem in problems_of(archive.engine, tell):
            count += 1
            if as_json:
                emit(problem)
            else:
                click.secho(safe(str(problem)), fg="red")
    if count:
        raise ArchiveError(f"{counted(count, 'problem')} found; what is not named above is whole")
    if not as_json:
        click.echo("Everything is as it was stored.")


@click.command()
@common
@click.pass_context
def reextract(ctx: click.Context) -> None:
    """Read every body again with the rules of this version; makes no news. Stopped, it goes on where it was."""
    from crawler.reextraction import reextract as read_again

    with progress() as tell:
        read_again(archive_url(ctx), tell)
    click.echo("All texts are by the rules of this version.")


@click.command()
@common
@click.pass_context
def rescore(ctx: click.Context) -> None:
    """Compute stored changes anew with this version's differ and scorer; revisions stay as they are."""
    with opening.archive(ctx) as archive, progress() as tell:
        count = archive.rescore(progress=lambda done, total: tell("changes", done, total))
    click.echo(f"{counted(count, 'change')} computed anew.")


class progress:  # noqa: N801 - used as a function: `with progress() as tell`
    """On a terminal, one line that says what is being done and how far it is; elsewhere nothing."""

    def __init__(self) -> None:
        self._shown = False

    def __enter__(self) -> Callable[[str, int, int], None]:
        return self._tell

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def _tell(self, what: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            self._shown = True
            click.echo(f"\r\x1b[K{what}: {done} of {total}", nl=False, err=True)
