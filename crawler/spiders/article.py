"""`scrapy crawl article -a url=URL`: articles, front pages or feeds; it finds out by itself which."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler.spiders.reporter import Reporter
from crawler.urls import typed
from storage.errors import PageError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request


class ArticleSpider(Reporter):
    """Captures the URLs given, separated by blanks; of a feed, every entry."""

    name = "article"

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        try:
            self.urls = [typed(text) for text in url.split()]
        except PageError as error:
            raise UsageError(str(error)) from None
        if not self.urls:
            raise UsageError("no URL: give one as -a url=https://…")

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            self.doors.open_for(url)
        with self.breaking_off():
            async for request in self.asked_for(self.urls, start=True, all_entries=True):
                yield request

    def settled(self, url: str) -> None:
        super().settled(url)
        self.over.add(url)
