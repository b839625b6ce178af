"""Between Scrapy and the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy.exceptions import IgnoreRequest

from crawler.doors import Doors

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request

_doors: WeakKeyDictionary[Crawler, Doors] = WeakKeyDictionary()


def doors_of(crawler: Crawler) -> Doors:
    """The doors of a crawl: one for its spider, its middleware and its resolver."""
    if crawler not in _doors:
        _doors[crawler] = Doors.of(crawler.settings.get("WRITETHRU_ALLOW_PRIVATE") or "")
    return _doors[crawler]


def all_doors() -> list[Doors]:
    """The doors of every crawl in this process; names are resolved for all of them in one place."""
    return list(_doors.values())


class InsideError(IgnoreRequest):
    """A page, feed or redirect tried to lead the crawl inside the network."""


class DoorsMiddleware:
    """Refuses requests that lead inside the network, redirects too; servers on this very machine are not throttled."""

    def __init__(self, doors: Doors, unthrottled: frozenset[str]) -> None:
        self._doors = doors
        self._unthrottled = unthrottled

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(doors_of(crawler), frozenset(crawler.settings.getlist("LOOPBACK")))

    def process_request(self, request: Request) -> None:
        if self._doors.refuses(request.url):
            raise InsideError(f"leads inside the network: {request.url}")
        if (urlsplit(request.url).hostname or "") in self._unthrottled:
            request.meta["autothrottle_dont_adjust_delay"] = True

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        # Before the retries: asking again leads nowhere else.
        host = (urlsplit(request.url).hostname or "").lower().rstrip(".")
        if host in self._doors.refused:
            raise InsideError(f"leads inside the network: {host} is {self._doors.refused[host]}")
