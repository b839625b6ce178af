"""Clocks for crawls in other processes: they stand still, or let a newsroom's story play while nobody waits."""

from __future__ import annotations

import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from scrapy.exceptions import CloseSpider


@dataclass
class Still:
    """Always the same moment."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits for a clock that stands still")


@dataclass
class Playing:
    """Time passes when somebody sleeps. At the hours given the newsroom's next edition comes out; `hours` later the
    crawl is closed."""

    at: datetime
    newsroom: str  # its address
    editions: dict[float, int]  # hours after the start → edition
    hours: float
    start: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.start = self.at

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        before = (self.at - self.start) / timedelta(hours=1)
        self.at += timedelta(seconds=seconds)
        after = (self.at - self.start) / timedelta(hours=1)
        for hour, edition in self.editions.items():
            if before < hour <= after:
                data = f"edition={edition}".encode()
                # The time stands still meanwhile, and so may the loop.
                urllib.request.urlopen(f"{self.newsroom}/_newsroom/edition", data=data).close()  # noqa: ASYNC210
        if after >= self.hours:
            raise CloseSpider("the play is over")
