"""Stopping in order: the first Ctrl-C ends a run when what is on its way is in the archive, the second at once."""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.tally import Tally

logger = logging.getLogger(__name__)

STOPPING = "stopping when what is on its way is in the archive; Ctrl-C again stops at once"


@contextmanager
def interruptible(tally: Tally) -> Iterator[None]:
    """Has the first Ctrl-C be noted in the tally, for who brings new work to see. Within an event loop; nothing is done
    in a thread other than the main one, which gets no signals, nor where Ctrl-C is ignored, as for a shell's background
    jobs."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        yield
        return
    loop = asyncio.get_running_loop()

    def stop() -> None:
        if tally.interrupted:  # the second came before the first was answered
            raise KeyboardInterrupt
        tally.interrupted = True
        loop.remove_signal_handler(signal.SIGINT)
        logger.warning(STOPPING)

    loop.add_signal_handler(signal.SIGINT, stop)
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
