"""Progress: a line that is written over on a terminal; elsewhere a plain line in the log now and then, while something
happens."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import time
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from types import TracebackType

    from crawler.tally import Tally

logger = logging.getLogger(__name__)

# Seconds between two lines.
ON_TERMINAL = 0.25
IN_LOG = 30.0

CLEAR = "\r\x1b[K"  # the line that the cursor of a terminal is in


def log_to(stream: TextIO, *, progress: bool) -> None:
    """Writes warnings and errors to a stream, and with `progress` what the crawl says of itself too, unless the stream
    is a terminal: there the progress line is enough. A program that has set up logging itself is left alone."""
    if any(not isinstance(handler, logging.NullHandler) for handler in logging.root.handlers):
        return
    handler = logging.StreamHandler(stream)
    over = CLEAR if progress and stream.isatty() else ""
    formatter = logging.Formatter(f"{over}%(asctime)s %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime  # as all times that are shown
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: record.levelno >= logging.WARNING or record.name.startswith("crawler"))
    logging.root.addHandler(handler)
    logging.getLogger("crawler").setLevel(logging.INFO if progress and not stream.isatty() else logging.WARNING)


class Progress:
    """Shows a tally while it grows; an asynchronous context manager. `stream` None shows nothing."""

    def __init__(self, tally: Tally, stream: TextIO | None) -> None:
        self._tally = tally
        self._stream = stream
        self._terminal = stream is not None and stream.isatty()
        self._task: asyncio.Task[None] | None = None
        self._said = tally.counts

    async def __aenter__(self) -> Self:
        if self._stream is not None:
            self._task = asyncio.create_task(self._show())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        if self._terminal and self._stream is not None:
            self._stream.write(CLEAR)
            self._stream.flush()

    async def _show(self) -> None:
        while True:
            await asyncio.sleep(ON_TERMINAL if self._terminal else IN_LOG)
            self.say()

    def say(self) -> None:
        """Shows the tally as it stands; in the log only if something has happened since the last time."""
        if self._terminal and self._stream is not None:
            width = shutil.get_terminal_size().columns - 1
            self._stream.write(f"{CLEAR}{self._tally.line()[:width]}")
            self._stream.flush()
        elif (counts := self._tally.counts) != self._said:
            logger.info("%s", self._tally.line())
            self._said = counts
