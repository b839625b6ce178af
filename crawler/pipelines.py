"""Where pages end up."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Self

from scrapy.exceptions import DropItem

from crawler.clock import Clock, clock_of
from crawler.extraction import EXTRACTOR
from crawler.intake import Intake
from crawler.items import Page
from crawler.tally import Tally
from crawler.workers import Limits, Workers
from crawler.workload import Workload
from storage import Archive
from storage.errors import ArchiveError, UsageError, WritethruError

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


class ArchivePipeline:
    """Opens the archive and the workers for the time of a crawl and puts every page through the intake."""

    def __init__(self, crawler: Crawler, archive_url: str | None, count: int | None, limits: Limits) -> None:
        self._crawler = crawler
        self._archive_url = archive_url
        self._count = count
        self._limits = limits
        self._run: int | None = None
        self._stopping: asyncio.Task[None] | None = None
        self.failure: WritethruError | None = None  # why the crawl was broken off
        self.tally = Tally()
        self.intake: Intake

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        try:
            load = Workload.of(settings)
        except UsageError as error:
            raise SystemExit(str(error)) from None  # `run` has looked before; Scrapy's own command has not
        return cls(crawler, settings.get("WRITETHRU_ARCHIVE") or None, load.count, load.limits)

    @property
    def clock(self) -> Clock:
        return clock_of(self._crawler)

    async def open_spider(self) -> None:
        self._archive = Archive.open(self._archive_url)
        self._archive.require(EXTRACTOR)
        self._workers = Workers(self._count, self._limits)
        self.intake = Intake(self._archive, self._workers, self.tally)
        self.intake.warm()
        name = self._crawler.spider.name if self._crawler.spider else ""
        self._run = await self.intake.ask(self._archive.start_run, f"crawl {name}", self.clock.now())

    async def process_item(self, item: object) -> object:
        if not isinstance(item, Page):
            return item
        try:
            await self.intake.take(item)
        except ArchiveError as error:
            if self.failure is None:
                self.failure = error
                self._stopping = asyncio.create_task(self._crawler.stop_async())
            raise DropItem(str(error)) from None
        return item

    async def close_spider(self) -> None:
        self.tally.interrupted = not self._crawler.engine.running
        leased = getattr(self._crawler.spider, "leased", None)
        if leased:
            await self.intake.ask(self._archive.release, leased)
        state = "failed" if self.failure else "stopped" if self.tally.interrupted else "done"
        if self._run is not None:
            await self.intake.ask(
                self._archive.finish_run, self._run, self.clock.now(), self.tally.summary().counts, state
            )
        await self.intake.__aexit__(None, None, None)
        await asyncio.get_running_loop().run_in_executor(None, self._workers.close)
        self._archive.close()
