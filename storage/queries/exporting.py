"""All of the archive's articles, one after the other: what `export` writes, a record a line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import exc, select

from storage.engine import said
from storage.errors import ArchiveError
from storage.models import Article
from storage.queries.articles import ArticleSummary, aliases_of, article
from storage.queries.changes import changes
from storage.queries.revisions import RevisionEntry, extraction_details, revisions, text
from storage.queries.standing import source_id

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.queries.changes import ChangeEntry
    from storage.records import Alias, Text

# Articles whose ids are read at a time; of one at a time the rest.
BATCH = 500


@dataclass(frozen=True, slots=True)
class ExportedRevision:
    """A revision with its text, what else the page said, and the change that made it (None for the first)."""

    entry: RevisionEntry
    text: Text
    details: dict[str, Any]  # published, modified, section, tags, kind …
    change: ChangeEntry | None


@dataclass(frozen=True, slots=True)
class ExportedArticle:
    """An article with all its revisions, oldest first."""

    summary: ArticleSummary
    aliases: tuple[Alias, ...]
    revisions: tuple[ExportedRevision, ...]


def export(
    connection: Connection,
    *,
    source: str | None = None,
    since: datetime | None = None,
    on_problem: Callable[[str], None] | None = None,
) -> Iterator[ExportedArticle]:
    """Every article in the order of ids, or those of a source, or those with a revision at `since` or later.

    Holds one article in memory at a time. One that is damaged is left out, and `on_problem` told so in a line; without
    it that raises `ArchiveError`.
    """
    wanted = select(Article.id).order_by(Article.id).limit(BATCH)
    if source is not None:
        wanted = wanted.where(Article.source_id == source_id(connection, source))
    after = 0
    while True:
        ids = connection.execute(wanted.where(Article.id > after)).scalars().all()
        if not ids:
            return
        for article_id in ids:
            try:
                # Where the database itself fails, the transaction is whole again with the next article.
                with connection.begin_nested():
                    exported = _exported(connection, article_id, since)
            except (ArchiveError, exc.DBAPIError) as error:
                if on_problem is None:
                    raise
                on_problem(f"article {article_id} is left out: {said(error)}")
                continue
            if exported is not None:
                yield exported
        after = ids[-1]


def _exported(connection: Connection, article_id: int, since: datetime | None) -> ExportedArticle | None:
    summary = article(connection, article_id)
    if since is not None and (summary.last_changed or summary.first_seen) < since:
        return None
    made = {change.revision: change for change in changes(connection, article=summary.id)}
    return ExportedArticle(
        summary=summary,
        aliases=tuple(aliases_of(connection, summary.id)),
        revisions=tuple(
            ExportedRevision(
                entry=entry,
                text=text(connection, entry.text),
                details=extraction_details(connection, entry),
                change=made.get(entry.id),
            )
            for entry in revisions(connection, summary.id, newest_first=False)
        ),
    )
