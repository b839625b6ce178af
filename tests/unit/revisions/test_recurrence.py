"""What recurs on a source's pages is noise; what the reports of one event share is not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.records import Block, Text
from storage.revisions.recurrence import EVENTS, EVENTS_WITHIN_DAYS, TURNS, Page, one_event, standing, turn, turning

START = datetime(2026, 3, 1, 12, tzinfo=UTC)

# A paragraph each about things that have nothing to do with each other.
_TOPICS = """
Engineers began drilling beneath the northern glacier, hoping sensors would record meltwater before summer.
Cables thinner than pencils reach nearly three kilometres down, where nobody has measured temperatures
continuously.

A children's orchestra from Lisbon cancelled its concert because forty violins stayed behind with customs.
Parents rehearsed folk songs instead, conductor Amelia Duarte joked, although cellists without cellos rarely
applaud.

Wheat prices slipped after exporters reported larger harvests, traders in Rotterdam told analysts yesterday.
Barley followed, maize recovered slightly, and freight rates between Odessa and Alexandria remained under
pressure.

The goalkeeper signed until 2029 and praised supporters, who travelled eleven hours through heavy snow. Terms
were undisclosed; striker Olsen leaves for Turin, while academy defenders Berg and Haugen receive contracts.

Parliament postponed debating pensions again; opposition deputies walked out shortly before midnight. Ministers
had promised amendments raising minimum contributions, unions threatened stoppages throughout public transport.

Archaeologists opened a sealed cellar under the cathedral, where barrels of medieval honey were preserved.
Pollen trapped inside should reveal which meadows surrounded monastery gardens eight centuries earlier.

Telescope operators lost contact with their satellite during a routine software change over Antarctica. Backup
antennas answered twice, astronomers confirmed, yet gyroscopes drifted beyond permitted tolerances.

Bakers complain that electricity costs outweigh flour, rents and wages combined since January. Several closed
ovens overnight, switching towards sourdough loaves that ferment slowly without proving cabinets.

Veterinarians vaccinated nine thousand foxes along the border against a resurgent strain of rabies. Helicopters
dropped fishmeal baits, hikers should leash dogs, forester Ilse Brandt advised villagers nearby.

Librarians discovered letters by an unknown poet between invoices of a shipping company in Bergen. Handwriting
experts suspect a bookkeeper, Ragna Vik, whose sonnets mention lighthouse keepers and herring seasons.
"""
TOPICS = [" ".join(topic.split()) for topic in _TOPICS.split("\n\n")]
SIGN_UP = "Sign up for our morning briefing, free every day."
AGENCY = "The coast guard said the vessel had taken on water near the reef before calling for help."


def page(article: int, *paragraphs: str, days: float = 0, headline: str = "") -> Page:
    text = Text(headline=headline or None, blocks=tuple(Block(paragraph) for paragraph in paragraphs))
    return Page(article, START + timedelta(days=days), text)


def report(number: int, days: float = 0) -> Page:
    """One of several reports about one ferry: words of its own, a paragraph of an agency."""
    own = (
        "Passengers of the Skagerrak ferry described waiting on deck while rescuers from Larvik approached.",
        "The Skagerrak ferry struck the Larvik reef; passengers and rescuers described the captain as calm.",
        "Rescuers brought passengers from the ferry Skagerrak to Larvik, where the captain described the reef.",
        "Larvik's mayor thanked rescuers: passengers left the Skagerrak ferry unharmed, the captain described.",
    )
    return page(number, own[number % len(own)], f"{own[(number + 1) % len(own)]} Report {number}.", AGENCY, days=days)


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
