from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.schedule import MOST_FAILURES, SLOWEST_FEED, SLOWEST_RETRY, next_feed_visit, next_visit, spoken
from storage.records import History, Outcome

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def history(
    quiet: timedelta, outcome: Outcome = Outcome.UNCHANGED, *, developing: bool = False, failures: int = 0
) -> History:
    return History(
        captured_at=NOW,
        outcome=outcome,
        first_seen=NOW - quiet - timedelta(days=1),
        last_changed=NOW - quiet,
        developing=developing,
        failures=failures,
    )


def wait(history: History) -> timedelta | None:
    at = next_visit(history).at
    return None if at is None else at - NOW


@pytest.mark.parametrize(
    ("quiet", "expected"),
    [
        (timedelta(0), timedelta(minutes=15)),
        (timedelta(hours=3, seconds=-1), timedelta(minutes=15)),
        (timedelta(hours=3), timedelta(hours=1)),
        (timedelta(days=1, seconds=-1), timedelta(hours=1)),
        (timedelta(days=1), timedelta(hours=3)),
        (timedelta(days=7, seconds=-1), timedelta(hours=3)),
        (timedelta(days=7), timedelta(days=3)),
        (timedelta(days=30, seconds=-1), timedelta(days=3)),
        (timedelta(days=30), timedelta(days=30)),
        (timedelta(days=360, seconds=-1), timedelta(days=30)),
        (timedelta(days=360), None),
    ],
)
def test_the_longer_an_article_is_quiet_the_seldomer_it_is_visited(
    quiet: timedelta, expected: timedelta | None
) -> None:
    assert wait(history(quiet)) == expected


def test_a_developing_story_is_visited_twice_as_often() -> None:
    for quiet in (timedelta(0), timedelta(hours=5), timedelta(days=3), timedelta(days=10), timedelta(days=40)):
        calm, developing = wait(history(quiet)), wait(history(quiet, developing=True))
        assert calm is not None
        assert developing == calm / 2
    assert "developing" in next_visit(history(timedelta(0), developing=True)).reason


def test_an_article_that_never_changed_is_measured_from_when_it_was_first_seen() -> None:
    seen = History(NOW, Outcome.NEW, NOW - timedelta(days=8), None, developing=False, failures=0)
    assert wait(seen) == timedelta(days=3)


def test_a_visit_says_since_when_its_article_is_quiet_and_that_there_was_none_to_be_seen() -> None:
    seen = History(NOW, Outcome.NEW, NOW - timedelta(hours=5), None, developing=False, failures=0)
    assert next_visit(seen).reason == "first seen 5 h ago"
    wall = replace(seen, outcome=Outcome.NOT_ARTICLE, first_seen=NOW)
    assert next_visit(wall).reason == "no article there, first seen 0 s ago"
    assert next_visit(history(timedelta(hours=5))).reason == "changed 5 h ago"


def test_each_further_failure_doubles_the_wait_up_to_a_bound_and_then_it_is_given_up() -> None:
    waits = [wait(history(timedelta(0), Outcome.FAILED, failures=n)) for n in range(1, MOST_FAILURES + 1)]
    assert waits[:4] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=2)]
    assert waits[-1] == SLOWEST_RETRY
    assert wait(history(timedelta(0), Outcome.FAILED, failures=MOST_FAILURES + 1)) is None


def test_a_gone_article_is_asked_for_again_as_its_age_says_but_hourly_at_most() -> None:
    waits = [wait(history(timedelta(days=days), Outcome.GONE)) for days in (0, 3, 10, 400)]
    assert waits == [timedelta(hours=1), timedelta(hours=3), timedelta(days=3), None]


def test_a_sudden_loss_of_text_is_confirmed_soon_however_old_the_article() -> None:
    assert wait(history(timedelta(days=200), Outcome.DOUBTFUL)) == timedelta(minutes=15)


@given(
    quiet=st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=4000)),
    outcome=st.sampled_from(Outcome),
    developing=st.booleans(),
    failures=st.integers(0, 10_000),
)
def test_the_next_visit_is_never_in_the_past_and_never_beyond_a_month(
    quiet: timedelta, outcome: Outcome, developing: bool, failures: int
) -> None:
    due = next_visit(history(quiet, outcome, developing=developing, failures=failures))
    assert due.reason
    if due.at is not None:
        assert NOW < due.at <= NOW + timedelta(days=30)


def test_a_busy_feed_is_read_every_quarter_of_an_hour_and_a_quiet_one_every_three_hours() -> None:
    def feed_wait(age: timedelta | None, failures: int = 0) -> timedelta:
        at = next_feed_visit(NOW, None if age is None else NOW - age, failures).at
        assert at is not None
        return at - NOW

    assert feed_wait(timedelta(minutes=20)) == timedelta(minutes=15)
    assert feed_wait(timedelta(hours=20)) == timedelta(hours=1)
    assert feed_wait(timedelta(days=700)) == SLOWEST_FEED
    assert feed_wait(-timedelta(days=1)) == timedelta(minutes=15)  # dated tomorrow
    assert feed_wait(None) == timedelta(minutes=15)
    assert feed_wait(None, failures=1) == timedelta(minutes=15)
    assert feed_wait(None, failures=500) == timedelta(days=1)


def test_spans_are_spoken_in_their_largest_unit() -> None:
    assert [spoken(timedelta(seconds=s)) for s in (-5, 59, 60, 3599, 7200, 90000)] == [
        "0 s",
        "59 s",
        "1 min",
        "59 min",
        "2 h",
        "1 d",
    ]
