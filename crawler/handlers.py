"""The last step before the network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

from crawler.clock import clock_of
from crawler.manners import PutOffError, manners_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

    from crawler.clock import Clock


class MannerlyHandler(HTTP11DownloadHandler):
    """Does not ask a host that asked to be left alone: what waited in the queue of that host meanwhile waits here, and
    the others behind it; what would have to wait too long fails with `PutOffError`."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._manners = manners_of(crawler)
        self._crawl = crawler

    async def download_request(self, request: Request) -> Response:
        clock = clock_of(self._crawl)
        try:
            await self._wait(request.url, clock)
        except PutOffError:
            self._let_the_next_go(request)
            raise
        sent = clock.now()
        response = await super().download_request(request)
        asked = response.headers.get("Retry-After")
        # At once: the next in the queue is about to go.
        retry_after = asked.decode("latin-1") if asked else None
        self._manners.answered(request.url, response.status, retry_after, sent, clock.now())
        return response

    async def _wait(self, url: str, clock: Clock) -> None:
        while (left := self._manners.wait(url, clock.now()).total_seconds()) > 0:
            if not self._crawl.engine.running:
                raise PutOffError(url, clock.now() + timedelta(seconds=left))  # the crawl is being stopped
            await clock.sleep(min(left, 1.0))

    def _let_the_next_go(self, request: Request) -> None:
        """The host was not asked, so there is no pause to keep after it: what waits behind it is put off at once."""
        slot = self._crawl.engine.downloader.slots[request.meta["download_slot"]]
        slot.close()  # ends the pause
        slot.lastseen = 0
