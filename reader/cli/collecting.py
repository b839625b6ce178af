"""Commands that bring articles in: ingest, crawl, watch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from reader.cli.options import MOMENT, archive_url, common, json_option
from reader.cli.output import counted, emit, safe
from storage.errors import UsageError

if TYPE_CHECKING:
    from datetime import datetime

    from crawler.tally import Summary

# Problems are told one a line; more than these fill the screen, and the archive has them all.
TOLD = 20
# Kinds of files passed over that are named in the summary.
KINDS_TOLD = 4


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…", type=click.Path(path_type=Path, exists=True))
@click.option("--url", metavar="URL", help="The article that the one file given is a copy of.")
@click.option("--at", type=MOMENT, help="When it was captured; by default what the file says, else when it was saved.")
@json_option
@common
@click.pass_context
def ingest(ctx: click.Context, paths: tuple[Path, ...], url: str | None, at: datetime | None, as_json: bool) -> int:
    """Read articles from files and folders: .txt, .md, .html, and .gz of each.

    A text may begin with a block of front matter between lines of ---, with url, captured, headline, byline and
    published. Several files that name one URL are editions of one article, in the order of their captured times.
    """
    from crawler.run import ingest as read

    summary = read(paths, archive_url(ctx), url=url, at=at, progress=_live(as_json))
    return _told(summary, as_json)


@click.command()
@click.argument("urls", nargs=-1, metavar="[URL]…")
@click.option("--due", is_flag=True, help="What is due, of articles and feeds seen before; for cron and timers.")
@click.option("--source", metavar="NAME", help="With --due: only of this source.")
@json_option
@common
@click.pass_context
def crawl(ctx: click.Context, urls: tuple[str, ...], due: bool, source: str | None, as_json: bool) -> int:
    """Fetch articles and feeds; which is which is found out. With --due, fetch what is due.

    robots.txt is obeyed, hosts are asked seldom, and what has not changed is not fetched again. The exit status is 0
    only if something was captured.
    """
    if urls and due:
        raise UsageError("give URLs, or --due for articles and feeds seen before, but not both")
    if not urls and not due:
        raise UsageError("give URLs of articles or feeds, or --due for those seen before")
    if source and not due:
        raise UsageError("--source goes with --due")
    from crawler import run

    if due:
        summary = run.crawl_due(archive_url(ctx), source=source, progress=_live(as_json))
    else:
        summary = run.crawl(urls, archive_url(ctx), progress=_live(as_json))
    return _told(summary, as_json)


@click.command()
@click.option("--source", metavar="NAME", help="Only this source.")
@json_option
@common
@click.pass_context
def watch(ctx: click.Context, source: str | None, as_json: bool) -> int:
    """Fetch what is due, again and again, until stopped with Ctrl-C. New articles come in by the feeds."""
    from crawler import run

    return _told(run.watch(archive_url(ctx), source=source, progress=_live(as_json)), as_json)


def _live(as_json: bool) -> bool:
    """Show progress: on a terminal a line that is written over, elsewhere plain lines; none beside JSON."""
    return not as_json


def _told(summary: Summary, as_json: bool) -> int:
    """Print what the run did; returns the exit status."""
    if as_json:
        emit(summary.as_dict())
    else:
        for problem in summary.problems[:TOLD]:
            click.echo(f"{safe(problem.what)}: {safe(problem.why)}", err=True)
        more = len(summary.problems) + summary.unlisted - TOLD
        if more > 0:
            click.echo(f"… and {more} more", err=True)
        click.echo(_sentence(summary))
    if summary.interrupted:
        return 130
    return 0 if summary.succeeded else 1


def _sentence(summary: Summary) -> str:
    """What the run did, in a sentence: "14 captures: 10 new, 3 changed, 1 failed; 2 were in the archive before." """
    outcomes = [f"{number} {outcome.value}" for outcome, number in sorted(summary.outcomes.items()) if number]
    text = counted(summary.captures, "capture")
    text += f": {', '.join(outcomes)}" if outcomes else ""
    text += f"; {summary.known} in the archive before" if summary.known else ""
    text += f"; {counted(summary.feeds, 'feed')} read" if summary.feeds else ""
    return text + _passed_over(summary.passed)


def _passed_over(passed: dict[str, int]) -> str:
    """What was passed over in folders, by kind: "; 12 files passed over (9 .jpg, 2 .pdf, 1 broken link)"."""
    if not passed:
        return ""
    count = sum(passed.values())
    kinds = list(passed.items())
    said = ", ".join(f"{number} {kind}" for kind, number in kinds[:KINDS_TOLD]) if len(kinds) > 1 else kinds[0][0]
    if others := sum(number for _, number in kinds[KINDS_TOLD:]):
        said += f" and {others} of other kinds"
    return f"; {counted(count, 'file')} passed over ({said})"
