"""What recurs on a source's pages is noise; what the reports of one event share is not."""

from __future__ import annotations

from random import Random

import pytest

from storage.records import Block, Text
from storage.revisions import block_names
from storage.revisions.recurrence import (
    EVENTS,
    EVENTS_WITHIN_DAYS,
    TURNS,
    Page,
    Turn,
    at_least,
    counting,
    one_event,
    standing,
    turn,
    turning,
)
from tests.unit.revisions.reports import AGENCY, CLOSING, SIGN_UP, TOPICS, invented, page, report

JOIN = "Join the {:,} people who already support our newsroom."


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


def archive_of(articles: int, *endings: tuple[str, float], linked: str = "") -> list[Page]:
    """Articles, an hour apart; each ending stands under so large a share of them, at random."""
    random = Random(articles)
    under = [[text for text, share in endings if random.random() < share] for _ in range(articles)]
    return [
        page(number, *invented(number), *ends, days=number / 24, linked=linked) for number, ends in enumerate(under)
    ]


@pytest.mark.parametrize("articles", [40, 80, 160, 300])
@pytest.mark.parametrize("share", [0.02, 0.05])
def test_sentences_that_end_reports_of_many_events_are_text_while_few_end_so(articles: int, share: float) -> None:
    assert standing(archive_of(articles, *((text, share) for text in CLOSING))) == []


@pytest.mark.parametrize("share", [1, 0.5])
def test_what_stands_under_most_articles_is_noise_in_a_young_archive_too(share: float) -> None:
    assert texts(standing(archive_of(30, (SIGN_UP, share)))) == [SIGN_UP]


def test_what_stands_under_every_article_of_one_section_is_noise() -> None:
    pages = [
        page(number, *invented(number), *((SIGN_UP,) if number % 3 == 0 else ()), days=number) for number in range(60)
    ]
    (found,) = standing(pages)
    assert found.because == "stands under 20 of 58 articles, about 4 events or more"


def test_what_a_site_showed_for_some_weeks_is_a_share_of_the_articles_of_those_weeks() -> None:
    pages = [
        page(number, *invented(number), *((SIGN_UP,) if 100 <= number < 120 else ()), days=number)
        for number in range(300)
    ]
    assert texts(standing(pages)) == [SIGN_UP]


def test_of_a_block_with_a_link_a_smaller_share_is_asked() -> None:
    ending = "Everything on the election"
    assert standing(archive_of(120, (ending, 0.12))) == []
    assert texts(standing(archive_of(120, (ending, 0.12), linked=ending))) == [ending]


def test_of_few_articles_a_larger_share_is_asked() -> None:
    assert at_least(4, 4) > at_least(4, 8) > 0.2 > at_least(4, 10)
    assert at_least(20, 60) > 0.2 > at_least(4, 12)
    assert at_least(0, 9) == pytest.approx(0, abs=1e-9)


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


def test_a_sentence_that_editors_add_to_several_articles_beside_other_news_is_text() -> None:
    added = "Police are appealing for witnesses to come forward."
    turns = [
        turn(page(number, topic), page(number, topic, invented(number)[0], added, days=1))
        for number, topic in enumerate(TOPICS[:TURNS])
    ]
    assert turning(turns) == []


def test_a_sentence_that_editors_add_to_few_of_many_changed_articles_is_text() -> None:
    added = "The trial continues."
    turns = []
    for number in range(60):
        own = invented(number)
        news = added if number % 20 == 0 else TOPICS[number % 10]
        turns.append(turn(page(number, *own), page(number, *own, news, days=1)))
    assert added not in texts(turning(turns))


def counted(*, same: bool, text: str = JOIN, articles: int = 9) -> tuple[list[Turn], list[Page]]:
    """What becomes of articles under each of which a number grows: the same one everywhere, or each its own."""
    turns = []
    for number in range(articles):
        start = 12_345 if same else 900 + 217 * number
        old, new = text.format(start), text.format(start + 17)
        turns.append(turn(page(number, *invented(number), old), page(number, *invented(number), new, days=1)))
    return turns, [one.page for one in turns]


@pytest.mark.parametrize("same", [True, False])
def test_a_counter_is_noise_whatever_it_shows(*, same: bool) -> None:
    turns, pages = counted(same=same)
    (found,) = counting(turns, pages)
    assert found.fingerprint == block_names(JOIN.format(7)).shape == block_names(JOIN.format(1_234_567)).shape
    assert turning(turns) == []


@pytest.mark.parametrize("text", ["{}-1", "Price: {} euros", "Lions {}, Bears 1"])
def test_figures_that_several_articles_set_alike_are_none(text: str) -> None:
    turns, pages = counted(same=False, text=text)
    assert counting(turns, pages) == turning(turns) == []


def test_a_sentence_whose_figure_grows_in_a_few_of_many_articles_is_text() -> None:
    text = "Tickets for the evening cost {} euros at the door."
    pages = [page(number, *invented(number), days=number) for number in range(10, 60)]
    turns = [
        turn(
            page(number, *invented(number), text.format(20), days=20 * number),
            page(number, *invented(number), text.format(25), days=60),
        )
        for number in range(TURNS)
    ]
    assert counting(turns, [*pages, *(one.page for one in turns)]) == []
    assert texts(counting(turns, [one.page for one in turns])) == [text.format(25)]


def test_a_page_that_says_too_little_hides_no_events() -> None:
    pages = [page(number, topic, SIGN_UP, days=2 * number) for number, topic in enumerate(TOPICS[:EVENTS])]
    assert texts(standing([page(99, "Goal!", SIGN_UP), *pages])) == [SIGN_UP]


def test_articles_without_words_of_their_own_are_taken_for_one_event() -> None:
    assert one_event(page(1, "Goal!", SIGN_UP), page(2, "Foul.", SIGN_UP))
    assert not one_event(page(1, TOPICS[0], TOPICS[1]), page(2, TOPICS[2], TOPICS[3]))
    assert one_event(report(0), report(1))
