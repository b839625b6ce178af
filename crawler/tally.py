"""What a run did: counted while it goes on, summed up at its end."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from crawler.files import Problem
from storage.records import Outcome, Recorded

# More problems than these are counted, not listed: twenty thousand broken files would fill the memory and the screen.
MOST_LISTED = 200

_GOOD = (Outcome.NEW, Outcome.CHANGED, Outcome.UNCHANGED, Outcome.NOT_MODIFIED, Outcome.DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did. `outcomes` counts the captures added, `known` what was in the archive before, `feeds` the feeds
    read, `revisions` the new states of articles, `extractions` the pages that had to be read, `seconds` the time."""

    outcomes: dict[Outcome, int]
    known: int
    feeds: int
    revisions: int
    extractions: int
    seconds: float
    problems: tuple[Problem, ...] = ()
    unlisted: int = 0  # further problems
    interrupted: bool = False
    passed: dict[str, int] = field(default_factory=dict)  # kind → files in folders that were passed over

    @property
    def captures(self) -> int:
        """Captures added, whatever came of them."""
        return sum(self.outcomes.values())

    @property
    def captured(self) -> int:
        """Captures added that show an article."""
        return sum(self.outcomes.get(outcome, 0) for outcome in _GOOD)

    @property
    def succeeded(self) -> bool:
        """Something was captured; or all there was to capture was in the archive before."""
        return self.captured > 0 or (self.known > 0 and self.captures == 0)

    @property
    def counts(self) -> dict[str, int]:
        """The counts of a run as the archive keeps them, by name; without zeros."""
        named = {outcome.value: number for outcome, number in self.outcomes.items()}
        more = {"known": self.known, "feeds": self.feeds, "revisions": self.revisions, "extractions": self.extractions}
        problems = {"problems": len(self.problems) + self.unlisted, "passed": sum(self.passed.values())}
        return {name: number for name, number in (named | more | problems).items() if number}

    def count(self, outcome: Outcome) -> int:
        return self.outcomes.get(outcome, 0)

    def as_dict(self) -> dict[str, object]:
        """The summary as JSON has it: a count for each outcome by its name, and the rest."""
        return {
            **{outcome.value: self.count(outcome) for outcome in Outcome},
            "captures": self.captures,
            "known": self.known,
            "feeds": self.feeds,
            "revisions": self.revisions,
            "extractions": self.extractions,
            "seconds": round(self.seconds, 3),
            "interrupted": self.interrupted,
            "problems": [{"what": problem.what, "why": problem.why} for problem in self.problems],
            "unlisted": self.unlisted,
            "passed": self.passed,
        }


@dataclass
class Tally:
    """The counts of a run that goes on."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    known: int = 0
    feeds: int = 0
    revisions: int = 0
    extractions: int = 0
    problems: list[Problem] = field(default_factory=list)
    unlisted: int = 0
    interrupted: bool = False
    passed: Counter[str] = field(default_factory=Counter)
    started: float = field(default_factory=time.monotonic)

    def recorded(self, recorded: Recorded) -> None:
        if not recorded.created:
            self.known += 1
            return
        self.outcomes[recorded.outcome] += 1
        if recorded.revision is not None:
            self.revisions += 1

    def problem(self, what: str, why: str) -> None:
        if len(self.problems) < MOST_LISTED:
            self.problems.append(Problem(what, why))
        else:
            self.unlisted += 1

    @property
    def counts(self) -> tuple[int, ...]:
        """What grows while something happens."""
        return self.pages, self.feeds, len(self.problems) + self.unlisted

    @property
    def pages(self) -> int:
        return sum(self.outcomes.values()) + self.known

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def summary(self) -> Summary:
        return Summary(
            dict(self.outcomes),
            self.known,
            self.feeds,
            self.revisions,
            self.extractions,
            self.seconds,
            tuple(self.problems),
            self.unlisted,
            self.interrupted,
            dict(self.passed.most_common()),
        )

    def line(self) -> str:
        """The state of the run in one line: "128 pages: 12 new, 3 changed, 110 unchanged, 3 failed; 41.2 a second"."""
        unchanged = self.known + sum(self.outcomes[o] for o in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED))
        rate = self.pages / self.seconds if self.seconds > 0 else 0.0
        parts = [
            f"{self.outcomes[Outcome.NEW]} new",
            f"{self.outcomes[Outcome.CHANGED]} changed",
            f"{unchanged} unchanged",
            *(
                f"{self.outcomes[outcome]} {name}"
                for outcome, name in (
                    (Outcome.GONE, "gone"),
                    (Outcome.DOUBTFUL, "doubtful"),
                    (Outcome.NOT_ARTICLE, "no article"),
                )
                if self.outcomes[outcome]
            ),
            f"{self.outcomes[Outcome.FAILED]} failed",
        ]
        pages = "1 page" if self.pages == 1 else f"{self.pages} pages"
        return f"{pages}: {', '.join(parts)}; {rate:.1f} a second"
