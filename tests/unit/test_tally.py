from __future__ import annotations

from crawler.tally import MOST_LISTED, Tally
from storage.records import Outcome, Recorded


def test_what_was_recorded_before_is_known_and_no_capture() -> None:
    tally = Tally()
    tally.recorded(Recorded(1, 1, Outcome.NEW, 1))
    tally.recorded(Recorded(1, 1, Outcome.NEW, 1, created=False))
    summary = tally.summary()
    assert (summary.captures, summary.known, summary.revisions) == (1, 1, 1)


def test_a_run_succeeded_if_it_captured_something_or_had_everything_already() -> None:
    tally = Tally()
    assert not tally.summary().succeeded
    tally.recorded(Recorded(1, 1, Outcome.FAILED))
    tally.recorded(Recorded(1, 2, Outcome.GONE))
    tally.recorded(Recorded(1, 3, Outcome.NOT_ARTICLE))
    assert (tally.summary().captures, tally.summary().captured, tally.summary().succeeded) == (3, 0, False)
    tally.recorded(Recorded(1, 4, Outcome.NOT_MODIFIED))
    assert tally.summary().succeeded
    assert Tally(known=3).summary().succeeded


def test_problems_beyond_a_screenful_are_counted_not_kept() -> None:
    tally = Tally()
    for n in range(MOST_LISTED + 50):
        tally.problem(f"{n}.txt", "empty")
    summary = tally.summary()
    assert (len(summary.problems), summary.unlisted) == (MOST_LISTED, 50)
    assert summary.counts == {"problems": MOST_LISTED + 50}


def test_the_progress_line_counts_what_matters() -> None:
    tally = Tally(known=2)
    for outcome in (
        Outcome.NEW,
        Outcome.CHANGED,
        Outcome.UNCHANGED,
        Outcome.NOT_MODIFIED,
        Outcome.GONE,
        Outcome.FAILED,
    ):
        tally.recorded(Recorded(1, 1, outcome))
    assert tally.line().startswith("8 pages: 1 new, 1 changed, 4 unchanged, 1 gone, 1 failed; ")
    assert tally.line().endswith(" a second")
