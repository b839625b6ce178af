"""`scrapy crawl due`: what is due, once or until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from crawler.spiders.reporter import Reporter
from storage.visits import VisitKind

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from scrapy import Request

    from storage.visits import DueVisit

logger = logging.getLogger(__name__)

# Visits claimed at a time, and for how long. A crawl that is killed holds up no more than these, no longer than that;
# a batch of one host takes a minute or two at a page a second. Where the host wants it slower, the leases are renewed.
BATCH = 32
LEASE = timedelta(minutes=10)
# After so long without any outcome it is seen to it that the leases hold; with the half of the lease after which they
# are renewed that is less than a lease.
SILENCE = LEASE / 4
# The next batch is claimed when this few of the last are left, so that slow hosts do not hold up the others.
LOW_WATER = 8
# A watch looks for visits that another program set at least this often.
LONGEST_NAP = timedelta(minutes=1)


class DueSpider(Reporter):
    """Captures what is due when it starts, feeds and articles, each once; with `watch` it goes on until it is
    stopped."""

    name = "due"

    def __init__(self, watch: str | bool = False, source: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.watch = watch if isinstance(watch, bool) else watch.lower() in {"1", "true", "yes"}
        self.source = source or None
        self._settled = asyncio.Event()
        self._renewed: datetime | None = None
        self._next: datetime | str | None = "not looked for"

    async def start(self) -> AsyncIterator[Request]:
        with self.breaking_off():
            async for request in self._visits():
                yield request

    async def _visits(self) -> AsyncIterator[Request]:
        archive, ask = self.intake.archive, self.intake.ask
        claimed = 0
        started = self.clock.now()
        while True:
            now = self.clock.now()
            await self._renew(now)
            visits = await ask(archive.due, now, limit=BATCH, lease=LEASE, source=self.source)
            if not self.watch:
                visits = await self._of_this_run(started, visits)
            claimed += len(visits)
            for visit in visits:
                self.leased.add(visit.url)
            for visit in visits:
                if visit.url not in self.underway:  # asked for as the entry of a feed
                    yield await self._visiting(visit)
            if visits:
                await self._until_left(LOW_WATER)
            elif self.underway:
                await self._until_left(0)
            elif self.watch:
                await self._nap()
            else:
                if not claimed:
                    await self._say_nothing_is_due(now)
                return

    async def _of_this_run(self, started: datetime, visits: list[DueVisit]) -> list[DueVisit]:
        """Those that were due when it started and were not claimed before. What is due since then is given back: the
        longest due come first, so that it hides none of those, and a run whose hosts are slow ends."""
        later = [visit.url for visit in visits if visit.due_at > started]
        if later:
            await self.intake.ask(self.intake.archive.release, later)
        mine = [visit for visit in visits if visit.due_at <= started and visit.url not in self.over]
        self.over.update(visit.url for visit in mine)
        return mine

    def settled(self, url: str) -> None:
        super().settled(url)
        self._settled.set()

    async def _say_nothing_is_due(self, now: datetime) -> None:
        """What is on lease may have been claimed by a crawl that was killed: it is free again when the lease ends."""
        archive, ask = self.intake.archive, self.intake.ask
        due, leased = await ask(archive.next_due), await ask(archive.on_lease, now)
        then = f"; next at {due:%Y-%m-%dT%H:%M:%SZ}" if due is not None else ""
        elsewhere = f"; {leased} on lease to another crawl" if leased else ""
        # Seen on a terminal too, where a run that did nothing would otherwise say nothing.
        logger.warning("nothing is due%s%s", then, elsewhere)

    async def _visiting(self, visit: DueVisit) -> Request:
        self.doors.open_for_known(visit.url)
        if visit.kind is VisitKind.FEED:
            return self.request(visit.url, visit=visit, feed=True)
        last = await self.intake.ask(self.intake.archive.last, visit.url)
        return self.request(visit.url, last, visit=visit)

    async def _until_left(self, few: int) -> None:
        """Waits until that few URLs are under way. As long as Scrapy has any of them they stay on lease, however slow
        their host is; where it has none, twice in a row since a request that is handed on is nowhere for a moment,
        nothing will come of them, and others may claim them."""
        in_vain = 0
        while len(self.underway) > few:
            self._settled.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(SILENCE.total_seconds()):
                    await self._settled.wait()
            in_vain = in_vain + 1 if not self._settled.is_set() and self._has_none() else 0
            if in_vain == 2:
                logger.error("nothing came of %d URLs", len(self.underway))
                self.underway.clear()
                self.leased.clear()
            await self._renew(self.clock.now())

    def _has_none(self) -> bool:
        """Whether Scrapy has no request at all."""
        engine = self.crawler.engine
        waiting, answers = engine.scheduler, engine.scraper.slot
        return (
            not engine.downloader.active
            and (waiting is None or not waiting.has_pending_requests())
            and (answers is None or answers.is_idle())
        )

    async def _renew(self, now: datetime) -> None:
        """Keeps what is claimed and waits for its turn on lease, once half the time is over."""
        if self.leased and self._renewed is not None:
            if now - self._renewed < LEASE / 2:
                return
            await self.intake.ask(self.intake.archive.renew, frozenset(self.leased), now + LEASE)
        self._renewed = now

    async def _nap(self) -> None:
        due = await self.intake.ask(self.intake.archive.next_due)
        if due != self._next:
            self._next = due
            logger.info("waiting for %s", "something to watch" if due is None else f"{due:%Y-%m-%dT%H:%M:%SZ}")
        wait = LONGEST_NAP if due is None else min(due - self.clock.now(), LONGEST_NAP)
        # Never none at all: a visit that cannot be claimed must not make the watch spin.
        await self.clock.sleep(max(wait.total_seconds(), 1.0))
