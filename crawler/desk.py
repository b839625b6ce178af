"""The archive's writing desk: one process that records captures, one after the other.

Recording takes as long as a page takes to fetch and parse together, most of it Python's own work: in a thread it would
halve the speed of a crawl. One writer at a time is all that SQLite has room for anyhow.
"""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

from pebble import ProcessExpired, ProcessPool

from crawler.workers import answer, fork_server
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable

    from storage import Archive
    from storage.records import Capture, Due, Extraction, History, Recorded

# After so many captures, and at the end of a run, what recurs on the pages of sources that have grown is learned: a
# `watch` goes on for months.
LEARN_AFTER = 2000

# In the desk's process: its own open archive.
_archive: Archive | None = None
_unlearned = 0  # captures since


class Desk:
    """Records captures in a process of its own, which is started with the first. To be closed."""

    def __init__(self, archive_url: str) -> None:
        self._used = False
        self._pool = ProcessPool(1, initializer=_open, initargs=(archive_url,), context=fork_server())

    def warm(self) -> None:
        """Starts the process now, so that it is ready when the first capture comes."""
        self._pool.schedule(_ready)

    async def record(
        self, capture: Capture, extraction: Extraction | None, schedule: Callable[[History], Due] | None
    ) -> Recorded:
        """See `Archive.record`. Raises `ArchiveError` also where the process is killed; the capture is not recorded
        then, or was recorded without being answered for."""
        self._used = True
        try:
            return await answer(self._pool, self._pool.schedule(_record, (capture, extraction, schedule)))
        except (ProcessExpired, RuntimeError) as error:  # a broken pool is a RuntimeError, and so is handing it more
            raise ArchiveError(f"the process that writes the archive died: {error}") from None

    def close(self) -> None:
        """Waits for what was handed in, has noise learned from it, then ends the process."""
        if self._used and self._pool.active:
            self._pool.schedule(_learn)
        self._pool.close()
        self._pool.join()


def _open(archive_url: str) -> None:
    import storage.recording  # noqa: F401 - the first capture need not wait for it
    from storage import Archive

    global _archive
    _archive = Archive.open(archive_url)
    # What is there now stays: the garbage of thousands of captures is looked for without it.
    gc.freeze()


def _ready() -> None:
    """Nothing to do but to be there."""


def _record(capture: Capture, extraction: Extraction | None, schedule: Callable[[History], Due] | None) -> Recorded:
    if _archive is None:
        raise RuntimeError("the desk has no archive")
    global _unlearned
    _unlearned += 1
    if _unlearned >= LEARN_AFTER:
        _learn()
    return _archive.record(capture, extraction, schedule=schedule)


def _learn() -> None:
    """What an error here says is no news of any page; the next run tries again."""
    global _unlearned
    _unlearned = 0
    if _archive is not None:
        with contextlib.suppress(ArchiveError):
            _archive.learn_noise_where_grown()
