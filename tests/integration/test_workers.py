from __future__ import annotations

import asyncio
import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from crawler.workers import Limits, Workers
from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = b"<html><head><title>Dyke breaks</title></head><body><article><h1>Dyke breaks</h1>" + b"".join(
    b"<p>The river rose by %d centimetres overnight, the district said, and went on rising in the morning.</p>" % n
    for n in range(12)
)


def hang() -> None:
    time.sleep(600)


def leave() -> None:
    os._exit(3)


def crash() -> None:
    ctypes.string_at(0)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def devour() -> int:
    return len(bytearray(8 * 1024**3))


def modules() -> set[str]:
    return set(sys.modules)


def storm() -> int:
    """What libraries say of an odd page, and more."""
    names = ("trafilatura.core", "trafilatura.metadata", "htmldate.validators", "charset_normalizer", "feedparser", "")
    for name in names:
        logger = logging.getLogger(name)
        for level in (logging.WARNING, logging.ERROR, logging.CRITICAL):
            logger.log(level, "%s cannot be read", name, exc_info=ValueError("an odd page"))
    return len(names)


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def impatient() -> Iterator[Workers]:
    with Workers(2, Limits(seconds=5.0)) as pool:
        pool.warm()
        yield pool


def answer(workers: Workers, *tasks: Callable[[], object]) -> list[object]:
    async def every() -> list[object]:
        return await asyncio.gather(*(workers.run(task) for task in tasks), return_exceptions=True)

    return asyncio.run(every())


@pytest.mark.parametrize(
    ("deed", "why"),
    [
        (hang, "took longer than 5 s"),
        (leave, "brought its worker process down \\(exit status 3\\)"),
        (crash, "brought its worker process down \\(signal 11\\)"),
        (die, "brought its worker process down \\(signal 9\\)"),
        (devour, "needs more than 1536 MiB"),
    ],
)
def test_a_task_that_misbehaves_fails_alone(impatient: Workers, deed: Callable[[], object], why: str) -> None:
    outcomes = answer(impatient, os.getpid, deed, os.getpid, os.getpid)
    assert [type(outcome) for outcome in outcomes] == [int, PageError, int, int]
    with pytest.raises(PageError, match=why):
        raise outcomes[1]  # type: ignore[misc]


def test_pages_are_read_in_other_processes(workers: Workers) -> None:
    async def read() -> tuple[str | None, int]:
        extraction = await workers.extract(PAGE, "https://news.example.com/dyke")
        return extraction.error, len(extraction.blocks)

    error, blocks = asyncio.run(read())
    assert error is None
    assert blocks >= 12
    assert os.getpid() not in answer(workers, os.getpid, os.getpid)


def test_a_worker_has_nothing_of_the_crawl_and_all_of_the_extractor(workers: Workers) -> None:
    loaded = answer(workers, modules)[0]
    assert isinstance(loaded, set)
    assert {"trafilatura", "crawler.extraction"} <= loaded
    assert not {"scrapy", "twisted", "sqlalchemy"} & loaded


def test_a_worker_is_replaced_after_its_share_of_tasks() -> None:
    with Workers(1, Limits(tasks=2)) as pool:
        processes = [answer(pool, os.getpid)[0] for _ in range(6)]
    assert len(set(processes)) == 3


def test_what_libraries_say_of_a_page_does_not_reach_the_terminal() -> None:
    # In a process of its own: workers write where their fork server did when it was started.
    code = (
        "import asyncio\n"
        "from crawler.workers import Workers\n"
        "from tests.integration.test_workers import storm\n"
        "with Workers(1) as pool:\n"
        "    print(asyncio.run(pool.run(storm)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60)
    assert (ran.stdout, ran.stderr) == ("6\n", "")
