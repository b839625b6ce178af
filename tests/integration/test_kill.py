"""Stopped at any time, gently or not: what was committed stays, and the next run goes on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from sqlalchemy import select, text

from crawler.run import crawl, crawl_due
from crawler.spiders.due import LEASE
from storage import Archive
from storage.models import Capture, Revision, Visit
from tests.integration.clocks import Still
from tests.integration.crawling import HASTY, counted, done
from tests.newsroom import Newsroom, bulk

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
ARTICLES = 300

PROGRAM = """
import sys
from crawler.run import watch
print(watch(sys.argv[1], settings={"WRITETHRU_WORKERS": 1}).interrupted)
"""


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as room:
        yield room


@pytest.fixture
def archive(tmp_path: Path, newsroom: Newsroom) -> str:
    """An archive in which a feed of many articles is due."""
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with Archive.open(url) as opened:
        opened.watch_feed(newsroom.url(f"/bulk/rss/{ARTICLES}"), datetime.now(UTC))
    return url


def stopped(archive: str, how: signal.Signals) -> tuple[str, list[psutil.Process]]:
    """What a watch prints that is sent a signal in the midst of its work, and the processes that it had started."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, archive], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        while counted(archive, Capture)[0] < 10:
            assert process.poll() is None
            time.sleep(0.02)
        children = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(how)
        printed, _ = process.communicate(timeout=60)
    return printed, children


def leased(archive: str) -> int:
    with Archive.open(archive) as opened, opened.reading() as connection:
        return len(connection.execute(select(Visit.url).where(Visit.leased_until.is_not(None))).all())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_that_is_stopped_gives_its_visits_back(archive: str, how: signal.Signals) -> None:
    printed, children = stopped(archive, how)
    assert printed == "True\n"
    assert 10 <= counted(archive, Capture)[0] < ARTICLES
    assert leased(archive) == 0
    assert psutil.wait_procs(children, timeout=10)[1] == []


def test_a_killed_crawl_loses_nothing_that_was_committed(archive: str, newsroom: Newsroom) -> None:
    _, children = stopped(archive, signal.SIGKILL)
    taken = counted(archive, Capture)[0]
    assert 10 <= taken < ARTICLES
    assert psutil.wait_procs(children, timeout=10)[1] == []  # no worker outlives it
    with Archive.open(archive) as opened, opened.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    assert counted(archive, Revision)[0] == taken
    # Its leases end; the feed is read in full again and brings what is missing.
    later = Still(datetime.now(UTC) + max(LEASE, timedelta(minutes=15)) + timedelta(seconds=1))
    rest = done(crawl_due, archive, settings=HASTY, clock=later)
    assert rest.feeds == 1
    assert rest.revisions == ARTICLES - taken
    assert counted(archive, Revision)[0] == ARTICLES


def test_a_second_crawl_beside_the_first_waits_for_the_database(archive: str, newsroom: Newsroom) -> None:
    urls = [newsroom.url(f"/bulk/{n}") for n in range(1000, 1020)]
    with subprocess.Popen([sys.executable, "-c", PROGRAM, archive], cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        beside = done(crawl, urls, archive, settings=HASTY)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert (beside.captures, beside.problems) == (20, ())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_an_ingestion_whose_whole_group_is_stopped_ends_in_order(tmp_path: Path, how: signal.Signals) -> None:
    """As by Ctrl-C, a service manager or `timeout`: only the process that was started takes it for itself."""
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number}.html").write_bytes(bulk.page(number, "http://news.example"))
    archive = f"sqlite:///{tmp_path / 'archive.db'}"
    command = [sys.executable, "-m", "reader.cli", "--archive", archive, "ingest", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    ) as process:
        while not (tmp_path / "archive.db").exists() or counted(archive, Capture)[0] < 5:
            assert process.poll() is None
            time.sleep(0.05)
        os.killpg(process.pid, how)
        printed, _ = process.communicate(timeout=60)
    captures = counted(archive, Capture)[0]
    assert process.returncode == 130
    told = re.fullmatch(r"\S+ WARNING stopping when .*\n(\d+) captures: \1 new\n", printed)
    assert told, printed
    assert int(told[1]) == captures < 600


def test_a_background_job_ignores_ctrl_c_and_is_stopped_by_sigterm(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for number in range(600):
        (folder / f"{number}.html").write_bytes(bulk.page(number, "http://news.example"))
    archive = f"sqlite:///{tmp_path / 'archive.db'}"
    command = f'trap "" INT; exec {sys.executable} -m reader.cli --archive {archive} ingest {folder}'
    with subprocess.Popen(["sh", "-c", command], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        while not (tmp_path / "archive.db").exists() or counted(archive, Capture)[0] < 5:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        before = counted(archive, Capture)[0]
        while counted(archive, Capture)[0] < before + 40:
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert counted(archive, Capture)[0] < 600
