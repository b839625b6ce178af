"""What is due, who has it on lease, and runs; the clock is handed in."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import Archive
from storage.models import Run
from storage.records import Due
from storage.visits import VisitKind
from tests.integration.captures import URL, at, capture, record, rows

if TYPE_CHECKING:
    from storage.visits import DueVisit

LEASE = timedelta(minutes=10)
SUNDAY = "Sun, 01 Mar 2026 12:00:00 GMT"
FEED = "https://www.harbour.example/feed.xml"


def article(archive: Archive, url: str, due: float) -> None:
    record(archive, 0, "The ferry ran aground.", url=url, schedule=lambda _: Due(at(due), "because"))


def urls(visits: list[DueVisit]) -> list[str]:
    return [visit.url for visit in visits]


def test_what_is_due_comes_longest_due_first_and_no_more_than_asked_for(archive: Archive) -> None:
    for number, due in ((1, 3.0), (2, 1.0), (3, 2.0), (4, 9.0)):
        article(archive, f"https://a.example/{number}", due)
    assert urls(archive.due(at(4), limit=2, lease=LEASE)) == ["https://a.example/2", "https://a.example/3"]
    assert urls(archive.due(at(4), limit=2, lease=LEASE)) == ["https://a.example/1"]


def test_a_visit_on_lease_is_nobody_elses_until_the_lease_ends(archive: Archive) -> None:
    article(archive, URL, 1)
    assert urls(archive.due(at(2), limit=9, lease=LEASE)) == [URL]
    assert archive.due(at(2), limit=9, lease=LEASE) == []
    assert urls(archive.due(at(2) + LEASE, limit=9, lease=LEASE)) == [URL]


def test_a_visit_that_is_given_back_is_due_again(archive: Archive) -> None:
    article(archive, URL, 1)
    archive.due(at(2), limit=9, lease=LEASE)
    archive.release([URL])
    assert urls(archive.due(at(2), limit=9, lease=LEASE)) == [URL]


def test_a_capture_ends_the_lease_and_sets_the_next_visit(archive: Archive) -> None:
    article(archive, URL, 1)
    archive.due(at(2), limit=9, lease=timedelta(days=1))
    archive.record(capture(2, status=304), schedule=lambda _: Due(at(3), "again"))
    assert archive.due(at(2.5), limit=9, lease=LEASE) == []
    (visit,) = archive.due(at(3), limit=9, lease=LEASE)
    assert (visit.url, visit.due_at, visit.reason) == (URL, at(3), "again")


def test_an_article_that_is_never_due_again_is_not_visited(archive: Archive) -> None:
    article(archive, URL, 1)
    archive.record(capture(2, status=410), schedule=lambda _: Due(None, "gone for good"))
    assert archive.due(at(9999), limit=9, lease=LEASE) == []
    assert archive.next_due() is None


def test_visits_are_claimed_by_kind_and_by_source(archive: Archive) -> None:
    article(archive, "https://www.a.example/1", 1)
    article(archive, "https://b.example/1", 1)
    archive.watch_feed(FEED, at(1))
    assert urls(archive.due(at(2), kind=VisitKind.FEED, limit=9, lease=LEASE)) == [FEED]
    assert urls(archive.due(at(2), source="a.example", limit=9, lease=LEASE)) == ["https://www.a.example/1"]
    assert urls(archive.due(at(2), limit=9, lease=LEASE)) == ["https://b.example/1"]


def test_a_feed_is_watched_once_and_remembers_what_its_next_request_asks_with(archive: Archive) -> None:
    assert archive.watch_feed(FEED, at(0))
    assert not archive.watch_feed(FEED, at(5))
    (visit,) = archive.due(at(0), limit=9, lease=LEASE)
    assert (visit.kind, visit.etag, visit.failures) == (VisitKind.FEED, None, 0)
    archive.feed_visited(FEED, Due(at(1), "hourly"), etag='"x"', last_modified=SUNDAY, failures=2)
    assert archive.due(at(0.5), limit=9, lease=LEASE) == []
    (visit,) = archive.due(at(1), limit=9, lease=LEASE)
    assert (visit.etag, visit.last_modified, visit.failures) == ('"x"', SUNDAY, 2)


def test_the_next_visit_is_the_first_that_can_be_claimed(archive: Archive) -> None:
    assert archive.next_due() is None
    article(archive, "https://a.example/1", 1)
    article(archive, "https://a.example/2", 2)
    assert archive.next_due() == at(1)
    archive.due(at(1), limit=1, lease=timedelta(hours=5))
    assert archive.next_due() == at(2)
    assert archive.next_due(VisitKind.FEED) is None


def test_crawls_at_once_claim_every_visit_once(archive_url: str) -> None:
    with Archive.open(archive_url) as archive:
        for number in range(30):
            article(archive, f"https://a.example/{number}", 1)
        claimed: list[str] = []

        def crawl() -> None:
            while found := urls(archive.due(at(2), limit=3, lease=LEASE)):
                claimed.extend(found)

        crawls = [threading.Thread(target=crawl) for _ in range(4)]
        for thread in crawls:
            thread.start()
        for thread in crawls:
            thread.join()
        # One that found every due visit locked by the others came back early; nothing is lost by it.
        claimed += urls(archive.due(at(2), limit=99, lease=LEASE))
    assert sorted(claimed) == sorted({f"https://a.example/{number}" for number in range(30)})


def test_a_run_says_what_it_did(archive: Archive) -> None:
    run = archive.start_run("crawl", at(0))
    assert rows(archive, select(Run.state, Run.ended_at)) == [("running", None)]
    archive.finish_run(run, at(1), {"new": 3}, "stopped")
    found = rows(archive, select(Run.command, Run.started_at, Run.ended_at, Run.counts, Run.state))
    assert found == [("crawl", at(0), at(1), {"new": 3}, "stopped")]
