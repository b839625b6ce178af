"""Commands about what changed: diff, changes, blame, figures."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reader.cli import opening
from reader.cli.options import AS_OF, COUNT, MOMENT, common, json_option, version_of
from reader.cli.output import (
    WIDE,
    counted,
    emit,
    in_lines,
    is_colourless,
    is_narrow,
    moment,
    safe,
    shortened,
    terminal_width,
    told,
    wrapped,
)
from reader.cli.streams import opened
from storage import queries
from storage.errors import UsageError
from storage.revisions.script import Field

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.queries import ArticleSummary, ChangeEntry, RevisionEntry
    from storage.records import Text
    from storage.revisions.blame import Line
    from storage.revisions.change import Change
    from storage.revisions.figures import Series

# What stands in a narrow terminal below the score of a change.
BELOW_SCORE = " " * 5


@click.command()
@click.argument("article")
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["terminal", "text", "html", "json"]),
    help="[default: terminal]  In a pipe, in a file and without colour, terminal is text.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--context", type=click.IntRange(0, 1000), default=1, show_default=True, help="Unchanged paragraphs around."
)
@click.option("--full", is_flag=True, help="Every paragraph, changed or not.")
@click.option("--side-by-side/--inline", "side_by_side", default=None, help="On a terminal.  [default: by its width]")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@common
@click.pass_context
def diff(
    ctx: click.Context,
    article: str,
    old: str | None,
    new: str | None,
    form: str | None,
    as_json: bool,
    context: int,
    full: bool,
    side_by_side: bool | None,
    output: Path | None,
) -> None:
    """Show what changed between two revisions of an article, word by word.

    OLD and NEW are revisions' numbers, times, or first, last, previous. By default the last revision is compared with
    the one before it; with OLD alone, with OLD.
    """
    form = "json" if as_json else form
    if form in {None, "terminal"}:
        form = "terminal" if output is None and _coloured() else "text"
    with opening.reading(ctx) as connection:
        found = opening.find_article(connection, article)
        after = queries.revision(connection, found.id, "last" if new is None else version_of(new))
        before = queries.revision(connection, found.id, max(1, after.number - 1) if old is None else version_of(old))
        if old is None and after.number == 1:
            raise UsageError(f"article {found.id} has one revision only: nothing has changed yet")
        change = queries.between(connection, before, after)
    # A page names its encoding.
    with opened(output, encoding="utf-8" if form == "html" else None) as stream:
        _render(form, found, before, after, change, after.language, context=None if full else context,
                side_by_side=side_by_side, stream=stream)  # fmt: skip


def _coloured() -> bool:
    """Standard output shows styles. Without them only marks tell the words that went from those that came."""
    return sys.stdout.isatty() and not is_colourless()


def _render(
    form: str | None,
    found: ArticleSummary,
    before: RevisionEntry,
    after: RevisionEntry,
    change: Change,
    language: str | None,
    *,
    context: int | None,
    side_by_side: bool | None,
    stream: Any,
) -> None:
    from reader.diffs.rows import folded, rows_of

    if form == "json":
        from storage.revisions.change import script_record

        ends = {"old": _end(before), "new": _end(after)}
        judged = {"score": change.score, "kinds": change.kinds, "reason": change.reason}
        counts = {"words_added": change.words_added, "words_removed": change.words_removed}
        edits = {"edits": [asdict(edit) for edit in change.edits], "script": script_record(change.script)}
        emit({"article": found.id, "url": found.url} | ends | judged | counts | edits, stream)
        return
    parts = list(folded(rows_of(change.script), context))
    names = [f"revision {entry.number}, {moment(entry.seen_at)}" for entry in (before, after)]
    verdict = "no difference that a reader would see"
    if change.reason:
        verdict = f"score {change.score:.0f}: {told(change.reason)}"
    summary = f"+{change.words_added} −{change.words_removed} words"
    if form == "html":
        from reader.diffs import html

        heading = html.Heading(after.headline or found.url, found.url, names[0], names[1], verdict, summary, language)
        stream.write(html.render(heading, parts))
        return
    if form == "text":
        from reader.diffs import plain

        print(f"{safe(found.url)}\n{names[0]} → {names[1]}\n{safe(verdict)}\n{summary}\n", file=stream)
        for line in plain.render(parts):
            print(safe(line), file=stream)
        return
    from rich.console import Console

    from reader.diffs import terminal

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    console.print(safe(after.headline or found.url), style="bold")
    console.print(f"{names[0]} → {names[1]}", style="dim")
    console.print(safe(verdict), style="yellow")
    console.print(summary, style="dim")
    console.print()
    terminal.render(console, parts, side_by_side)


def _end(entry: RevisionEntry) -> dict[str, Any]:
    return {"revision": entry.number, "seen_at": entry.seen_at}


@click.command()
@click.option("--top", is_flag=True, help="The most important first, instead of the newest.")
@click.option("--since", type=MOMENT, help="Only what was seen since then.")
@click.option("--until", type=MOMENT, help="Only what was seen before then.")
@click.option("--as-of", type=AS_OF, help="As the list stood then.")
@click.option("--min-score", type=float, help="Only what scores at least this, of 100.")
@click.option(
    "--kind", "kinds", metavar="KIND,…", help="Only with one of these kinds of edit: figure,quote,correction …"
)
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option("--silent", is_flag=True, help="Only material changes without a notice and without a new modified date.")
@click.option("--flapping", is_flag=True, help="Also headlines that go back and forth, and other reverts.")
@click.option("--restamped", is_flag=True, help="Instead, new modified dates over text that has not changed.")
@click.option("--limit", type=COUNT, default=30, show_default=True, help="At most so many.")
@json_option
@common
@click.pass_context
def changes(
    ctx: click.Context,
    top: bool,
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    min_score: float | None,
    kinds: str | None,
    source: str | None,
    silent: bool,
    flapping: bool,
    restamped: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List what was rewritten, in all articles: newest or most important first."""
    if restamped:
        _restamped(ctx, since, until, source, limit, as_json)
        return
    with opening.reading(ctx) as connection:
        found = queries.changes(
            connection,
            order=queries.ChangeOrder.SCORE if top else queries.ChangeOrder.NEWEST,
            source=source,
            since=since,
            until=until,
            as_of=as_of,
            min_score=min_score,
            kinds=_kinds(kinds),
            silent=silent or None,
            flapping=flapping,
            limit=limit,
        )
    columns = terminal_width()
    for entry in found:
        if as_json:
            emit(entry)
        else:
            _change_lines(entry, columns)
    if not found and not as_json:
        click.echo("No such change.", err=True)


def _restamped(
    ctx: click.Context, since: datetime | None, until: datetime | None, source: str | None, limit: int, as_json: bool
) -> None:
    with opening.reading(ctx) as connection:
        found = queries.captures(connection, source=source, restamped=True, since=since, until=until, limit=limit)
        names = {entry.article: queries.article(connection, entry.article) for entry in found}
    for entry in found:
        if as_json:
            emit(entry)
            continue
        headline = names[entry.article].headline or names[entry.article].url
        head = f"{moment(entry.fetched_at)}  {entry.article}"
        click.echo(f"{head}\n{wrapped(headline, '    ')}" if is_narrow() else f"{head}  {shortened(headline, 80)}")
    if not found and not as_json:
        click.echo("No new date over unchanged text.", err=True)


def _kinds(text: str | None) -> tuple[str, ...]:
    from storage.revisions.kinds import EditKind

    wanted = tuple(kind.strip() for kind in (text or "").split(",") if kind.strip())
    known = [kind.value for kind in EditKind]
    if unknown := [kind for kind in wanted if kind not in known]:
        raise UsageError(f"no kind of edit {', '.join(unknown)}; there are: {', '.join(known)}")
    return wanted


def _change_lines(entry: ChangeEntry, columns: int) -> None:
    flags = ["silent"] if entry.silent else []
    flags += [f"back to {entry.reverts_to}"] if entry.reverts_to else []
    head = f"{entry.score:>3.0f}  {moment(entry.seen_at)}  {entry.article}@{entry.number}"
    if columns < WIDE:
        flags = [click.style(flag, fg="magenta") for flag in flags]
        click.echo(
            in_lines([click.style(head[:3], fg="yellow", bold=entry.score >= 50) + head[3:], *flags], BELOW_SCORE)
        )
        click.secho(wrapped(entry.headline or entry.url, BELOW_SCORE), bold=True)
        click.echo(wrapped(told(entry.reason or "the text differs"), BELOW_SCORE))
        return
    room = max(20, columns - len(head) - 2)
    click.echo(
        click.style(f"{entry.score:>3.0f}", fg="yellow", bold=entry.score >= 50)
        + head[3:]
        + "  "
        + click.style(shortened(entry.headline or entry.url, room), bold=True)
    )
    reason = shortened(told(entry.reason or "the text differs"), max(20, columns - 5 - 10 * len(flags)))
    click.echo("     " + reason + (click.style("  " + ", ".join(flags), fg="magenta") if flags else ""))


@click.command()
@click.argument("article")
@click.option(
    "--gone", is_flag=True, help="Also sentences that no longer stand there, and which revision took them out."
)
@json_option
@common
@click.pass_context
def blame(ctx: click.Context, article: str, gone: bool, as_json: bool) -> None:
    """Say for every sentence of an article which revision brought it."""
    from storage.revisions.blame import blame as trace

    with opening.reading(ctx) as connection:
        found = opening.find_article(connection, article)
        entries, texts = _all_texts(connection, found)
    seen_at = {entry.number: entry.seen_at for entry in entries}
    for line in trace(texts):
        if line.removed_in is not None and not gone:
            continue
        if as_json:
            emit(line)
            continue
        _blame_lines(line, seen_at[line.added_in])


def _blame_lines(line: Line, brought_at: datetime) -> None:
    said = [] if line.field is Field.BODY else [line.field.value.removesuffix("s")]
    said += [f"edited in {', '.join(map(str, line.edited_in))}"] if line.edited_in else []
    said += [f"gone in {line.removed_in}"] if line.removed_in is not None else []
    note = f"  {', '.join(said)}" if said else ""
    head = f"{line.added_in:>3}  {moment(brought_at)}"
    if line.removed_in is not None:
        click.secho(head + note, fg="red", dim=True)
        click.secho(wrapped(line.text, "     "), dim=True)
    else:
        click.echo(click.style(head, fg="yellow") + click.style(note, dim=True))
        click.echo(wrapped(line.text, "     "))


@click.command()
@click.argument("article")
@click.option("--all", "every", is_flag=True, help="Also numbers of people that stayed the same.")
@json_option
@common
@click.pass_context
def figures(ctx: click.Context, article: str, every: bool, as_json: bool) -> None:
    """Show how the numbers of an article moved over time: killed 2 → 4 → 14, with times and sentences.

    JSON has all of them, with a point each where they stayed the same.
    """
    from storage.revisions.figures import series

    with opening.reading(ctx) as connection:
        found = opening.find_article(connection, article)
        entries, texts = _all_texts(connection, found)
    rows = series([(e.number, e.seen_at, t) for e, t in zip(entries, texts, strict=True)])
    if as_json:
        for row in rows:
            emit(row)
        return
    moved = [row for row in rows if row.changed]
    for row in rows if every else moved:
        _series_lines(row)
    if not moved:
        click.echo("No number of it has changed.", err=True)
    if (same := len(rows) - len(moved)) and not every:
        shown = f"--all shows {'them' if same > 1 else 'it'}"
        click.secho(f"{counted(same, 'number')} stayed the same; {shown}.", dim=True, err=True)


def _series_lines(row: Series) -> None:
    name = ", ".join(part for part in (row.what, row.unit) if part)
    click.echo(click.style(safe(name), bold=True) + "  " + " → ".join(safe(point.text) for point in row.points))
    for point in row.points:
        click.secho(f"    revision {point.revision}  {moment(point.seen_at)}", fg="yellow")
        click.echo(wrapped(point.sentence, "      "))
    click.echo()


def _all_texts(connection: Connection, found: ArticleSummary) -> tuple[list[RevisionEntry], list[Text]]:
    """Every revision and its text, oldest first; one that reads like an earlier one is read once."""
    entries = queries.revisions(connection, found.id, newest_first=False)
    if not entries:
        raise UsageError(f"article {found.id} has no revision yet: no text of it has been captured")
    texts = {text_id: queries.text(connection, text_id) for text_id in _once(entry.text for entry in entries)}
    return entries, [texts[entry.text] for entry in entries]


def _once(ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(ids))
