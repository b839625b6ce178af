"""The command that lists articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from reader.cli import opening
from reader.cli.options import COUNT, MOMENT, common, json_option
from reader.cli.output import counted, emit, in_lines, is_narrow, moment, shortened, terminal_width, wrapped
from storage import queries

if TYPE_CHECKING:
    from datetime import datetime

    from storage.queries import ArticleSummary

# What stands in a narrow terminal below the id of an article.
BELOW_ID = " " * 7


@click.command()
@click.argument("words", nargs=-1)
@click.option("--source", metavar="NAME", help="Only of this source, such as example.org.")
@click.option("--developing", is_flag=True, help="Only those whose editors say that the story still develops.")
@click.option("--gone", is_flag=True, help="Only those that were taken down.")
@click.option("--all", "every", is_flag=True, help="Also those of which no text could be captured, and why.")
@click.option("--since", type=MOMENT, help="Only those with a revision since then.")
@click.option(
    "--order",
    type=click.Choice([o.value for o in queries.ArticleOrder]),
    default="changed",
    show_default=True,
    help="What comes first: what changed, was seen or was found last, or by URL.",
)
@click.option("--limit", type=COUNT, default=50, show_default=True, help="At most so many.")
@json_option
@common
@click.pass_context
def articles(
    ctx: click.Context,
    words: tuple[str, ...],
    source: str | None,
    developing: bool,
    gone: bool,
    every: bool,
    since: datetime | None,
    order: str,
    limit: int,
    as_json: bool,
) -> None:
    """List articles, the one that changed last first.

    Those of which no text was ever captured (a mistyped URL, a picture, a page that was gone) are only counted.
    WORDS, if given, stand in the headline in this order or are a part of the URL.
    """
    asked: queries.Asked = {
        "source": source,
        "developing": developing or None,
        "state": "gone" if gone else None,
        "since": since,
        "text": " ".join(words) or None,
    }
    whole = every or as_json
    with opening.reading(ctx) as connection:
        found = queries.articles(
            connection, **asked, with_text=None if whole else True, order=queries.ArticleOrder(order), limit=limit
        )
        textless = 0 if whole else queries.without_text(connection, **asked)
        empty = not found and not queries.articles(connection, limit=1)
    if as_json:
        for entry in found:
            emit(entry)
        return
    for entry in found:
        _narrow_article(entry) if is_narrow() else _article_line(entry, terminal_width())
    if len(found) == limit:
        click.secho(f"The first {limit}; --limit shows more.", dim=True, err=True)
    if textless:
        shown = f"--all shows {'them' if textless > 1 else 'it'}"
        click.secho(f"{counted(textless, 'article')} without a text; {shown}.", dim=True, err=True)
    elif not found:
        advice = "No article yet. `writethru crawl URL` or `writethru ingest PATH` brings some in."
        click.echo(advice if empty else "No such article.", err=True)


def _marks(entry: ArticleSummary) -> str:
    return " ".join(m for m, on in (("developing", entry.developing), ("gone", entry.state == "gone")) if on)


def _title(entry: ArticleSummary) -> str:
    """Its headline; of an article without a text, what its last capture met with."""
    return entry.trouble or entry.headline or "(no headline)"


def _narrow_article(entry: ArticleSummary) -> None:
    number = click.style(f"{entry.id:>5}", fg="yellow")
    head = [f"{number}  {moment(entry.last_changed or entry.first_seen)}", counted(entry.revisions, "revision")]
    marks = [click.style(_marks(entry), fg="cyan")] if _marks(entry) else []
    click.echo(in_lines(head + marks, BELOW_ID))
    click.secho(wrapped(_title(entry), BELOW_ID), bold=entry.revisions > 1)
    click.secho(BELOW_ID + shortened(entry.url, terminal_width() - len(BELOW_ID)), dim=True)


def _article_line(entry: ArticleSummary, columns: int) -> None:
    count, marks = counted(entry.revisions, "revision"), _marks(entry)
    head = f"{entry.id:>5}  {moment(entry.last_changed or entry.first_seen)}  {count:<12} "
    title = shortened(_title(entry), max(20, columns - len(head) - len(marks) - 2))
    click.echo(
        click.style(f"{entry.id:>5}", fg="yellow")
        + f"  {moment(entry.last_changed or entry.first_seen)}  {count:<12} "
        + click.style(title, bold=entry.revisions > 1)
        + (click.style(f"  {marks}", fg="cyan") if marks else "")
    )
    click.secho(f"       {shortened(entry.url, max(20, columns - 8))}", dim=True)
