"""What a capture makes of an article: the one place that decides what a revision is.

An article's captures are read in the order they were fetched. `step` takes what stands so far and what the next capture
shows, and says what becomes of it:

    nothing before, an article          NEW, the first revision
    reads as the last revision          UNCHANGED
    reads as when last taken for it     UNCHANGED, though other blocks were noise then
    suddenly short                      DOUBTFUL, until the next capture is short too and reads alike
    else                                CHANGED, a further revision
    a front page or gallery             NOT_ARTICLE
    an error or consent page            DOUBTFUL where there was an article, else NOT_ARTICLE

So the revisions follow from the captures alone, and can be made again from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from storage.records import Outcome, PageKind, Text
from storage.revisions.doubt import IN_THE_WAY, LONG_ENOUGH, NO_ARTICLE, STAYED, alike, shrunk, stayed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What becomes of captures that show the article as it stands.
SHOWS = frozenset({Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED})


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture showed, as far as the revisions depend on it."""

    fingerprint: str
    words: int
    kind: PageKind = PageKind.ARTICLE
    text: Callable[[], Text] = field(default=Text, compare=False)  # called only where something is doubted


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands after some captures: its last revision, what was last taken for it though it reads
    otherwise by now, since other blocks were noise then, and a doubtful text seen since."""

    last: Reading | None = None
    taken: Reading | None = None
    doubted: Reading | None = None


def step(standing: Standing, reading: Reading) -> tuple[Standing, Outcome]:
    """Where the article stands after the reading, and what became of it."""
    last = standing.last
    if reading.kind in NO_ARTICLE:
        hidden = last is not None and reading.kind in IN_THE_WAY
        return replace(standing, doubted=None), Outcome.DOUBTFUL if hidden else Outcome.NOT_ARTICLE
    if last is None:
        return Standing(reading), Outcome.NEW
    if reading.fingerprint == last.fingerprint:
        return Standing(last), Outcome.UNCHANGED
    if standing.taken is not None and reading.fingerprint == standing.taken.fingerprint:
        return replace(standing, doubted=None), Outcome.UNCHANGED
    if is_doubtful(last, reading) and not _confirms(standing.doubted, reading):
        return replace(standing, doubted=reading), Outcome.DOUBTFUL
    return Standing(reading), Outcome.CHANGED


def is_doubtful(last: Reading, reading: Reading) -> bool:
    """Whether the reading is so much shorter than the last revision that a second capture has to confirm it."""
    if not shrunk(last.words, reading.words):
        return False
    return last.words >= LONG_ENOUGH or stayed(last.text(), reading.text()) < STAYED


def _confirms(doubted: Reading | None, reading: Reading) -> bool:
    """Whether a short reading shows what was doubted: the same, or the like (a short text that is edited at each
    look)."""
    if doubted is None:
        return False
    return doubted.fingerprint == reading.fingerprint or alike(doubted.text(), reading.text())


def reverted_to(fingerprints: Sequence[str], fingerprint: str) -> int | None:
    """The number of the latest revision that reads the same; `fingerprints` are those of revisions 1, 2, 3 …"""
    for number in range(len(fingerprints), 0, -1):
        if fingerprints[number - 1] == fingerprint:
            return number
    return None
