"""What a person starts: crawl, crawl what is due, watch, ingest. Plain functions; each returns a `Summary`.

Where the archive's texts were made by another extractor, each of them has its bodies read again first: texts of two
extractors must never be compared as if the difference were news.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Any

from crawler.clock import Clock, SystemClock
from crawler.ingestion import namesakes, nothing_new, pages, plan, unknown
from crawler.tally import Summary, Tally
from crawler.urls import canonical
from crawler.workload import Workload
from storage.errors import PageError, UsageError, WritethruError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from crawler.ingestion import Planned
    from storage import Archive

logger = logging.getLogger(__name__)


def ingest(
    paths: Sequence[Path],
    archive_url: str | None = None,
    *,
    url: str | None = None,
    at: datetime | None = None,
    progress: bool = False,
    workers: int | None = None,
) -> Summary:
    """Captures files and folders. `url` and `at` overrule what a file says of its article and its time, `workers` what
    WRITETHRU_WORKERS says.

    Raises `UsageError` for a path that does not exist, a `url` that is none or with more than one file, an `at` in the
    future, settings that make no sense; `ArchiveError`.
    """
    from crawler import settings

    load = Workload.of(vars(settings) | ({"WRITETHRU_WORKERS": workers} if workers else {}))
    if url is not None:
        if len(paths) != 1 or paths[0].is_dir():
            raise UsageError("--url names the article of one file; give exactly one")
        try:
            canonical(url)
        except PageError as error:
            raise UsageError(f"--url: {error}") from None
    command = "ingest " + " ".join(map(str, paths))
    if not (url or at) and (summary := nothing_new(archive_url, paths, command)) is not None:
        return summary

    import asyncio

    from storage import Archive

    tally = Tally()
    with Archive.open(archive_url) as archive:
        _make_ready(archive, load, progress=progress)
        clock = SystemClock()
        run = archive.start_run(command, clock.now())
        try:
            if fresh := unknown(archive, plan(archive, paths, tally, url=url, at=at), tally):
                if warning := namesakes(archive, fresh):
                    logger.warning("%s", warning)
                asyncio.run(_ingest(archive, tally, fresh, load, progress=progress))
        except KeyboardInterrupt:
            tally.interrupted = True
        except BaseException:
            archive.finish_run(run, clock.now(), tally.summary().counts, "failed")
            raise
        summary = tally.summary()
        archive.finish_run(run, clock.now(), summary.counts, "stopped" if tally.interrupted else "done")
    return summary


async def _ingest(archive: Archive, tally: Tally, fresh: Sequence[Planned], load: Workload, *, progress: bool) -> None:
    import asyncio

    from crawler.intake import Intake
    from crawler.progress import Progress
    from crawler.stopping import interruptible
    from crawler.workers import Workers

    with Workers(load.count, load.limits) as pool:
        async with Progress(tally, sys.stderr if progress else None), Intake(archive, pool, tally) as intake:
            try:
                with interruptible(tally):
                    async with asyncio.TaskGroup() as group:
                        async for page in pages(intake, fresh):
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


def _make_ready(archive: Archive, load: Workload, *, progress: bool) -> None:
    """Has the archive read again first where other rules made its texts, and says so."""
    from crawler.progress import log_to
    from crawler.reextraction import bring_up_to_date, is_outdated

    log_to(sys.stderr, progress=progress)
    if not is_outdated(archive):
        return
    said: set[str] = set()

    def tell(what: str, done: int, total: int) -> None:
        if progress and sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[Kreading the archive again with new rules: {done} of {total} {what}")
            sys.stderr.write("\n" if done == total else "")
            sys.stderr.flush()
        elif what not in said:
            logger.info("reading the archive again with new rules: %d %s", total, what)
        said.add(what)

    bring_up_to_date(archive, tell, workers=load.count)


def _run(
    spider: type[Any],
    archive_url: str | None,
    progress: bool,
    settings: Mapping[str, Any] | None,
    **arguments: Any,
) -> Summary:
    from crawler.workers import start_fork_server

    start_fork_server()
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    from crawler.logs import leave_pages_to_captures, tell_of_stopping
    from crawler.pipelines import ArchivePipeline
    from storage import Archive

    chosen = Settings()
    chosen.setmodule("crawler.settings", priority="project")
    own = {
        "WRITETHRU_ARCHIVE": archive_url or "",
        "WRITETHRU_PROGRESS": progress,
        "WRITETHRU_SUMMARY": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }
    chosen.update({**own, **(settings or {})}, priority="cmdline")
    load = Workload.of(chosen)
    with Archive.open(archive_url) as archive:
        _make_ready(archive, load, progress=progress)
    process = AsyncCrawlerProcess(chosen)
    logging.getLogger("scrapy").setLevel(logging.WARNING)
    tell_of_stopping()
    leave_pages_to_captures()
    crawler = process.create_crawler(spider)
    done = process.crawl(crawler, **arguments)
    process.start()
    if not done.done():
        raise KeyboardInterrupt  # stopped before the crawl had begun
    if not done.cancelled() and (error := done.exception()) is not None:
        raise error
    pipeline = crawler.get_item_pipeline(ArchivePipeline)
    if pipeline is None:
        raise UsageError("the settings leave out the item pipeline crawler.pipelines.ArchivePipeline")
    if pipeline.failure is not None:
        raise pipeline.failure
    return pipeline.tally.summary()
