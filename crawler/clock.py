"""The time of day, as something that is handed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# So far may two computers' clocks differ; what is dated later than that was not captured then.
LEEWAY = timedelta(minutes=5)


class Clock(Protocol):
    """What tells the time and lets it pass."""

    def now(self) -> datetime:
        """The moment, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Comes back when that much time has passed."""


class SystemClock:
    """The computer's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)


def clock_of(crawler: Crawler) -> Clock:
    """The clock that the spider of a crawl was given, else the computer's."""
    clock: Clock = getattr(crawler.spider, "clock", None) or SystemClock()
    return clock
