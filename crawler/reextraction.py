"""Reading every stored body again, where another extractor than the program's made the archive's texts."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from w3lib.encoding import http_content_type_encoding

from crawler.extraction import EXTRACTOR
from crawler.urls import is_web
from storage import Archive

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.workers import Workers
    from storage.records import Extraction
    from storage.reextraction import Unread


def reextract(
    archive_url: str | None = None,
    progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
    *,
    workers: int | None = None,
) -> None:
    """Has every body read by this program's extractor, which then takes over; no revision is news because of it.

    `progress` is told what is being done ("bodies", "articles", "rows taken away"), how many are done and how many
    there are. Stopped anywhere it can be called again and goes on.
    """
    with Archive.open(archive_url) as archive:
        bring_up_to_date(archive, progress, workers=workers)


def is_outdated(archive: Archive) -> bool:
    """Whether an open archive's texts were made by another extractor than this program's."""
    return archive.extractor() not in {None, EXTRACTOR}


def bring_up_to_date(
    archive: Archive, progress: Callable[[str, int, int], None], *, workers: int | None = None
) -> None:
    """As `reextract`, for an open archive."""
    from crawler.workers import Workers

    with Workers(workers) as pool, asyncio.Runner() as runner:
        archive.reextract(EXTRACTOR, lambda unread: runner.run(_read(pool, unread)), progress=progress)


async def _read(pool: Workers, unread: Sequence[Unread]) -> list[tuple[str, Extraction]]:
    read = await asyncio.gather(
        *(
            pool.extract(
                one.body, one.url if is_web(one.url) else None, http_content_type_encoding(one.content_type), one.name
            )
            for one in unread
        )
    )
    return [(one.sha256, extraction) for one, extraction in zip(unread, read, strict=True)]
