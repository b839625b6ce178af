"""Clocks for crawls in other processes: they stand still, leap, move on with the work, or let a newsroom's story play
while nobody waits."""

from __future__ import annotations

import asyncio
import urllib.request
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from scrapy.exceptions import CloseSpider

from storage import Archive
from storage.models import Capture
from tests.integration.crawling import counted


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


@dataclass
class Passing:
    """A clock on which time passes only when somebody waits."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Leaping(Passing):
    """A clock on which an hour goes by while somebody waits for a second, as on a computer that sleeps."""

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(hours=1)
        await asyncio.sleep(0.2)


@dataclass
class Working:
    """A clock that moves on with every capture that is made."""

    at: datetime
    archive: str
    pace: timedelta
    before: int | None = None

    def now(self) -> datetime:
        (captures,) = counted(self.archive, Capture)
        self.before = captures if self.before is None else self.before
        return self.at + (captures - self.before) * self.pace

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


@dataclass
class Contested(Working):
    """Meanwhile another crawl takes what visits it can get, once there are any on lease, and writes down how many that
    were."""

    taken: Path = Path()
    begun: bool = False

    def now(self) -> datetime:
        now = super().now()
        with Archive.open(self.archive) as opened:
            self.begun = self.begun or opened.on_lease(now) > 0
            if self.begun:
                visits = opened.due(now, limit=100, lease=timedelta(hours=1))
                with self.taken.open("a", encoding="utf-8") as stream:
                    stream.write(f"{len(visits)} ")
        return now
