"""Pages of a source: of things that have nothing to do with each other, and several of one event."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from storage.records import Block, Link, Text
from storage.revisions.recurrence import Page

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


# How reports end that have nothing else in common.
CLOSING = (
    "The investigation is ongoing.",
    "Police are appealing for witnesses to come forward.",
    "The company did not immediately respond to a request for comment.",
)
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]


def invented(article: int, paragraphs: int = 3) -> list[str]:
    """Paragraphs of an article about things that no other is about."""
    random = Random(article)

    def word() -> str:
        return "".join(random.choices(_SYLLABLES, k=4))

    return [
        f"The {word()} of {word()} said that {word()} and {word()} had been {word()} near the {word()} in {word()}."
        for _ in range(paragraphs)
    ]


def page(article: int, *paragraphs: str, days: float = 0, headline: str = "", linked: str = "") -> Page:
    """An article of these paragraphs; the one that is `linked` is a link."""
    blocks = tuple(Block(text, links=(Link(text, "/"),) if text == linked else ()) for text in paragraphs)
    text = Text(headline=headline or None, blocks=blocks)
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
