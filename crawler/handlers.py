"""The last step before the network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.clock import clock_of
from crawler.manners import PutOffError, manners_of, retry_at

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response


class MannerlyHandler(HTTP11DownloadHandler):
    """Does not ask a host that asked to be left alone: what waited in the queue of that host meanwhile waits here, and
    the others behind it; what would have to wait too long fails with `PutOffError`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._manners = manners_of(crawler)
        self._crawl = crawler

    async def download_request(self, request: Request) -> Response:
        clock = clock_of(self._crawl)
        while (left := self._manners.wait(request.url, clock.now()).total_seconds()) > 0:
            if not self._crawl.engine.running:
                raise PutOffError(clock.now() + timedelta(seconds=left))  # the crawl is being stopped
            await clock.sleep(min(left, 1.0))
        response = await super().download_request(request)
        asked = response.headers.get("Retry-After")
        until = retry_at(response.status, asked.decode("latin-1") if asked else None, clock.now())
        if until is not None:
            self._manners.leave_alone(request.url, until)  # at once: the next in the queue is about to go
        return response
