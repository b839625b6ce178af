"""When to look again. Pure: moments come in, a moment comes out.

The ladder: an article is looked at often while it is being rewritten and ever more seldom after; what it is measured
on is the time since its text last changed. Most edits of news come in the first hours, and hardly any after a month.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from storage.records import Due, History, Outcome

# Time since the last change, and how long to wait then. Past the last rung an article is left alone.
LADDER = (
    (timedelta(hours=3), timedelta(minutes=15)),
    (timedelta(days=1), timedelta(hours=1)),
    (timedelta(days=7), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=3)),
    (timedelta(days=360), timedelta(days=30)),
)

# A sudden loss of text is looked at again soon: the second capture decides.
CONFIRM = timedelta(minutes=15)

# A failure is tried again after the usual wait, doubled for each failure before it, and no longer than this.
SLOWEST_RETRY = timedelta(days=30)
# 15 min doubled twelve times is past a month: 18 tries span half a year, then it is given up.
MOST_FAILURES = 18
# What is gone may come back (a slip of the newsroom, a broken deployment): it stays on the ladder, but no faster.
GONE = timedelta(hours=1)

# Why a visit waits longer than the ladder has it: its page said so, or another of the same host.
ASKED = "the server asks to come back then"
LEFT_ALONE = "not asked: its host is busy and is left alone until then"

# A feed is the way new articles come in: it never waits longer than this.
SLOWEST_FEED = timedelta(hours=3)
SLOWEST_FAILING_FEED = timedelta(days=1)


def next_visit(history: History, not_before: datetime | None = None) -> Due:
    """When an article is due again after a capture, and why; `at` is None for never again. `not_before` is when the
    server asks to be asked again."""
    return _not_before(_planned(history), not_before)


def _planned(history: History) -> Due:
    quiet = history.captured_at - (history.last_changed or history.first_seen)
    if history.outcome in {Outcome.FAILED, Outcome.GONE}:
        return _after_failure(history, quiet)
    if history.outcome is Outcome.DOUBTFUL:
        return Due(history.captured_at + CONFIRM, "lost much of its text: to be confirmed")
    wait = _rung(quiet)
    if wait is None:
        return Due(None, f"unchanged for {LADDER[-1][0].days} days")
    reason = f"{'first seen' if history.last_changed is None else 'changed'} {spoken(quiet)} ago"
    if history.outcome is Outcome.NOT_ARTICLE:
        reason = f"no article there, {reason}"
    if history.developing:
        wait /= 2
        reason += ", still developing"
    return Due(history.captured_at + wait, reason)


def next_feed_visit(
    fetched_at: datetime, newest: datetime | None, failures: int, not_before: datetime | None = None
) -> Due:
    """When a feed is due again. `newest` is when it last brought an entry, None where nobody knows; `failures` counts
    the failed fetches in a row, 0 after a good one. A feed is never given up: it is a person's wish."""
    if failures:
        wait = _doubled(LADDER[0][1], failures, SLOWEST_FAILING_FEED)
        return _not_before(Due(fetched_at + wait, f"failed {_times(failures)}"), not_before)
    if newest is None:
        return Due(fetched_at + LADDER[0][1], "when it last brought something is unknown")
    quiet = max(fetched_at - newest, timedelta(0))
    return Due(fetched_at + min(_rung(quiet) or SLOWEST_FEED, SLOWEST_FEED), f"newest entry {spoken(quiet)} ago")


def spoken(span: timedelta) -> str:
    """A span of time in its largest unit: "3 h"."""
    seconds = max(int(span.total_seconds()), 0)
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _not_before(due: Due, moment: datetime | None) -> Due:
    if moment is None or due.at is None or moment <= due.at:
        return due
    return Due(moment, f"{due.reason}, {ASKED}")


def _rung(quiet: timedelta) -> timedelta | None:
    return next((wait for limit, wait in LADDER if quiet < limit), None)


def _after_failure(history: History, quiet: timedelta) -> Due:
    usual = _rung(quiet)
    if history.outcome is Outcome.GONE:
        return Due(None if usual is None else history.captured_at + max(usual, GONE), "gone")
    tries = max(history.failures, 1)
    if usual is None or tries > MOST_FAILURES:
        return Due(None, f"failed {_times(tries)}, given up")
    return Due(history.captured_at + _doubled(usual, tries, SLOWEST_RETRY), f"failed {_times(tries)}")


def _doubled(first: timedelta, times: int, longest: timedelta) -> timedelta:
    # Past twenty doublings the bound holds anyhow.
    return min(first * (1 << min(times - 1, 20)), longest)


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times in a row"
