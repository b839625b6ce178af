"""Visits: what is due is captured, once, at the time the ladder says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.run import crawl, crawl_due, watch
from storage import Archive
from storage.models import Capture, Revision
from tests.integration.clocks import Playing, Still
from tests.integration.crawling import HASTY, apart, articles, captures, counted, done, revisions, visit
from tests.newsroom import ARTICLES, Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as room:
        room.lively = False
        yield room


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


def watch_feed(archive: str, url: str) -> None:
    with Archive.open(archive) as opened:
        opened.watch_feed(url, NOON)


def test_a_watch_follows_a_story_by_itself(newsroom: Newsroom, archive: str) -> None:
    watch_feed(archive, newsroom.url("/rss.xml"))
    play = Playing(NOON, newsroom.url("").rstrip("/"), {1.0: 2, 4.0: 3, 6.0: 4}, hours=8)
    summary = done(watch, archive, settings=HASTY, clock=play)
    assert not summary.interrupted
    story = newsroom.article_url("ferry")
    seen = [(row.seen_at - NOON) / timedelta(hours=1) for row in revisions(archive, story)]
    # A developing story is looked at every seven and a half minutes at first, at least hourly on its first day.
    assert len(seen) == 4
    assert all(
        published <= hour <= published + late
        for hour, published, late in zip(seen, (0.0, 1.0, 4.0, 6.0), (0.01, 0.15, 0.55, 0.55), strict=True)
    )
    # Articles that the feed brought later came in by themselves.
    late = [name for name, article in ARTICLES.items() if article.listed and article.at(1) is None]
    assert {newsroom.article_url(name) for name in late} <= set(articles(archive))
    # A quiet one: twelve visits in three hours, then hourly.
    quiet = [
        (row.fetched_at - NOON) / timedelta(minutes=1) for row in captures(archive, newsroom.article_url("museum"))
    ]
    assert quiet[:3] == [pytest.approx(minutes, abs=1) for minutes in (0, 15, 30)]
    assert 15 <= len(quiet) <= 19
    assert [row.outcome for row in captures(archive, newsroom.article_url("museum"))][1:] == ["not-modified"] * (
        len(quiet) - 1
    )
    # What the feed left out is still asked for: the newsroom deleted it.
    assert "gone" in [row.outcome for row in captures(archive, newsroom.article_url("bakery"))]


def test_a_watch_that_waits_says_once_for_what(archive: str, capfd: pytest.CaptureFixture[str]) -> None:
    with Archive.open(archive) as opened:
        opened.watch_feed("http://127.0.0.1:9/rss.xml", NOON + timedelta(minutes=20))
    play = Playing(NOON, "", {}, hours=0.25)
    summary = done(watch, archive, progress=True, settings=HASTY, clock=play)
    assert (summary.captures, summary.feeds) == (0, 0)
    (line,) = capfd.readouterr().err.splitlines()
    assert line.endswith(" INFO waiting for 2026-03-01T12:20:00Z")


def test_nothing_is_captured_before_it_is_due(newsroom: Newsroom, archive: str) -> None:
    done(crawl, [newsroom.article_url("museum")], archive, settings=HASTY)
    at = captures(archive, newsroom.article_url("museum"))[0].fetched_at
    early = done(crawl_due, archive, settings=HASTY, clock=Still(at + timedelta(minutes=14)))
    assert (early.captures, early.problems) == (0, ())
    due = done(crawl_due, archive, settings=HASTY, clock=Still(at + timedelta(minutes=16)))
    assert due.captures == 1
    (last,) = (row for row in captures(archive, newsroom.article_url("museum")) if row.status == 304)
    assert last.fetched_at == at + timedelta(minutes=16)


def test_a_crawl_with_nothing_due_says_what_is_on_lease_and_when_the_next_visit_is(archive: str) -> None:
    feed = "http://127.0.0.1:9/rss.xml"
    watch_feed(archive, feed)
    now = datetime.now(UTC)
    with Archive.open(archive) as opened:
        opened.due(now, limit=1, lease=timedelta(minutes=10))  # by a crawl that is killed then
    environment = {**os.environ, "WRITETHRU_ARCHIVE": archive}
    command = [sys.executable, "-m", "scrapy", "crawl", "due"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=60)
    free = now + timedelta(minutes=10)
    assert f"nothing is due; next at {free:%Y-%m-%dT%H:%M:%SZ}; 1 on lease to another crawl" in ran.stderr


@pytest.mark.parametrize("command", [["crawl", "--due"], ["watch"]])
def test_a_source_that_does_not_exist_ends_the_crawl_in_one_line(archive: str, command: list[str]) -> None:
    watch_feed(archive, "http://127.0.0.1:9/rss.xml")
    command = [sys.executable, "-m", "reader.cli", *command, "--source", "nowhere.example", "--archive", archive]
    ran = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2
    assert ran.stderr == "writethru: there is no source 'nowhere.example'; `writethru sources` lists them\n"
    assert ran.stdout == ""


def test_two_crawls_of_what_is_due_fetch_nothing_twice(newsroom: Newsroom, archive: str) -> None:
    first = done(crawl, [newsroom.url("/bulk/rss/80")], archive, settings=HASTY)
    assert first.captures == 80
    asked = len(newsroom.requests)
    clock = Still(datetime.now(UTC) + timedelta(hours=2))
    with (
        apart(crawl_due, archive, settings=HASTY, clock=clock) as one,
        apart(crawl_due, archive, settings=HASTY, clock=clock) as other,
    ):
        shares = [one.result(timeout=60), other.result(timeout=60)]
    times = Counter(r.path for r in newsroom.requests[asked:] if r.path != "/robots.txt")
    assert set(times.values()) == {1}
    assert len(times) == 81  # the feed too
    assert sum(share.captures for share in shares) == 80
    assert sum(share.feeds for share in shares) == 1
    assert sum(share.extractions for share in shares) == 0
    assert counted(archive, Capture, Revision) == [160, 80]


def test_a_dead_host_is_asked_ever_more_seldom(newsroom: Newsroom, archive: str) -> None:
    url = newsroom.article_url("museum")
    feed = newsroom.url("/rss.xml")
    done(crawl, [url], archive, settings=HASTY)
    watch_feed(archive, feed)
    newsroom.close()
    at = datetime.now(UTC)
    waits = []
    for _ in range(3):
        planned = visit(archive, url)
        assert planned is not None
        at = max(at, planned.due_at) + timedelta(minutes=1)
        failed = done(crawl_due, archive, settings=HASTY, clock=Still(at))
        waits.append((visit(archive, url).due_at - at) / timedelta(minutes=1))  # type: ignore[union-attr]
        assert "connection refused" in {problem.why for problem in failed.problems}
    assert waits == [15, 30, 60]
    assert visit(archive, feed).failures == 3  # type: ignore[union-attr]
    assert [row.outcome for row in captures(archive, url)] == ["new", "failed", "failed", "failed"]
