"""What a revision is: the steps from capture to capture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.records import Block, Outcome, PageKind, Text
from storage.revisions import measure
from storage.revisions.doubt import BRIEF, LONG_ENOUGH, SHRUNK, alike, shrunk, stayed, why
from storage.revisions.sequence import Reading, Standing, reverted_to, step

WALL = Text(blocks=(Block("Please log in to go on reading what our reporters wrote."),))
CUT = Text(blocks=(Block("The ferry ran aground near the reef, and 4 people were hurt."),))
CUT_AGAIN = Text(blocks=(Block("The ferry ran aground near the reef, and 5 people were hurt."),))
LONG = Reading("long", 500)
OTHER = Reading("other", 450)
SHORT = Reading("short", 20, text=lambda: WALL)
SHORT_TOO = Reading("short too", 20, text=lambda: CUT)
EDITED = Reading("short too, edited", 20, text=lambda: CUT_AGAIN)
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
        ((LONG, SHORT, SHORT_TOO, SHORT), [N, D, D, D]),
        ((LONG, SHORT_TOO, EDITED, EDITED), [N, D, C, U]),
        ((LONG, CONSENT, CONSENT, LONG), [N, D, D, U]),
        ((CONSENT, LONG), [X, N]),
        ((LONG, FRONT, FRONT, OTHER), [N, X, X, C]),
        ((LONG, SHORT, CONSENT, SHORT), [N, D, D, D]),
    ],
)
def test_each_capture_has_its_outcome(readings: tuple[Reading, ...], expected: list[Outcome]) -> None:
    assert outcomes(*readings) == expected


READINGS = st.sampled_from((LONG, OTHER, SHORT, SHORT_TOO, EDITED, CONSENT, FRONT))


@given(st.lists(READINGS, max_size=12))
def test_neighbouring_revisions_never_read_the_same(readings: list[Reading]) -> None:
    made = [reading for reading, outcome in zip(readings, outcomes(*readings), strict=True) if outcome in (N, C)]
    assert all(old.fingerprint != new.fingerprint for old, new in pairwise(made))


@given(st.lists(READINGS, max_size=12))
def test_of_an_article_captured_twice_over_no_doubt_is_left(readings: list[Reading]) -> None:
    found = outcomes(*(reading for reading in readings for _ in range(2)))
    for reading, first, again in zip(readings, found[::2], found[1::2], strict=True):
        if reading.kind is PageKind.ARTICLE:
            assert again is (C if first is D else U)


@given(st.lists(READINGS, max_size=12))
def test_what_was_taken_for_the_last_revision_is_no_change_until_that_is_seen_again(readings: list[Reading]) -> None:
    standing = Standing(LONG, taken=OTHER)
    for reading in readings:
        standing, outcome = step(standing, reading)
        assert step(standing, LONG)[1] is U or outcome is C
        if outcome is C or reading is LONG:
            break
        assert step(standing, OTHER)[1] is U


def test_a_text_reverts_to_the_latest_revision_that_reads_the_same() -> None:
    assert reverted_to(["a", "b", "a", "c"], "a") == 3
    assert reverted_to(["a", "b"], "c") is None
    assert reverted_to([], "a") is None


def test_a_text_has_shrunk_if_little_is_left_of_much() -> None:
    assert shrunk(LONG_ENOUGH, int(SHRUNK * LONG_ENOUGH) - 1)
    assert not shrunk(LONG_ENOUGH, int(SHRUNK * LONG_ENOUGH))
    assert shrunk(BRIEF, 0)
    assert not shrunk(BRIEF - 1, 0)


@pytest.mark.parametrize(
    ("words", "left", "expected"),
    [
        (BRIEF, WALL, D),
        (BRIEF, Text(headline="Ferry runs aground"), D),
        (LONG_ENOUGH, Text(blocks=(Block("The ferry ran aground."),)), D),
        (LONG_ENOUGH - 1, Text(blocks=(Block("The ferry ran aground."),)), C),
        (BRIEF - 1, WALL, C),
    ],
)
def test_a_brief_is_doubted_only_if_none_of_it_stayed(words: int, left: Text, expected: Outcome) -> None:
    brief = Reading("brief", words, text=lambda: CUT)
    assert outcomes(brief, Reading("left", measure(left).words, text=lambda: left)) == [N, expected]


def test_what_stayed_is_a_share_of_what_is_there_now() -> None:
    assert stayed(CUT, Text(blocks=(Block("The FERRY ran on."),))) == 0.75
    assert stayed(CUT, Text()) == 0
    assert stayed(Text(), CUT) == 0


def test_texts_are_alike_if_most_of_either_stands_in_the_other() -> None:
    assert alike(CUT, CUT_AGAIN)
    assert not alike(CUT, WALL)
    assert not alike(CUT, Text(blocks=(*CUT.blocks, *WALL.blocks, *WALL.blocks)))
    assert alike(Text(headline="One"), Text(headline="Other"))


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (PageKind.ARTICLE, "text fell from 4,200 to 12 words"),
        (PageKind.ERROR, "an error page where the article stood"),
        (PageKind.CONSENT, "a consent page where the article stood"),
    ],
)
def test_a_doubt_says_what_it_is(kind: PageKind, said: str) -> None:
    assert why(4200, 12, kind) == said


def test_words_are_counted_in_scripts_with_and_without_spaces() -> None:
    assert measure(Text(blocks=(Block("The ferry ran aground."), Block("More soon.")))).words == 6
    assert measure(Text(headline="not counted", blocks=(Block("渡轮搁浅。"),))).words >= 4
    assert measure(Text(headline="Nothing below")).words == 0
