"""Headlines tried against each other, and edits taken back: seen over an article's last revisions, folded in lists.

A test of headlines serves one headline to some readers and another to others; a crawler sees them by turns, and every
turn would be a change. So a headline that comes back while nothing else changes is a test, and so are the changes of
the headline alone that lie between. A text that comes back as a whole is a revert; what was undone was there for
readers to see and stays in the lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.revisions.fingerprints import block_fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

# How many revisions back a state is still remembered. Two headlines by turns come back after two revisions, a test of
# five after at most ten; a story that returns to a headline later than that has come to mean it.
WINDOW = 10


class FlapKind(StrEnum):
    HEADLINE_TEST = "headline-test"
    REVERT = "revert"


@dataclass(frozen=True, slots=True)
class State:
    """A revision as far as flapping needs it: its number, fingerprint and headline, and whether its change touched
    nothing but the headline (False for the first revision)."""

    revision: int
    fingerprint: str
    headline: str | None
    headline_only: bool


@dataclass(frozen=True, slots=True)
class Flap:
    """Why a revision's change is folded: `back_to` is the revision whose headline or text it came back to, None for a
    headline that was left again."""

    kind: FlapKind
    back_to: int | None


def flapping(states: Sequence[State], window: int = WINDOW) -> dict[int, Flap]:
    """The revisions whose changes are no news, by their numbers; `states` are an article's revisions in order.

    That a headline was only tried shows when the one before it comes back: so later revisions may fold earlier ones.
    """
    found: dict[int, Flap] = {}
    headlines = [block_fingerprint(state.headline or "") for state in states]
    texts = [state.fingerprint for state in states]
    for at, state in enumerate(states):
        start = max(0, at - window)
        if state.headline_only and (back := _last(headlines, headlines[at], start, at - 1)) is not None:
            found[state.revision] = Flap(FlapKind.HEADLINE_TEST, states[back].revision)
            for tried in states[back + 1 : at]:
                if tried.headline_only:
                    found.setdefault(tried.revision, Flap(FlapKind.HEADLINE_TEST, None))
        elif (back := _last(texts, texts[at], start, at - 1)) is not None:
            found[state.revision] = Flap(FlapKind.REVERT, states[back].revision)
    return dict(sorted(found.items()))


def _last(keys: Sequence[str], key: str, start: int, end: int) -> int | None:
    """The last index from `start` until before `end` at which a key stands."""
    return next((at for at in range(end - 1, start - 1, -1) if keys[at] == key), None)
