"""Visits: when articles and feeds are due, and who has them on lease. The clock is the caller's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from storage.models import Article, Visit
from storage.rows import insert_new

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.records import Due


def set_visit(connection: Connection, article: int, due: Due) -> None:
    """Sets when the article is due next, at its URL of today, and ends its lease."""
    url, source = connection.execute(select(Article.url, Article.source_id).where(Article.id == article)).one()
    values = {"url": url, "due_at": due.at, "reason": due.reason, "leased_until": None, "source_id": source}
    # A visit of another article at this URL is left from before that one moved.
    connection.execute(
        delete(Visit).where(Visit.url == url, Visit.article_id.is_not(None), Visit.article_id != article)
    )
    if connection.execute(update(Visit).where(Visit.article_id == article).values(values)).rowcount:
        return
    insert_new(connection, Visit, values | {"kind": "article", "article_id": article, "failures": 0})
