"""What is said of a run while it goes on."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

from crawler.progress import Progress
from crawler.tally import Tally
from storage.records import Outcome, Recorded

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_log_says_how_far_a_run_is_only_when_something_has_happened(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="crawler")
    tally = Tally()
    progress = Progress(tally, io.StringIO())
    progress.say()
    assert caplog.messages == []
    tally.recorded(Recorded(1, 1, Outcome.NEW))
    progress.say()
    progress.say()
    tally.problem("feed", "the server answered 500")
    progress.say()
    assert [message.partition(";")[0] for message in caplog.messages] == [
        "1 page: 1 new, 0 changed, 0 unchanged, 0 failed",
        "1 page: 1 new, 0 changed, 0 unchanged, 0 failed",
    ]


def test_a_terminal_shows_one_line_that_is_written_over() -> None:
    stream = Terminal()
    tally = Tally()
    progress = Progress(tally, stream)
    progress.say()
    tally.recorded(Recorded(1, 1, Outcome.NEW))
    progress.say()
    first, second = stream.getvalue().split("\r\x1b[K")[1:]
    assert first.startswith("0 pages: ")
    assert second.startswith("1 page: 1 new")
