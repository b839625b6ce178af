"""Commands that read one article, or look for some by their words: log, show, search."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click

from reader.cli import opening
from reader.cli.options import AS_OF, COUNT, MOMENT, article_and_version, common, json_option, version_of
from reader.cli.output import (
    LEAST_WIDTH,
    counted,
    emit,
    highlighted,
    in_lines,
    is_narrow,
    moment,
    print_text,
    safe,
    shortened,
    side_by_side,
    terminal_width,
    told,
    wrapped,
)
from storage import queries
from storage.errors import UsageError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.queries import CaptureEntry, RevisionEntry


@click.command()
@click.argument("article")
@click.option("--since", type=MOMENT, help="Only what was seen since then.")
@click.option("--until", type=MOMENT, help="Only what was seen before then.")
@click.option("--captures", "with_captures", is_flag=True, help="Every look at the article, not just its revisions.")
@click.option("--flapping", is_flag=True, help="Also each turn of a headline that goes back and forth.")
@click.option("--oneline", is_flag=True, help="A line a revision.")
@click.option("--reverse", is_flag=True, help="Oldest first.")
@click.option("--limit", type=COUNT, help="At most so many.")
@json_option
@common
@click.pass_context
def log(
    ctx: click.Context,
    article: str,
    since: datetime | None,
    until: datetime | None,
    with_captures: bool,
    flapping: bool,
    oneline: bool,
    reverse: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Show how an article was rewritten: when, which revision, what changed, how much it matters.

    ARTICLE is an id, a URL or an unambiguous part of one.
    """
    span: dict[str, Any] = {"since": since, "until": until, "newest_first": not reverse, "limit": limit}
    with opening.reading(ctx) as connection:
        found = opening.find_article(connection, article)
        earlier = queries.moved_here(connection, found.id)
        if with_captures:
            captures = queries.captures(connection, found.id, **span)
        else:
            revisions = queries.revisions(connection, found.id, **span)
            flaps = {} if flapping else queries.flaps_of(connection, [found.id])
    if as_json:
        for entry in captures if with_captures else revisions:
            emit(entry)
        return
    click.secho(_whole(found.headline or found.url), bold=True)
    states = [("developing", found.developing), ("gone", found.state == "gone")]
    states.append((f"moved to {safe(found.moved_to)}", found.moved_to is not None))
    state = " · ".join(said for said, on in states if on)
    click.secho(_dotted(f"article {found.id}", safe(found.url), state), dim=True)
    for one in earlier:
        known = f"{counted(one.revisions, 'revision')} of it there: writethru log {one.id}"
        click.secho(_dotted(f"moved here from {safe(one.url)}", known), dim=True)
    if with_captures:
        for capture in captures:
            _capture_line(capture)
        return
    if oneline:
        for entry in revisions:
            _revision_line(entry)
    else:
        _history(revisions, {number for _, number in flaps})
    if not revisions:
        click.echo("No revision in that time." if since or until else "No text of it has been captured yet.")


def _whole(line: str) -> str:
    """A line that is never cut; in a narrow terminal on several."""
    return wrapped(line) if is_narrow() else safe(line)


def _dotted(*items: str) -> str:
    said = [item for item in items if item]
    return in_lines(said, "") if is_narrow() else " · ".join(said)


def _history(revisions: list[RevisionEntry], flaps: set[int]) -> None:
    """Every revision with what changed; those between which the text only goes back and forth are folded."""
    for folds, run in groupby(revisions, key=lambda entry: entry.number in flaps):
        entries = list(run)
        click.echo()
        if folds and len(entries) > 1:
            _folded_line(entries)
            continue
        for place, entry in enumerate(entries):
            if place:
                click.echo()
            _revision_lines(entry)


def _revision_line(entry: RevisionEntry) -> None:
    score = "" if entry.score is None else f"{entry.score:.0f}"
    head = f"{entry.number:>4}  {moment(entry.seen_at)}  {score:>3}  "
    back = f"back to revision {entry.reverts_to}; " if entry.reverts_to else ""
    change = told(entry.reason or "the text differs")
    said = back + (entry.headline or "(no headline)" if entry.score is None else change)
    number = click.style(head[:4], fg="yellow")
    if is_narrow():
        click.echo(number + head[4:].rstrip())
        click.echo(f"      {shortened(said, terminal_width() - 6)}")
        return
    click.echo(number + head[4:] + shortened(said, terminal_width() - len(head)))


def _revision_lines(entry: RevisionEntry) -> None:
    flags = [f"back to revision {entry.reverts_to}"] if entry.reverts_to else []
    flags += ["silent"] if entry.silent else []
    score = counted(entry.words, "word") if entry.score is None else f"score {entry.score:.0f}"
    head = [click.style(f"revision {entry.number}", fg="yellow"), moment(entry.seen_at), score]
    click.echo(side_by_side(head + ([click.style(", ".join(flags), fg="magenta")] if flags else [])))
    if entry.score is None:
        click.echo(wrapped(entry.headline or "(no headline)", "    "))
        return
    click.echo(wrapped(told(entry.reason or "the text differs"), "    "))
    click.secho(f"    +{entry.words_added} −{entry.words_removed} words", dim=True)


def _folded_line(entries: list[RevisionEntry]) -> None:
    """Revisions between which the text only goes back and forth, on one line."""
    numbers = sorted(entry.number for entry in entries)
    headlines = " and ".join(f"“{shortened(h, 60)}”" for h in sorted({entry.headline or "" for entry in entries})[:2])
    head = click.style(f"revisions {numbers[0]} to {numbers[-1]}", fg="yellow")
    span = [f"{moment(entries[-1].seen_at)} …", moment(entries[0].seen_at)]
    click.echo(side_by_side([head, *span] if is_narrow() else [head, " ".join(span)]))
    click.echo(wrapped(f"back and forth between {headlines}; --flapping shows each", "    "))


def _capture_line(entry: CaptureEntry) -> None:
    what = entry.outcome.value
    what += f" → revision {entry.revision}" if entry.revision else ""
    status = "file" if entry.origin == "seed" else str(entry.status or "-")
    notes = ["new modified date over unchanged text"] if entry.restamped else []
    notes += [entry.doubt] if entry.doubt else []
    if is_narrow():
        click.echo(in_lines([moment(entry.fetched_at), status, counted(entry.size, "byte"), what, *notes]))
        if entry.error:
            click.echo(wrapped(entry.error, "    "))
        return
    notes = ([shortened(entry.error, 80)] if entry.error else []) + notes
    size = f"{counted(entry.size, 'byte', 8):<14}"
    click.echo("  ".join([moment(entry.fetched_at), f"{status:>4}", size, what, *notes]))


@click.command()
@click.argument("article", metavar="ARTICLE[@N|@TIME]")
@click.option("--stripped", "with_stripped", is_flag=True, help="Also what was taken out of the page, and why.")
@click.option("--raw", is_flag=True, help="The bytes of the page as captured, instead of its text.")
@json_option
@common
@click.pass_context
def show(ctx: click.Context, article: str, with_stripped: bool, raw: bool, as_json: bool) -> None:
    """Print the clean text of an article, of a revision (@3), or as it stood at a time (@2026-03-01T12:00Z).

    @first, @last and @previous work too. --raw of a time gives what was captured last by then, also where no text could
    be made of it.
    """
    name, version = article_and_version(article)
    if raw and (as_json or with_stripped):
        raise UsageError("--raw gives the bytes of the page as they are; take it without --json and --stripped")
    if raw:
        with opening.archive(ctx) as archive:
            with archive.reading() as connection:
                capture = _captured(connection, opening.find_article(connection, name).id, version)
            click.echo(archive.body_of_capture(capture), nl=False)
        return
    with opening.reading(ctx) as connection:
        found = opening.find_article(connection, name)
        entry = queries.revision(connection, found.id, "last" if version is None else version_of(version))
        text = queries.text(connection, entry.text)
        stripped = queries.stripped(connection, entry) if with_stripped or as_json else ()
        details = queries.extraction_details(connection, entry)
    if as_json:
        extra = {"stripped": stripped} if with_stripped else {}
        emit({"article": found.id, "url": found.url, "revision": entry.number, "seen_at": entry.seen_at}
             | {"headline": text.headline, "standfirst": text.standfirst, "byline": text.byline}
             | {"notices": text.notices, "blocks": text.blocks, "language": text.language, "details": details}
             | extra)  # fmt: skip
        return
    which = f"revision {entry.number} of {found.revisions}, {moment(entry.seen_at)}"
    click.secho(in_lines([safe(found.url), which], ""), dim=True)
    click.echo()
    print_text(text)
    if with_stripped:
        click.secho(f"Stripped ({len(stripped)}):", bold=True)
        room = max(LEAST_WIDTH, terminal_width() - 14) if is_narrow() else 100
        for piece in stripped:
            click.echo(click.style(f"{piece.reason.value:>12}", fg="red") + f"  {shortened(piece.text, room)}")


def _captured(connection: Connection, article: int, version: str | None) -> int:
    """The id of the capture whose bytes are meant: of a revision, the one that made it; of a time, the last with a body
    by then. Without a version the last revision's, or the last with a body where there is no revision."""
    which = "last" if version is None else version_of(version)
    last: datetime | None = None
    if isinstance(which, datetime):
        last = which + timedelta(microseconds=1)  # that moment included
    elif version is not None or queries.revisions(connection, article, limit=1):
        return queries.revision(connection, article, which).capture
    found = queries.captures(connection, article, with_body=True, until=last, limit=1)
    if not found:
        raise UsageError(f"nothing of article {article} was captured{' by then' if last else ''}")
    return found[0].id


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, required=True)
@click.option("--source", metavar="NAME", help="Only in this source.")
@click.option("--since", type=MOMENT, help="Only revisions seen since then.")
@click.option("--until", type=MOMENT, help="Only revisions seen before then.")
@click.option("--as-of", type=AS_OF, help="In the texts as they stood then.")
@click.option("--any-revision", is_flag=True, help="Also what no longer stands there.")
@click.option("--limit", type=COUNT, default=20, show_default=True, help="At most so many.")
@json_option
@common
@click.pass_context
def search(
    ctx: click.Context,
    query: tuple[str, ...],
    source: str | None,
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    any_revision: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Find articles by what they say.

    \b
    ferry harbour           both words          "the ferry sank"   these words in this order
    ferr*                   words that begin so headline:ferry     in the headline (or body:)
    ferry OR boat           either              ferry -harbour     the one without the other
    """
    from storage.search import search as find
    from storage.search_query import parse_query

    if not parse_query(" ".join(query)).groups:
        raise UsageError("nothing to look for: give a word or more")
    with opening.reading(ctx) as connection:
        found = find(
            connection,
            " ".join(query),
            source=source,
            since=since,
            until=until,
            as_of=as_of,
            any_revision=any_revision,
            limit=limit,
        )
    for hit in found.hits:
        if as_json:
            emit(hit)
            continue
        name = f"{hit.article}@{hit.number}  "
        behind = len(name) if is_narrow() else 0
        click.echo(click.style(name, fg="yellow") + highlighted(hit.headline, behind=behind, bold=True))
        click.secho(side_by_side([f"    {moment(hit.seen_at)}", safe(hit.url)]), dim=True)
        for snippet in hit.snippets:
            click.echo(highlighted(snippet, "    "))
        click.echo()
    if as_json:
        return
    if not found.hits:
        click.echo("Nothing found.", err=True)
    elif found.total > len(found.hits):
        click.secho(f"{len(found.hits)} of {found.total} articles; --limit shows more.", dim=True, err=True)
