"""Crawls, each in a process of its own since Scrapy's event loop runs only once; and what the archive holds after."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, select

from storage import Archive
from storage.models import Alias, Article, Capture, Revision, StoredText, Visit
from tests.integration.forks import forked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Row

T = TypeVar("T")

# What the tests ask of manners and patience: none, on the loopback address.
HASTY = {"DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0, "WRITETHRU_WORKERS": 2}


@contextmanager
def apart(function: Callable[..., T], *args: Any, **kwargs: Any) -> Iterator[Future[T]]:
    """Runs a function in a process of its own for the time of the block, and waits for its end."""
    with ThreadPoolExecutor(1) as waiting:
        yield waiting.submit(forked, function, args, kwargs)


def done(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """What a function returns, run in a process of its own."""
    with apart(function, *args, **kwargs) as future:
        return future.result(timeout=60)


def captures(archive_url: str, url: str) -> list[Row[Any]]:
    """The captures of the article of that URL or alias, in order: outcome, status, error, origin, etag, headers …"""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        return list(
            connection.execute(
                select(Capture.__table__)
                .where(Capture.article_id == _article(connection, url))
                .order_by(Capture.fetched_at)
            )
        )


def revisions(archive_url: str, url: str) -> list[Row[Any]]:
    """The revisions of the article of that URL or alias, in order, each with its headline and body."""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        return list(
            connection.execute(
                select(Revision.number, Revision.seen_at, StoredText.headline, StoredText.body)
                .join(StoredText, StoredText.id == Revision.text_id)
                .where(Revision.article_id == _article(connection, url))
                .order_by(Revision.number)
            )
        )


def visit(archive_url: str, url: str) -> Row[Any] | None:
    """The visit of a URL, as the table has it."""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        return connection.execute(select(Visit.__table__).where(Visit.url == url)).first()


def aliases(archive_url: str, url: str) -> dict[str, str]:
    """The other URLs of an article, with their kind."""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        rows = connection.execute(select(Alias.url, Alias.kind).where(Alias.article_id == _article(connection, url)))
        return {row.url: row.kind for row in rows}


def articles(archive_url: str) -> list[str]:
    """The URLs of all articles."""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        return list(connection.execute(select(Article.url).order_by(Article.url)).scalars())


def counted(archive_url: str, *models: Any) -> list[int]:
    """How many rows each table has."""
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        return [connection.execute(select(func.count()).select_from(model)).scalar_one() for model in models]


def _article(connection: Any, url: str) -> int:
    found = connection.execute(select(Article.id).where(Article.url == url)).scalar()
    if found is None:
        found = connection.execute(select(Alias.article_id).where(Alias.url == url)).scalar()
    assert found is not None, f"no article at {url}"
    return int(found)
