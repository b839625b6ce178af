"""`scrapy crawl feed -a url=URL`: the entries of RSS, Atom and JSON feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.spiders.article import ArticleSpider

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scrapy import Request


class FeedSpider(ArticleSpider):
    """Captures every entry of the feeds given, which are watched from then on; what is no feed is a problem."""

    name = "feed"

    async def start(self) -> AsyncIterator[Request]:
        for url in dict.fromkeys(self.urls):
            self.doors.open_for(url)
            yield self.request(url, feed=True, all_entries=True)
