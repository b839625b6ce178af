"""The process that records captures."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from crawler.desk import Desk
from storage.errors import ArchiveError
from storage.records import Capture

AT = datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_captures_that_cannot_be_recorded_are_refused_all_of_them() -> None:
    """A pipe holds 64 kB: the later ones are still waiting to be handed over when the process cannot be started."""
    desk = Desk("sqlite:////nonexistent/folder/archive.db")
    body = b"The dyke broke in the night. " * 8000
    captures = [
        Capture("https://a.example/1", "https://a.example/1", AT + timedelta(hours=hour), body=body)
        for hour in range(4)
    ]

    async def refused() -> list[object]:
        return await asyncio.gather(*(desk.record(one, None, None) for one in captures), return_exceptions=True)

    try:
        assert [type(answer) for answer in asyncio.run(refused())] == [ArchiveError] * 4
    finally:
        desk.close()
