"""Names become addresses here, and only here: the place to refuse one that leads inside the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.middlewares import doors_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

    from crawler.doors import Doors


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver; a name that leads inside unasked is as good as unknown. What it returns is what is connected
    to, so a name that is pointed elsewhere between check and connection gains nothing."""

    def __init__(self, reactor: ReactorBase, cache_size: int, timeout: float, doors: Doors) -> None:
        super().__init__(reactor, cache_size, timeout)
        self._doors = doors

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        settings = crawler.settings
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), doors_of(crawler))

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        if self._doors.refuses_address(name.lower().rstrip("."), address):
            raise DNSLookupError(f"{name} leads to {address}, inside the network")
        return address
