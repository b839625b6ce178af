"""The archive that a command works on."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reader.cli.options import archive_url, article_and_version

if TYPE_CHECKING:
    from collections.abc import Iterator

    import click
    from sqlalchemy import Connection

    from storage.archive import Archive
    from storage.queries import ArticleSummary


@contextmanager
def reading(ctx: click.Context) -> Iterator[Connection]:
    """A connection that only reads; an archive that does not exist is not made."""
    from storage import Archive

    with Archive.open(archive_url(ctx), create=False) as archive, archive.reading() as connection:
        yield connection


def find_article(connection: Connection, name: str) -> ArticleSummary:
    """The article that was named: also by a URL as it was typed for the crawl, with tracking parameters and all."""
    from storage import queries
    from storage.errors import UsageError

    try:
        return queries.find_article(connection, name)
    except UsageError:
        alone, version = article_and_version(name)
        if version is not None:
            found = queries.find_article(connection, alone)
            raise UsageError(f"no article {name!r}: a version behind @ is for `show`; here give {found.id}") from None
        if "://" not in name:
            raise
        from crawler.urls import canonical

        return queries.find_article(connection, canonical(name))


@contextmanager
def archive(ctx: click.Context, *, create: bool = False) -> Iterator[Archive]:
    """The archive itself, for commands that write or look at its bytes."""
    from storage import Archive

    with Archive.open(archive_url(ctx), create=create) as opened:
        yield opened
