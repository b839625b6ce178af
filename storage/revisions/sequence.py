"""What a capture makes of an article: the one place that decides what a revision is.

An article's captures are read in the order they were fetched. `step` takes what stands so far and what the next capture
shows, and says what becomes of it:

    nothing before, an article          NEW, the first revision
    reads as the last revision          UNCHANGED
    suddenly short                      DOUBTFUL, until the next capture reads the same
    else                                CHANGED, a further revision
    a front page or gallery             NOT_ARTICLE
    an error or consent page            DOUBTFUL where there was an article, else NOT_ARTICLE

So the revisions follow from the captures alone, and can be made again from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.records import Outcome, PageKind
from storage.revisions.doubt import IN_THE_WAY, NO_ARTICLE, shrunk

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Reading:
    """What a capture showed, as far as the revisions depend on it."""

    fingerprint: str
    words: int
    kind: PageKind = PageKind.ARTICLE


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an article stands after some captures: its last revision, and a doubtful text seen since."""

    last: Reading | None = None
    doubted: Reading | None = None


def step(standing: Standing, reading: Reading) -> tuple[Standing, Outcome]:
    """Where the article stands after the reading, and what became of it."""
    last = standing.last
    if reading.kind in NO_ARTICLE:
        hidden = last is not None and reading.kind in IN_THE_WAY
        return Standing(last), Outcome.DOUBTFUL if hidden else Outcome.NOT_ARTICLE
    if last is None:
        return Standing(reading), Outcome.NEW
    if reading.fingerprint == last.fingerprint:
        return Standing(last), Outcome.UNCHANGED
    confirmed = standing.doubted is not None and standing.doubted.fingerprint == reading.fingerprint
    if shrunk(last.words, reading.words) and not confirmed:
        return replace(standing, doubted=reading), Outcome.DOUBTFUL
    return Standing(reading), Outcome.CHANGED


def reverted_to(fingerprints: Sequence[str], fingerprint: str) -> int | None:
    """The number of the latest revision that reads the same; `fingerprints` are those of revisions 1, 2, 3 …"""
    for number in range(len(fingerprints), 0, -1):
        if fingerprints[number - 1] == fingerprint:
            return number
    return None
