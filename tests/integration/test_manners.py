"""What a crawl does for hosts that ask for a pause between pages or to be left alone for a while."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from scrapy import Request, signals
from scrapy.core.scheduler import Scheduler

from crawler.manners import STILL_BUSY
from crawler.run import crawl, crawl_due, watch
from crawler.settings import EXTENSIONS
from crawler.spiders import due
from storage import Archive
from storage.models import Capture
from storage.records import Due
from tests.integration.captures import at, record
from tests.integration.clocks import Contested, Leaping, Passing, Playing, Still, Working
from tests.integration.crawling import HASTY, articles, captures, counted, done, visit
from tests.integration.site import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy.crawler import Crawler

    from crawler.tally import Summary

NOON = at(1)  # of a day on which the articles are an hour old: they are due every quarter of an hour
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


def known(archive: str, *urls: str, due_at: datetime = NOON) -> None:
    """Has those articles captured an hour before, and due at that moment."""
    with Archive.open(archive) as opened:
        for url in urls:
            record(opened, 0, "The ferry ran aground.", url=url, schedule=lambda _: Due(due_at, "test"))


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


def pauses(urls: list[str], archive: str, folder: Path, **settings: Any) -> dict[str, list[float]]:
    """The pause between pages, and its jitter, that each host had at the end of a crawl of those pages, by a crawler
    that would make none of its own."""
    strict = {"LOOPBACK": (), "DOWNLOAD_SLOTS": {}, "DOWNLOAD_DELAY": 0, "AUTOTHROTTLE_START_DELAY": 0}
    noted: dict[str, Any] = {"EXTENSIONS": {**EXTENSIONS, Noted: 1}, "NOTED_IN": str(folder / "noted.json")}
    summary = done(crawl, urls, archive, progress=True, settings=HASTY | strict | noted | settings)
    assert summary.captured == len(urls)
    found: dict[str, list[float]] = json.loads((folder / "noted.json").read_text(encoding="utf-8"))
    return found


def test_the_pause_that_a_robots_txt_asks_for_is_kept_though_the_host_is_fast(
    site: Site, archive: str, tmp_path: Path
) -> None:
    site.robots_txt = b"User-agent: *\nCrawl-delay: 0.2\n"
    with serving() as other:  # another port of the same host, whose robots.txt asks for none
        other.robots_txt = b"User-agent: *\nAllow: /\n"
        urls = [site.story, other.story, site.url("/2026/quay"), other.url("/2026/quay")]
        assert pauses(urls, archive, tmp_path) == {"127.0.0.1": [0.2, 0.0]}


def test_a_pause_without_end_is_kept_up_to_a_bound(
    site: Site, archive: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    site.robots_txt = b"User-agent: *\nCrawl-delay: 86400\n"
    assert pauses([site.story], archive, tmp_path, AUTOTHROTTLE_MAX_DELAY=0.3) == {"127.0.0.1": [0.3, 0.0]}
    assert "127.0.0.1 asks for 86400 s between two pages; 0.3 s are kept" in capfd.readouterr().err


def test_who_is_asked_to_come_back_soon_does_so_in_the_same_run(site: Site, archive: str) -> None:
    known(archive, site.story)
    site.busy = {"/2026/ferry-is-back": [(429, "40")]}
    summary = done(crawl_due, archive, settings=HASTY | {"RETRY_TIMES": 2}, clock=Passing(NOON))
    assert (summary.captured, summary.problems) == (1, ())
    assert site.asked["/2026/ferry-is-back"] == 2
    assert captures(archive, site.story)[-1].fetched_at == NOON + timedelta(seconds=40)


def test_a_host_that_is_still_busy_after_its_pause_is_given_up_and_holds_up_no_other(site: Site, archive: str) -> None:
    paths = [f"/2026/story-{number}" for number in range(40)]
    urls = [site.url(path) for path in paths]  # more than a batch
    site.busy = {path: [(429, "55")] * 9 for path in paths}
    with serving() as other:
        other.robots = 404
        known(archive, *urls)
        known(archive, other.story, due_at=NOON + timedelta(seconds=1))  # is of the next
        clock = Passing(NOON + timedelta(seconds=1))
        summary = done(crawl_due, archive, settings=HASTY | ONE_BY_ONE | {"RETRY_TIMES": 2}, clock=clock)
        assert captures(archive, other.story)[-1].fetched_at < NOON + timedelta(minutes=2)
    # robots.txt, a page, and a page again after the pause: what answered has a capture of it, the others are put off.
    assert sum(site.asked.values()) == 3
    assert (summary.captured, summary.captures, len(summary.problems)) == (1, 2, 40)
    asked_again = NOON + timedelta(seconds=56)
    planned = [visit(archive, url) for url in urls]
    assert all(row and row.leased_until is None and row.due_at >= asked_again + STILL_BUSY for row in planned)


def impatiently(archive: str, clock: Leaping) -> Summary:
    """A crawl of what is due that soon wonders why nothing comes of it."""
    due.SILENCE = timedelta(seconds=0.01)
    return crawl_due(archive, progress=True, settings=HASTY | {"RETRY_TIMES": 1}, clock=clock)


def test_what_is_asked_for_once_is_not_asked_for_again_while_it_waits_though_its_lease_be_over(
    site: Site, archive: str, capfd: pytest.CaptureFixture[str]
) -> None:
    known(archive, site.story)
    site.busy = {"/2026/ferry-is-back": [(429, "40")]}
    summary = done(impatiently, archive, Leaping(NOON))
    assert "nothing came of" not in capfd.readouterr().err  # as if it had been lost
    assert (summary.captures, summary.problems) == (1, ())
    assert site.asked["/2026/ferry-is-back"] == 2


class Losing(Scheduler):
    """A scheduler that takes requests and never hands one out."""

    def enqueue_request(self, request: Request) -> bool:
        return True


def without_any_answer(archive: str) -> Summary:
    due.SILENCE = timedelta(seconds=0.01)
    return crawl_due(archive, progress=True, settings=HASTY | {"SCHEDULER": Losing}, clock=Still(NOON))


def test_a_request_that_is_lost_is_told_of_and_ends_no_run(
    site: Site, archive: str, capfd: pytest.CaptureFixture[str]
) -> None:
    known(archive, site.story)
    summary = done(without_any_answer, archive)
    assert "nothing came of 1 URLs" in capfd.readouterr().err
    assert (summary.captures, site.asked["/2026/ferry-is-back"]) == (0, 0)


def test_a_run_visits_nothing_twice_though_it_be_due_again_before_its_end(site: Site, archive: str) -> None:
    urls = [site.url(f"/2026/story-{number}") for number in range(12)]
    known(archive, *urls)
    # A capture makes the next visit due in a quarter of an hour, which is long past when the last is captured.
    summary = done(crawl_due, archive, settings=HASTY, clock=Working(NOON, archive, HOUR / 4))
    assert (summary.captured, summary.problems) == (12, ())
    assert {site.asked[f"/2026/story-{number}"] for number in range(12)} == {1}
    assert all(row and row.leased_until is None for row in (visit(archive, url) for url in urls))


def test_a_host_that_is_busy_for_longer_is_left_alone_until_then(site: Site, archive: str) -> None:
    asked = format_datetime(NOON + HOUR, usegmt=True)
    urls = [site.url(f"/2026/story-{number}") for number in range(3)]
    feed = site.url("/feed")
    known(archive, *urls)
    with Archive.open(archive) as opened:
        opened.watch_feed(feed, NOON)
    site.busy = {path: [(503, asked)] * 9 for path in ("/2026/story-0", "/2026/story-1", "/2026/story-2", "/feed")}
    summary = done(crawl_due, archive, settings=HASTY | ONE_BY_ONE | {"RETRY_TIMES": 2}, clock=Still(NOON))
    assert sum(site.asked.values()) == 2  # robots.txt and one page
    until = f"not asked: {site.host} is busy and is left alone until {NOON + HOUR:%Y-%m-%dT%H:%M:%SZ}"
    told = sorted(problem.why.removeprefix("feed: ") for problem in summary.problems)
    assert told == [until] * 3 + ["the server answered 503"]
    planned = [visit(archive, url) for url in (*urls, feed)]
    assert {(row.due_at, row.leased_until) for row in planned if row} == {(NOON + HOUR, None)}
    reasons = [row.reason for row in planned if row]
    assert len([reason for reason in reasons if reason.endswith("the server asks to come back then")]) == 1
    assert reasons.count("not asked: its host is busy and is left alone until then") == 3
    # What was not asked for has no capture of it.
    assert counted(archive, Capture) == [3 + summary.captures]
    assert summary.captures == 1 - site.asked["/feed"]


def test_pages_of_a_busy_host_that_nobody_knows_are_to_be_given_again(site: Site, archive: str) -> None:
    with serving() as other:
        other.robots_txt = b""
        paths = ["/2026/story-0", "/2026/story-1"]
        site.busy = {path: [(503, "1800")] * 9 for path in paths}
        urls = [other.story, *map(site.url, paths)]
        summary = done(crawl, urls, archive, settings=HASTY | ONE_BY_ONE)
        told = sorted(problem.why for problem in summary.problems)
        assert told[1] == "the server answered 503"  # of the one that was asked
        assert told[0].startswith(f"not asked: {site.host} is busy and is left alone until 20")
        assert told[0].endswith("Z; give it again then")
        assert summary.captures == 2
        assert len(articles(archive)) == 2


def test_a_host_whose_robots_txt_says_that_it_is_busy_is_left_alone_and_asked_for_it_again(
    site: Site, archive: str
) -> None:
    # Sooner than what could not be read is asked for again anyhow.
    soon, later, over = site.url("/2026/soon"), site.url("/2026/later"), NOON + timedelta(minutes=2)
    known(archive, soon)
    known(archive, later, due_at=over - timedelta(seconds=45))  # soon enough to be waited for
    site.busy = {"/robots.txt": [(429, "120")]}
    site.robots_txt = b"User-agent: *\nDisallow: /\n"
    done(watch, archive, settings=HASTY, clock=Playing(NOON, "", {}, hours=1.2))
    assert site.asked == {"/robots.txt": 2}
    for url in (soon, later):
        second = captures(archive, url)[1]
        assert (second.fetched_at >= over, second.error) == (True, "robots.txt forbids it")


def test_visits_that_wait_for_a_slow_host_stay_on_lease(site: Site, archive: str, tmp_path: Path) -> None:
    urls = [site.url(f"/2026/story-{number}") for number in range(14)]
    known(archive, *urls)
    clock = Contested(NOON, archive, timedelta(seconds=50), taken=tmp_path / "taken")
    slowly = {"DOWNLOAD_SLOTS": {"127.0.0.1": {"concurrency": 1, "delay": 0.05, "jitter": 0}}}
    summary = done(crawl_due, archive, settings=HASTY | slowly, clock=clock)
    assert summary.captured == 14
    assert clock.pace * 14 > due.LEASE
    assert set(clock.taken.read_text(encoding="utf-8").split()) == {"0"}
