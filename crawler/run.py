"""What a person starts: crawl, crawl what is due, watch, ingest. Plain functions; each returns a `Summary`.

An archive that another extractor wrote is refused with `ArchiveError` by all of them; `reextract` brings it up to date.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import TYPE_CHECKING, Any

from crawler.clock import Clock, SystemClock
from crawler.extraction import EXTRACTOR
from crawler.ingestion import pages
from crawler.intake import Intake
from crawler.progress import Progress
from crawler.tally import Summary, Tally
from crawler.workers import Workers
from storage import Archive
from storage.errors import UsageError, WritethruError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

# What Scrapy tells its developers. A robots.txt that cannot be had is logged with a traceback, and then counts as none.
QUIET = {"scrapy": logging.WARNING, "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL}


def ingest(
    paths: Sequence[Path],
    archive_url: str | None = None,
    *,
    url: str | None = None,
    at: datetime | None = None,
    progress: bool = False,
    workers: int | None = None,
) -> Summary:
    """Captures files and folders. `url` and `at` overrule what a file says of its article and its time.

    Raises `UsageError` for a path that does not exist or a `url` with more than one file, `ArchiveError`.
    """
    if url is not None and (len(paths) != 1 or paths[0].is_dir()):
        raise UsageError("--url names the article of one file; give exactly one")
    tally = Tally()
    with Archive.open(archive_url) as archive, Workers(workers) as pool:
        archive.require(EXTRACTOR)
        clock = SystemClock()
        run = archive.start_run("ingest " + " ".join(map(str, paths)), clock.now())
        try:
            asyncio.run(_ingest(archive, pool, tally, paths, url, at, progress=progress))
        except KeyboardInterrupt:
            tally.interrupted = True
        except BaseException:
            archive.finish_run(run, clock.now(), tally.summary().counts, "failed")
            raise
        summary = tally.summary()
        archive.finish_run(run, clock.now(), summary.counts, "stopped" if tally.interrupted else "done")
    return summary


async def _ingest(
    archive: Archive,
    pool: Workers,
    tally: Tally,
    paths: Sequence[Path],
    url: str | None,
    at: datetime | None,
    *,
    progress: bool,
) -> None:
    async with Progress(tally, sys.stderr if progress else None), Intake(archive, pool, tally) as intake:
        try:
            async with asyncio.TaskGroup() as group:
                async for page in pages(intake, paths, url=url, at=at):
                    group.create_task(intake.take(page))
        except* WritethruError as errors:
            # Told as one: what the first says stops the others too.
            raise errors.exceptions[0] from None


def crawl(
    urls: Sequence[str],
    archive_url: str | None = None,
    *,
    progress: bool = False,
    settings: Mapping[str, Any] | None = None,
) -> Summary:
    """Captures articles, and every entry of feeds, by their URLs; which is which is found out.

    One crawl a process: Scrapy's event loop cannot be started twice. Raises `UsageError` for what is no URL,
    `ArchiveError`.
    """
    from crawler.spiders.article import ArticleSpider

    return _run(ArticleSpider, archive_url, progress, settings, url=" ".join(urls))


def crawl_due(
    archive_url: str | None = None,
    *,
    source: str | None = None,
    progress: bool = False,
    settings: Mapping[str, Any] | None = None,
    clock: Clock | None = None,
) -> Summary:
    """Captures what is due, of one source if one is named, and comes back. One crawl a process."""
    from crawler.spiders.due import DueSpider

    return _run(DueSpider, archive_url, progress, settings, source=source, clock=clock)


def watch(
    archive_url: str | None = None,
    *,
    source: str | None = None,
    progress: bool = False,
    settings: Mapping[str, Any] | None = None,
    clock: Clock | None = None,
) -> Summary:
    """Captures what is due, again and again, until it is stopped (Ctrl-C, SIGTERM). One crawl a process."""
    from crawler.spiders.due import DueSpider

    return _run(DueSpider, archive_url, progress, settings, watch=True, source=source, clock=clock)


def _run(
    spider: type[Any],
    archive_url: str | None,
    progress: bool,
    settings: Mapping[str, Any] | None,
    **arguments: Any,
) -> Summary:
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.pipelines import ArchivePipeline

    with Archive.open(archive_url) as archive:
        archive.require(EXTRACTOR)
    chosen = Settings()
    chosen.setmodule("crawler.settings", priority="project")
    own = {"WRITETHRU_ARCHIVE": archive_url or "", "WRITETHRU_PROGRESS": progress}
    chosen.update({**own, **(settings or {})}, priority="cmdline")
    process = AsyncCrawlerProcess(chosen)
    if chosen.get("LOG_LEVEL") != "DEBUG":
        for name, level in QUIET.items():
            logging.getLogger(name).setLevel(level)
    crawler = process.create_crawler(spider)
    done = process.crawl(crawler, **arguments)
    process.start()
    if not done.cancelled() and (error := done.exception()) is not None:
        raise error
    pipeline = crawler.get_item_pipeline(ArchivePipeline)
    if pipeline is None:
        raise UsageError("the settings leave out the item pipeline crawler.pipelines.ArchivePipeline")
    if pipeline.failure is not None:
        raise pipeline.failure
    return pipeline.tally.summary()
