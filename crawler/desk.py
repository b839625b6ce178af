"""The archive's writing desk: one process that records captures, in the order in which they are handed in.

Recording is Python's own work for the most part: in a thread it would take its time from the event loop. One writer at
a time is all that SQLite has room for anyhow. Captures that wait are written together, in one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from crawler.workers import MOST_RENEWALS, answer, fork_server
from storage.engine import said
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage import Archive
    from storage.preparation import Prepared
    from storage.recording import Observed
    from storage.records import Capture, Due, History, Recorded

# Captures that are written in one transaction, at most: what a kill -9 can take, and others wait for.
GROUP = 16
GROUP_BYTES = 16_000_000  # of bodies, after which a group takes no other
# Groups that are handed over before the first is answered for, so that the process need not wait for the event loop.
AHEAD = 2

# After so many captures, and at the end of a run, what recurs on the pages of sources that have grown is learned: a
# `watch` goes on for months.
LEARN_AFTER = 2000

# In the desk's process: its own open archive.
_archive: Archive | None = None
_unlearned = 0  # captures since


class Desk:
    """Records captures in a process of its own, which is started with the first. To be closed."""

    def __init__(self, archive_url: str) -> None:
        self._archive_url = archive_url
        self._used = False
        self._closed = False
        self._deaths = 0  # of its processes since the last answer
        self._waiting: list[tuple[Observed, asyncio.Future[Recorded]]] = []
        self._handed_over: set[asyncio.Task[None]] = set()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(1, initializer=_open, initargs=(self._archive_url,), context=fork_server())

    def warm(self) -> None:
        """Starts the process now, so that it is ready when the first capture comes."""
        self._pool.schedule(_ready)

    async def record(
        self, capture: Capture, prepared: Prepared | None, schedule: Callable[[History], Due] | None
    ) -> Recorded:
        """See `Archive.record`. Raises `ArchiveError` also where the process is killed; the capture is not recorded
        then, or was recorded without being answered for."""
        self._used = True
        answered: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append(((capture, prepared, schedule), answered))
        self._hand_over()
        return await answered

    def _hand_over(self) -> None:
        while self._waiting and len(self._handed_over) < AHEAD:
            number, size = 0, 0
            while number < min(GROUP, len(self._waiting)) and size < GROUP_BYTES:
                size += len(self._waiting[number][0][0].body or b"")
                number += 1
            group, self._waiting = self._waiting[:number], self._waiting[number:]
            task = asyncio.create_task(self._write(group))
            self._handed_over.add(task)
            task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._handed_over.discard(task)
        self._hand_over()

    async def _write(self, group: list[tuple[Observed, asyncio.Future[Recorded]]]) -> None:
        found: list[Recorded | ArchiveError] = [ArchiveError("the crawl was stopped") for _ in group]
        try:
            found = await self._recorded([observed for observed, _ in group])
        finally:
            for (_, answered), one in zip(group, found, strict=True):
                if answered.done():
                    continue  # nobody waits for it any more
                if isinstance(one, ArchiveError):
                    answered.set_exception(one)
                else:
                    answered.set_result(one)

    async def _recorded(self, group: list[Observed], *, again: bool = False) -> list[Recorded | ArchiveError]:
        while True:
            pool = self._pool
            try:
                found = await answer(pool, pool.schedule(_record, (group,)))
            except ProcessExpired as error:
                await self._is_renewed(pool)
                if again:
                    return [ArchiveError(f"the process that writes the archive died: {error}")]
                # They may be in or not, which is all the same to recording them again: one by one, so that only one
                # that brings the process down is lost.
                return [one for observed in group for one in await self._recorded([observed], again=True)]
            except RuntimeError as error:  # it died before it had begun with these, or with others
                if not await self._is_renewed(pool):
                    return [ArchiveError(f"the process that writes the archive died: {error}") for _ in group]
            except Exception as error:  # noqa: BLE001 - it could not be opened, a page could not be handed over
                if pool is self._pool:
                    return [_refusal(error) for _ in group]
                # It was being handed to a pool that has been closed meanwhile, of which pebble says anything.
            else:
                self._deaths = 0
                return [_refusal(one) if isinstance(one, Exception) else one for one in found]

    async def _is_renewed(self, broken: ProcessPool) -> bool:
        """Whether another process stands in the place of one that died. It has pipes of its own: the death may have
        fallen into the middle of a message, or between two, where pebble gives the pool up."""
        if broken is not self._pool:
            return True  # another group saw it first
        if self._closed or self._deaths >= MOST_RENEWALS:
            return False
        self._deaths += 1
        self._pool = self._new_pool()
        broken.stop()
        await asyncio.to_thread(broken.join)
        return True

    def close(self) -> None:
        """Waits for what was handed in, has noise learned from it, then ends the process."""
        self._closed = True
        if self._used and self._pool.active:
            self._pool.schedule(_learn)
        self._pool.close()
        self._pool.join()


def _refusal(error: Exception) -> ArchiveError:
    return error if isinstance(error, ArchiveError) else ArchiveError(f"{type(error).__name__}: {said(error)}")


def _open(archive_url: str) -> None:
    import storage.recording  # noqa: F401 - the first capture need not wait for it
    from storage import Archive

    global _archive
    _archive = Archive.open(archive_url)
    # What is there now stays: the garbage of thousands of captures is looked for without it.
    gc.freeze()


def _ready() -> None:
    """Nothing to do but to be there."""


def _record(group: list[Observed]) -> list[Recorded | Exception]:
    if _archive is None:
        raise RuntimeError("the desk has no archive")
    global _unlearned
    _unlearned += len(group)
    if _unlearned >= LEARN_AFTER:
        _learn()
    return _archive.record_all(group)


def _learn() -> None:
    """What an error here says is no news of any page; the next run tries again."""
    global _unlearned
    _unlearned = 0
    if _archive is not None:
        with contextlib.suppress(Exception):  # a damaged row, too
            _archive.learn_noise_where_grown()
