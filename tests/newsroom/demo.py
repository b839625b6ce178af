"""`make demo`: a developing story crawled through its editions, sample files read in, and what came of it shown.

Everything is real: a site on the loopback address, Scrapy over HTTP, an archive in `demo.db`. Each run begins anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import click

from reader.cli import status_of
from reader.cli.output import shortened
from storage import Archive, queries
from storage.records import Reason
from tests.newsroom.articles import LAST_EDITION
from tests.newsroom.server import Newsroom

ROOT = Path(__file__).resolve().parents[2]
DATABASE = Path("demo.db").resolve()
STORY = "ferry-strikes-breakwater"
# Of the reasons, those that a newcomer knows from every news page.
SHOWN_REASONS = (Reason.CAPTION, Reason.RELATED, Reason.PAYWALL, Reason.NEWSLETTER)
DIFF_PARTS = 2  # the headline and the standfirst
WIDTH = 100  # where no terminal says another


def main() -> int:
    for path in DATABASE.parent.glob("demo.db*"):
        path.unlink()
    os.environ["WRITETHRU_ARCHIVE"] = f"sqlite:///{DATABASE}"
    os.environ["COLUMNS"] = str(width())
    with Newsroom() as newsroom:
        _tell(f"writethru crawl {newsroom.url('/rss.xml')}", f"once for each of {LAST_EDITION} editions")
        for edition in range(1, LAST_EDITION + 1):
            newsroom.edition = edition
            _run("crawl", newsroom.url("/rss.xml"))
    _tell("writethru ingest seeds/", "sample files, text and HTML")
    _run("ingest", str(ROOT / "seeds"))
    _stripped()
    _tell(f"writethru log {STORY} --oneline")
    status_of(["log", STORY, "--oneline"])
    _diff()
    _next()
    return 0


def width() -> int:
    """Columns to print in."""
    return min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDTH)


def _run(*arguments: str) -> None:
    """A command in a process of its own, as one would type it: its last line says what it did."""
    done = _done(*arguments)
    click.echo("  " + done.strip().splitlines()[-1])


def _done(*arguments: str) -> str:
    command = [sys.executable, "-m", "reader.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"writethru {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout


def _diff() -> None:
    """The beginning of the most telling diff; the whole would fill the screen."""
    between = _most_telling()
    _tell(f"writethru diff {STORY} {between}", "the most telling change")
    head, *parts = _done("diff", STORY, *between.split(), "--format", "text", "--context", "0").split("\n\n")
    click.echo(shortened(head.splitlines()[2], width()))
    click.echo("\n".join(part.strip("\n") for part in parts[:DIFF_PARTS]))
    click.echo(f"  … and {len(parts) - DIFF_PARTS} more")


def _stripped() -> None:
    """What was taken out of the pages: how often for each reason, and one of them."""
    counts: Counter[Reason] = Counter()
    examples: dict[Reason, str] = {}
    with Archive.open(os.environ["WRITETHRU_ARCHIVE"]) as archive, archive.reading() as connection:
        for article in queries.articles(connection):
            if article.revisions:
                for piece in queries.stripped(connection, queries.revision(connection, article.id)):
                    counts[piece.reason] += 1
                    known = examples.get(piece.reason, "")
                    if not known or len(known) < len(piece.text) < width() - 30:
                        examples[piece.reason] = piece.text
    click.echo(f"\nStripped from the pages, {counts.total()} pieces for {len(counts)} reasons, among them:")
    for reason in SHOWN_REASONS:
        click.echo(f"{counts[reason]:>5} {reason.value:<11} {shortened(examples[reason], width() - 20)}")


def _most_telling() -> str:
    with Archive.open(os.environ["WRITETHRU_ARCHIVE"]) as archive, archive.reading() as connection:
        article = queries.find_article(connection, STORY)
        found = queries.changes(connection, article=article.id, order=queries.ChangeOrder.SCORE, limit=1)
    return f"{found[0].number - 1} {found[0].number}"


def _tell(command: str, what: str = "") -> None:
    click.secho(f"\n$ {command}" + (f"   # {what}" if what else ""), bold=True)


def _next() -> None:
    click.secho("\nGo on with", bold=True)
    click.echo("  export WRITETHRU_ARCHIVE=demo.db")
    for command, what in (
        ("writethru articles", "all articles"),
        ("writethru changes --top", "edits, ranked"),
        (f"writethru show {STORY}@1 --stripped", "what was cut"),
        (f"writethru figures {STORY}", "the toll rises"),
    ):
        click.echo(f"  .venv/bin/{command:<52} {what}")


if __name__ == "__main__":
    sys.exit(main())
