"""Commands about sources: what there is, their feeds, and the noise learned on their pages."""

from __future__ import annotations

import click

from reader.cli import opening
from reader.cli.options import ENTRY, common, json_option
from reader.cli.output import (
    LEAST_WIDTH,
    columns,
    counted,
    emit,
    in_lines,
    is_narrow,
    moment,
    safe,
    shortened,
    side_by_side,
    terminal_width,
)
from storage import queries


@click.group(invoke_without_command=True)
@json_option
@common
@click.pass_context
def sources(ctx: click.Context, as_json: bool) -> None:
    """List sources; `sources noise` lists what recurs on their pages."""
    if ctx.invoked_subcommand:
        return
    with opening.reading(ctx) as connection:
        found = queries.sources(connection)
    if as_json:
        for entry in found:
            emit(entry)
        return
    names = [safe(entry.name) for entry in found]
    longest = max(map(columns, names), default=0)
    rows = zip(
        [click.style(name, bold=True) + " " * (longest - columns(name)) for name in names],
        _counts([entry.articles for entry in found], "article"),
        _counts([entry.revisions for entry in found], "revision"),
        _counts([entry.captures for entry in found], "capture"),
        [f"last seen {moment(entry.last_seen)}" for entry in found],
        strict=True,
    )
    for row in rows:
        click.echo(in_lines(row))
    if not found:
        click.echo("No source yet. `writethru crawl URL` brings one in.", err=True)


def _counts(numbers: list[int], noun: str) -> list[str]:
    """The counts of a column, one below the other."""
    digits = max((len(str(number)) for number in numbers), default=1)
    cells = [counted(number, noun, digits) for number in numbers]
    return [cell.ljust(max(map(len, cells))) for cell in cells]


@sources.command()
@click.argument("source", required=False)
@click.option("--learn", is_flag=True, help="Look through the archive for more first.")
@click.option("--keep", metavar="ID", type=ENTRY, multiple=True, help="This is text after all: compare it again.")
@click.option("--confirm", metavar="ID", type=ENTRY, multiple=True, help="This is noise for good.")
@click.option("--forget", metavar="ID", type=ENTRY, multiple=True, help="Drop the entry; it may be learned anew.")
@json_option
@common
@click.pass_context
def noise(
    ctx: click.Context,
    source: str | None,
    learn: bool,
    keep: tuple[int, ...],
    confirm: tuple[int, ...],
    forget: tuple[int, ...],
    as_json: bool,
) -> None:
    """List blocks that recur on a source's pages and are left out of every comparison, and rule on them by hand."""
    if learn or keep or confirm or forget:
        with opening.archive(ctx) as archive:
            if learn:
                archive.learn_noise(source)
            for verdict, ids in (("kept", keep), ("confirmed", confirm), (None, forget)):
                for entry_id in ids:
                    archive.rule_on_noise(entry_id, verdict)
    with opening.reading(ctx) as connection:
        found = queries.noise(connection, source=source)
    for entry in found:
        if as_json:
            emit(entry)
            continue
        where = f"in {counted(entry.articles, 'article')}" + (f" ({safe(entry.because)})" if entry.because else "")
        number = click.style(f"{entry.id:>5}", fg="yellow")
        click.echo(side_by_side([f"{number}  {safe(entry.source)}", entry.state, where], " " * 7))
        room = max(LEAST_WIDTH, terminal_width() - 7) if is_narrow() else 100
        click.echo(f"       {shortened(entry.text, room)}")
    if not found and not as_json:
        click.echo("No noise learned.", err=True)
