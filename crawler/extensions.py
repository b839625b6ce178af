"""What a crawl says while it goes on and at its end."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING, Self

from scrapy import signals
from scrapy.extensions.throttle import AutoThrottle

from crawler.pipelines import ArchivePipeline
from crawler.progress import Progress

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)


class Report:
    """A progress line while the crawl goes on (with WRITETHRU_PROGRESS), the tally in the log when it is over (with
    WRITETHRU_SUMMARY)."""

    def __init__(self, crawler: Crawler, *, shown: bool, summed_up: bool) -> None:
        self._crawler = crawler
        self._shown = shown
        self._summed_up = summed_up
        self._progress: Progress | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        settings = crawler.settings
        shown, summed_up = settings.getbool("WRITETHRU_PROGRESS"), settings.getbool("WRITETHRU_SUMMARY")
        report = cls(crawler, shown=shown, summed_up=summed_up)
        crawler.signals.connect(report.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(report.spider_closed, signal=signals.spider_closed)
        return report

    async def spider_opened(self) -> None:
        pipeline = self._crawler.get_item_pipeline(ArchivePipeline)
        if pipeline is not None:
            self._progress = Progress(pipeline.tally, sys.stderr if self._shown else None)
            await self._progress.__aenter__()

    async def spider_closed(self) -> None:
        pipeline = self._crawler.get_item_pipeline(ArchivePipeline)
        if self._progress is not None:
            await self._progress.__aexit__(None, None, None)
        if pipeline is None or not self._summed_up:
            return
        for problem in pipeline.tally.problems:
            logger.info("%s: %s", problem.what, problem.why)
        logger.info("%s", pipeline.tally.line())
        if pipeline.failure is not None:
            logger.error("broken off: %s", pipeline.failure)


class Throttle(AutoThrottle):
    """Slows down where a host is slow, and never goes faster than is set for it (DOWNLOAD_SLOTS, Crawl-delay)."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        super()._response_downloaded(response, request, spider)
        host, slot = self._get_slot(request, spider)
        if host is not None and slot is not None:
            least = self.crawler.engine.downloader.per_slot_settings.get(host, {}).get("delay", 0.0)
            slot.delay = max(slot.delay, least)
