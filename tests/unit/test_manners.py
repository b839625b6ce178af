"""What is made of a Retry-After and a Crawl-delay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crawler.manners import LONGEST_ASKED, STILL_BUSY, Manners, PutOffError, pause_kept, retry_at

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "asked", "expected"),
    [
        (503, "120", NOON + timedelta(minutes=2)),
        (429, " 0 ", NOON),
        (429, "Sun, 01 Mar 2026 13:00:00 GMT", NOON + timedelta(hours=1)),
        (429, "Sun, 01 Mar 2026 11:00:00 GMT", None),  # is over
        (503, "9" * 40, NOON + LONGEST_ASKED),
        (503, "Fri, 31 Dec 9999 23:59:59 GMT", NOON + LONGEST_ASKED),
        (503, "soon", None),
        (503, "-5", None),
        (503, "", None),
        (503, None, None),
        (404, "120", None),  # is not busy
    ],
)
def test_a_busy_server_says_in_seconds_or_by_a_date_when_to_come_back(
    status: int, asked: str | None, expected: datetime | None
) -> None:
    assert retry_at(status, asked, NOON) == expected


@pytest.mark.parametrize(
    ("asked", "kept"), [(None, 0), (5, 5), (600, 60), (float("inf"), 60), (float("nan"), 0), (-1, 0)]
)
def test_a_pause_is_kept_up_to_a_bound(asked: float | None, kept: float) -> None:
    assert pause_kept(asked, 60.0) == kept


def test_only_the_host_that_asked_is_left_alone_and_only_until_then() -> None:
    manners = Manners()
    manners.answered("https://example.org/a", 429, "3600", NOON, NOON)
    manners.answered("https://example.org/b", 503, "60", NOON, NOON)  # was asked before it was heard
    manners.answered("https://example.net/", 200, None, NOON, NOON)
    with pytest.raises(PutOffError, match="left alone until 2026-03-01T13:00:00Z"):
        manners.wait("https://example.org/c", NOON)
    assert manners.wait("https://example.org/c", NOON + timedelta(minutes=59, seconds=30)) == timedelta(seconds=30)
    assert manners.wait("https://example.org/c", NOON + timedelta(hours=2)) <= timedelta(0)
    assert manners.wait("https://example.net/", NOON) <= timedelta(0)


@pytest.mark.parametrize(
    ("status", "asked", "wait"),
    [
        (429, "55", STILL_BUSY),
        (503, None, STILL_BUSY),
        (503, "1800", timedelta(minutes=30)),
    ],
)
def test_a_host_that_is_still_busy_after_its_pause_is_left_alone_for_longer(
    status: int, asked: str | None, wait: timedelta
) -> None:
    manners, after = Manners(), NOON + timedelta(seconds=55)
    manners.answered("https://example.org/a", 429, "55", NOON, NOON)
    manners.answered("https://example.org/b", 429, "55", NOON, NOON)
    assert manners.wait("https://example.org/a", NOON) == timedelta(seconds=55)
    manners.answered("https://example.org/a", status, asked, after, after)
    assert manners.until("https://example.org/b", after) == after + wait
    with pytest.raises(PutOffError):
        manners.wait("https://example.org/b", after)


def test_a_host_that_answers_well_after_its_pause_may_ask_for_another() -> None:
    manners, after = Manners(), NOON + timedelta(seconds=55)
    manners.answered("https://example.org/a", 429, "55", NOON, NOON)
    manners.answered("https://example.org/b", 200, None, NOON, NOON)  # was asked before
    assert manners.wait("https://example.org/b", NOON) == timedelta(seconds=55)
    manners.answered("https://example.org/a", 200, None, after, after)
    manners.answered("https://example.org/b", 429, "55", after, after)
    assert manners.wait("https://example.org/b", after) == timedelta(seconds=55)
