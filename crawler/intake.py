"""The way of a page into the archive: worker process, then one transaction, the captures of one article in their order.

The event loop waits for both and does neither: pages are read in `crawler.workers`, recorded at `crawler.desk`; what
the crawl asks the archive is asked in one thread of its own (SQLAlchemy may run in one; lxml may not).
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, Self, TypeVar

from crawler.desk import Desk
from crawler.schedule import next_visit
from crawler.tally import Tally
from storage.errors import ArchiveError
from storage.records import Origin, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from crawler.items import Page
    from crawler.workers import Workers
    from storage import Archive
    from storage.preparation import Prepared
    from storage.records import Recorded

P = ParamSpec("P")
T = TypeVar("T")

logger = logging.getLogger(__name__)

# Captures in a row that the archive refuses before it is taken to be out of order, not they.
MOST_REFUSED = 5


class Intake:
    """Takes pages in; an asynchronous context manager. Archive and workers belong to the caller."""

    def __init__(self, archive: Archive, workers: Workers, tally: Tally | None = None) -> None:
        self.archive = archive
        self.workers = workers
        self.tally = tally or Tally()
        self._desk = Desk(archive.engine.url.render_as_string(hide_password=False))
        self._asking = ThreadPoolExecutor(1, thread_name_prefix="archive")
        self._last: dict[str, asyncio.Event] = {}
        self._refused = 0
        self._inside = 0
        self._left = asyncio.Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self._desk.close)
        self._asking.shutdown(wait=True)

    def warm(self) -> None:
        """Starts the processes now, so that they are ready when the first page comes."""
        self.workers.warm()
        self._desk.warm()

    async def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of the archive returns, called in the archive's own thread."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, partial(function, *args, **kwargs))

    async def room(self, most: int) -> None:
        """Waits until fewer than that many pages are on their way."""
        while self._inside >= most:
            self._left.clear()
            await self._left.wait()

    async def take(self, page: Page) -> Recorded | None:
        """Reads a page and records it; counted in the tally. None where the archive refused it, which is a problem in
        the tally too. Pages of one URL are recorded in the order in which they were handed in.

        Raises `ArchiveError` when the archive refuses several in a row.
        """
        self._inside += 1
        done = asyncio.Event()
        before = self._last.get(page.capture.url)
        self._last[page.capture.url] = done
        try:
            prepared = await self._read(page)
            if before is not None:
                await before.wait()
            recorded = await self._record(page, prepared)
        except Exception as error:
            self.tally.problem(page.shown, f"{type(error).__name__}: {error}")
            raise
        finally:
            self._inside -= 1
            self._left.set()
            done.set()
            if self._last.get(page.capture.url) is done:
                del self._last[page.capture.url]
        return recorded

    async def _read(self, page: Page) -> Prepared | None:
        """What a page says; None where it has no body to read, or the very bytes of the capture before."""
        body = page.capture.body
        if body is None or page.capture.error is not None or not _succeeded(page.capture.status):
            return None
        if page.before is not None and hashlib.sha256(body).hexdigest() == page.before:
            return None
        self.tally.extractions += 1
        return await self.workers.prepare(body, page.url, page.charset, page.name, compressed=page.before is None)

    async def _record(self, page: Page, prepared: Prepared | None) -> Recorded | None:
        extraction = None if prepared is None else prepared.extraction
        capture = page.filed(extraction)
        schedule = partial(next_visit, not_before=page.not_before) if capture.origin is Origin.WEB else None
        try:
            recorded = await self._desk.record(capture, prepared, schedule)
        except ArchiveError as error:
            self._refused += 1
            if self._refused >= MOST_REFUSED:
                raise
            self.tally.problem(page.shown, str(error))
            return None
        self._refused = 0
        self.tally.recorded(recorded)
        if recorded.created and recorded.outcome is Outcome.FAILED:
            why = capture.error or (extraction.error if extraction is not None else None)
            self.tally.problem(page.shown, why or _status(capture.status))
        elif recorded.created and recorded.outcome is Outcome.GONE:
            logger.info("gone: %s (%s)", capture.requested_url, capture.status)
        return recorded


def _succeeded(status: int | None) -> bool:
    return status is None or 200 <= status < 300


def _status(status: int | None) -> str:
    return "no text found" if _succeeded(status) else f"the server answered {status}"
