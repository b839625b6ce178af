"""What a crawl does for hosts that ask for a pause between pages or to be left alone for a while."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import signals

from crawler.run import crawl, crawl_due, watch
from crawler.settings import EXTENSIONS
from crawler.spiders.due import LEASE
from storage import Archive
from storage.models import Capture
from storage.records import Due
from tests.integration.clocks import Playing, Still
from tests.integration.crawling import HASTY, captures, counted, done, visit
from tests.integration.site import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

ROOT = Path(__file__).parents[2]
NOON = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)  # what is captured now is due
HOUR = timedelta(hours=1)
# Without any delay Scrapy hands out a whole queue at once.
ONE_BY_ONE = {"DOWNLOAD_SLOTS": {"127.0.0.1": {"concurrency": 1, "delay": 0.01, "jitter": 0}}}


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        server.robots_txt = b"User-agent: *\nAllow: /\n"
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


@dataclass
class Passing:
    """A clock on which time passes only when somebody waits."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Contested:
    """A clock that moves on with every capture that is made; meanwhile another crawl takes what visits it can get, once
    there are any on lease, and writes down how many that were."""

    at: datetime
    archive: str
    taken: Path
    begun: bool = False
    pace: timedelta = timedelta(seconds=25)
    before: int | None = None

    def now(self) -> datetime:
        (captures,) = counted(self.archive, Capture)
        self.before = captures if self.before is None else self.before
        now = self.at + (captures - self.before) * self.pace
        with Archive.open(self.archive) as opened:
            self.begun = self.begun or opened.on_lease(now) > 0
            if self.begun:
                visits = opened.due(now, limit=100, lease=HOUR)
                with self.taken.open("a", encoding="utf-8") as stream:
                    stream.write(f"{len(visits)} ")
        return now

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


class Noted:
    """Writes down, when a crawl is over, what pause each host was given; NOTED_IN names the file."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        crawler.signals.connect(self.write, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Noted:
        return cls(crawler)

    def write(self) -> None:
        slots = self.crawler.engine.downloader.slots
        pauses = {host: [slot.delay, slot.jitter] for host, slot in slots.items()}
        Path(self.crawler.settings["NOTED_IN"]).write_text(json.dumps(pauses), encoding="utf-8")


def pauses(site: Site, archive: str, folder: Path, **settings: Any) -> dict[str, list[float]]:
    """The pause between pages, and its jitter, that each host had at the end of a crawl of three pages, by a crawler
    that would make none of its own."""
    strict = {"LOOPBACK": (), "DOWNLOAD_SLOTS": {}, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_START_DELAY": 0}
    noted = {"EXTENSIONS": {**EXTENSIONS, Noted: 1}, "NOTED_IN": str(folder / "noted.json")}
    urls = [site.url(f"/2026/story-{number}") for number in range(3)]
    summary = done(crawl, urls, archive, settings=HASTY | strict | noted | settings)
    assert summary.captured == 3
    found: dict[str, list[float]] = json.loads((folder / "noted.json").read_text(encoding="utf-8"))
    return found


def test_the_pause_that_a_robots_txt_asks_for_is_kept_though_the_host_is_fast(
    site: Site, archive: str, tmp_path: Path
) -> None:
    site.robots_txt = b"User-agent: *\nCrawl-delay: 0.2\n"
    assert pauses(site, archive, tmp_path) == {"127.0.0.1": [0.2, 0.0]}


def test_a_pause_without_end_is_kept_up_to_a_bound(site: Site, archive: str, tmp_path: Path) -> None:
    site.robots_txt = b"User-agent: *\nCrawl-delay: 86400\n"
    assert pauses(site, archive, tmp_path, AUTOTHROTTLE_MAX_DELAY=0.3) == {"127.0.0.1": [0.3, 0.0]}
    command = [sys.executable, "-m", "scrapy", "crawl", "article", "-a", f"url={site.story}"]
    environment = {**os.environ, "WRITETHRU_ARCHIVE": archive}
    command += ["-s", "AUTOTHROTTLE_MAX_DELAY=0.1"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert "127.0.0.1 asks for 86400 s between two pages; 0.1 s are kept" in ran.stderr


def test_who_is_asked_to_come_back_soon_does_so_in_the_same_run(site: Site, archive: str) -> None:
    done(crawl, [site.story], archive, settings=HASTY)
    site.busy = {"/2026/ferry-is-back": [(429, "40")]}
    summary = done(crawl_due, archive, settings=HASTY | {"RETRY_TIMES": 2}, clock=Passing(NOON))
    assert (summary.captured, summary.problems) == (1, ())
    assert site.asked["/2026/ferry-is-back"] == 3
    assert captures(archive, site.story)[-1].fetched_at == NOON + timedelta(seconds=40)


@pytest.mark.parametrize("asked", ["3600", format_datetime(NOON + HOUR, usegmt=True)])
def test_a_host_that_is_busy_for_longer_is_left_alone_until_then(site: Site, archive: str, asked: str) -> None:
    urls = [site.url(f"/2026/story-{number}") for number in range(3)]
    feed = site.url("/feed")
    done(crawl, urls, archive, settings=HASTY)
    with Archive.open(archive) as opened:
        opened.watch_feed(feed, NOON)
    before = sum(site.asked.values())
    site.busy = {path: [(503, asked)] * 9 for path in ("/2026/story-0", "/2026/story-1", "/2026/story-2", "/feed")}
    summary = done(crawl_due, archive, settings=HASTY | ONE_BY_ONE | {"RETRY_TIMES": 2}, clock=Still(NOON))
    assert sum(site.asked.values()) - before == 2  # robots.txt and one page
    until = f"the server asks to come back at {NOON + HOUR:%Y-%m-%dT%H:%M:%SZ}"
    told = sorted(problem.why.removeprefix("feed: ") for problem in summary.problems)
    assert told == ["the server answered 503"] + [until] * 3
    planned = [visit(archive, url) for url in (*urls, feed)]
    assert {(row.due_at, row.leased_until) for row in planned if row} == {(NOON + HOUR, None)}
    assert all("the server asks to come back then" in row.reason for row in planned if row)
    # What was not asked for has no capture of it.
    assert counted(archive, Capture) == [3 + summary.captures]
    assert summary.captures == 1 - site.asked["/feed"]


def test_a_host_whose_robots_txt_says_that_it_is_busy_is_left_alone_and_asked_for_it_again(
    site: Site, archive: str
) -> None:
    soon, later = site.url("/2026/soon"), site.url("/2026/later")
    done(crawl, [soon, later], archive, settings=HASTY)
    with Archive.open(archive) as opened:
        opened.put_off(soon, Due(NOON, "test"))
        opened.put_off(later, Due(NOON + HOUR / 4, "test"))  # a robots.txt is asked for again by then
    site.busy = {"/robots.txt": [(503, "3600")]}
    site.robots_txt = b"User-agent: *\nDisallow: /\n"
    before = dict(site.asked)
    done(watch, archive, settings=HASTY, clock=Playing(NOON, "", {}, hours=1.2))
    assert site.asked == before | {"/robots.txt": before["/robots.txt"] + 2}
    for url in (soon, later):
        _, second = captures(archive, url)
        assert (second.fetched_at >= NOON + HOUR, second.error) == (True, "robots.txt forbids it")


def test_visits_that_wait_for_a_slow_host_stay_on_lease(site: Site, archive: str, tmp_path: Path) -> None:
    urls = [site.url(f"/2026/story-{number}") for number in range(30)]
    done(crawl, urls, archive, settings=HASTY)
    # A month later what was captured once more is due in another month.
    clock = Contested(NOON + timedelta(days=40), archive, tmp_path / "taken")
    slowly = {"DOWNLOAD_SLOTS": {"127.0.0.1": {"concurrency": 1, "delay": 0.1, "jitter": 0}}}
    summary = done(crawl_due, archive, settings=HASTY | slowly, clock=clock)
    assert summary.captured == 30
    assert clock.pace * 30 > LEASE
    assert set(clock.taken.read_text(encoding="utf-8").split()) == {"0"}
