"""What a revision is: the steps from capture to capture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Block, Outcome, PageKind, Text
from storage.revisions import measure
from storage.revisions.doubt import LONG_ENOUGH, SHRUNK, shrunk
from storage.revisions.sequence import Reading, Standing, reverted_to, step

LONG = Reading("long", 500)
OTHER = Reading("other", 450)
SHORT = Reading("short", 20)
CONSENT = Reading("consent", 20, PageKind.CONSENT)
FRONT = Reading("front", 900, PageKind.FRONT)


def outcomes(*readings: Reading) -> list[Outcome]:
    standing, found = Standing(), []
    for reading in readings:
        standing, outcome = step(standing, reading)
        found.append(outcome)
    return found


N, C, U, D, X = Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.DOUBTFUL, Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ((LONG, LONG), [N, U]),
        ((LONG, OTHER, LONG), [N, C, C]),
        ((SHORT, LONG), [N, C]),
        ((LONG, SHORT, SHORT, SHORT), [N, D, C, U]),
        ((LONG, SHORT, LONG, SHORT), [N, D, U, D]),
        ((LONG, SHORT, OTHER), [N, D, C]),
        ((LONG, SHORT, Reading("short too", 20), SHORT), [N, D, D, D]),
        ((LONG, CONSENT, CONSENT, LONG), [N, D, D, U]),
        ((CONSENT, LONG), [X, N]),
        ((LONG, FRONT, FRONT, OTHER), [N, X, X, C]),
        ((LONG, SHORT, CONSENT, SHORT), [N, D, D, D]),
    ],
)
def test_each_capture_has_its_outcome(readings: tuple[Reading, ...], expected: list[Outcome]) -> None:
    assert outcomes(*readings) == expected


READINGS = st.sampled_from((LONG, OTHER, SHORT, CONSENT, FRONT, Reading("short too", 20)))


@given(st.lists(READINGS, max_size=12))
def test_neighbouring_revisions_never_read_the_same(readings: list[Reading]) -> None:
    made = [reading for reading, outcome in zip(readings, outcomes(*readings), strict=True) if outcome in (N, C)]
    assert all(old.fingerprint != new.fingerprint for old, new in pairwise(made))


@given(st.lists(READINGS, max_size=12))
def test_an_article_captured_twice_over_changes_the_second_time_only_if_it_was_doubted(readings: list[Reading]) -> None:
    found = outcomes(*(reading for reading in readings for _ in range(2)))
    for reading, first, again in zip(readings, found[::2], found[1::2], strict=True):
        if reading.kind is PageKind.ARTICLE:
            assert again is (C if first is D else U)


def test_a_text_reverts_to_the_latest_revision_that_reads_the_same() -> None:
    assert reverted_to(["a", "b", "a", "c"], "a") == 3
    assert reverted_to(["a", "b"], "c") is None
    assert reverted_to([], "a") is None


def test_a_text_has_shrunk_if_little_is_left_of_much() -> None:
    assert shrunk(LONG_ENOUGH, int(SHRUNK * LONG_ENOUGH) - 1)
    assert not shrunk(LONG_ENOUGH, int(SHRUNK * LONG_ENOUGH))
    assert not shrunk(LONG_ENOUGH - 1, 0)


def test_words_are_counted_in_scripts_with_and_without_spaces() -> None:
    assert measure(Text(blocks=(Block("The ferry ran aground."), Block("More soon.")))).words == 6
    assert measure(Text(headline="not counted", blocks=(Block("渡轮搁浅。"),))).words >= 4
    assert measure(Text(headline="Nothing below")).words == 0
