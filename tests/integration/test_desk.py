"""The process that records captures."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from crawler.desk import Desk
from storage import Archive
from storage.errors import ArchiveError
from storage.models import Capture as CaptureRow
from storage.records import Capture, Recorded
from tests.integration.captures import capture, rows

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


@pytest.mark.parametrize("size", [1, 60_000])
def test_the_death_of_the_process_loses_nothing_that_was_handed_in(tmp_path: Path, size: int) -> None:
    """It is at many captures at once; each of them is recorded by the next process, or was already. Large ones are
    still being handed over: a pipe holds 64 kB."""
    url = f"sqlite:///{tmp_path}/archive.db"
    captures = [capture(hour, b"%d" % hour * size, url=f"https://a.example/{hour % 7}") for hour in range(60)]

    async def recorded() -> list[Recorded | BaseException]:
        desk = Desk(url)
        tasks = [asyncio.create_task(desk.record(one, None, None)) for one in captures]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        (process,) = pids(tmp_path / "archive.db") - {os.getpid()}
        os.kill(process, signal.SIGKILL)
        found = await asyncio.gather(*tasks, return_exceptions=True)
        desk.close()
        return found

    found = asyncio.run(recorded())
    assert [type(one) for one in found] == [Recorded] * 60
    with Archive.open(url) as archive:
        assert rows(archive, select(func.count()).select_from(CaptureRow)) == [(60,)]


def test_a_capture_that_was_alone_at_the_death_of_the_process_is_tried_once_more(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"

    async def recorded() -> Recorded:
        desk = Desk(url)
        await desk.record(capture(0, b"0"), None, None)
        (process,) = pids(tmp_path / "archive.db") - {os.getpid()}
        with sqlite3.connect(tmp_path / "archive.db") as other:
            other.execute("BEGIN IMMEDIATE")  # the process has to wait
            alone = asyncio.create_task(desk.record(capture(1, b"1"), None, None))
            await asyncio.sleep(0.3)
            os.kill(process, signal.SIGKILL)
            other.rollback()
        found = await alone
        desk.close()
        return found

    assert asyncio.run(recorded()).created


def test_the_death_of_a_process_that_has_nothing_to_do_is_no_matter(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"

    async def recorded() -> list[Recorded]:
        desk = Desk(url)
        found = []
        for hour in range(6):  # more often than is borne in a row
            found.append(await desk.record(capture(hour, b"%d" % hour), None, None))
            (process,) = pids(tmp_path / "archive.db") - {os.getpid()}
            os.kill(process, signal.SIGKILL)
        desk.close()
        return found

    assert [one.created for one in asyncio.run(recorded())] == [True] * 6


def test_a_capture_that_cannot_be_recorded_is_refused_in_a_line_and_the_others_are_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"
    naive = replace(capture(1, b"one"), fetched_at=datetime(2026, 3, 1))  # noqa: DTZ001

    async def recorded() -> list[Recorded | BaseException]:
        desk = Desk(url)
        given = (capture(0, b"zero"), naive, capture(2, b"two"))
        found = await asyncio.gather(*(desk.record(one, None, None) for one in given), return_exceptions=True)
        desk.close()
        return found

    first, second, third = asyncio.run(recorded())
    assert isinstance(first, Recorded)
    assert isinstance(second, ArchiveError)
    assert "time zone" in str(second)
    assert isinstance(third, Recorded)


def pids(path: Path) -> set[int]:
    """The processes that have the file open."""
    found = set()
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if link.readlink() == path:
                found.add(int(link.parts[2]))
    return found
