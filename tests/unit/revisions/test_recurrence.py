"""What recurs on a source's pages is noise; what the reports of one event share is not."""

from __future__ import annotations

import pytest

from storage.records import Block, Text
from storage.revisions.recurrence import EVENTS, EVENTS_WITHIN_DAYS, TURNS, Page, one_event, standing, turn, turning
from tests.unit.revisions.reports import AGENCY, SIGN_UP, TOPICS, page, report


def texts(found: list[object]) -> list[str]:
    return [one.text for one in found]  # type: ignore[attr-defined]


def test_a_line_under_articles_about_different_things_is_noise() -> None:
    pages = [page(number, topic, SIGN_UP, days=2 * number) for number, topic in enumerate(TOPICS[:EVENTS])]
    (found,) = standing(pages)
    assert (found.text, found.articles) == (SIGN_UP, EVENTS)
    assert str(EVENTS) in found.because


def test_a_line_under_too_few_articles_is_not() -> None:
    pages = [page(number, topic, SIGN_UP, days=2 * number) for number, topic in enumerate(TOPICS[: EVENTS - 1])]
    assert standing(pages) == []


def test_an_agencys_sentence_that_reports_of_one_event_share_is_no_noise() -> None:
    assert standing([report(number, days=2 * number) for number in range(4)]) == []


def test_reports_of_one_event_count_once_whatever_their_number() -> None:
    pages = [report(number, days=2 * number) for number in range(4)]
    pages += [page(10 + number, topic, AGENCY, days=2 * number) for number, topic in enumerate(TOPICS[: EVENTS - 2])]
    assert standing(pages) == []


def test_within_days_more_events_are_asked_for() -> None:
    hurried = [page(number, topic, SIGN_UP) for number, topic in enumerate(TOPICS)]
    assert standing(hurried[: EVENTS_WITHIN_DAYS - 1]) == []
    assert texts(standing(hurried[:EVENTS_WITHIN_DAYS])) == [SIGN_UP]


def test_a_sentence_in_the_middle_of_a_few_of_many_articles_is_text() -> None:
    filler = "The investigation continues."
    pages = []
    for number in range(40):
        own = [f"{TOPICS[number % 10]} Part {number}-{place}." for place in range(7)]
        if number % 10 == number < EVENTS + 1:
            own.insert(3, filler)
        pages.append(page(number, *own, days=2 * number))
    assert standing(pages) == []


@pytest.mark.parametrize("came", [True, False])
def test_a_promotion_that_comes_or_goes_on_several_pages_in_one_crawl_is_noise(*, came: bool) -> None:
    turns = []
    for number, topic in enumerate(TOPICS[:TURNS]):
        without, with_it = page(number, topic), page(number, topic, "Win a trip to the fjords", days=1)
        turns.append(turn(without, with_it) if came else turn(with_it, without))
    assert texts(turning(turns)) == ["Win a trip to the fjords"]
    assert turning(turns[: TURNS - 1]) == []


def test_what_comes_to_several_reports_of_one_event_is_news() -> None:
    later = "Fourteen people were taken to hospital, police said on Monday evening."
    turns = []
    for number in range(4):
        before = report(number)
        after = Page(number, before.at, Text(blocks=tuple(map(Block, [*before.blocks.values(), later]))))
        turns.append(turn(before, after))
    assert turning(turns) == []


def test_what_comes_to_articles_in_crawls_far_apart_is_text() -> None:
    turns = [
        turn(page(number, topic), page(number, topic, "The minister declined to comment.", days=30 * number))
        for number, topic in enumerate(TOPICS[:TURNS])
    ]
    assert turning(turns) == []


def test_articles_without_words_of_their_own_are_taken_for_one_event() -> None:
    assert one_event(page(1, "Goal!", SIGN_UP), page(2, "Foul.", SIGN_UP))
    assert not one_event(page(1, TOPICS[0], TOPICS[1]), page(2, TOPICS[2], TOPICS[3]))
    assert one_event(report(0), report(1))
