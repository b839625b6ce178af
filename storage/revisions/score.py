"""How much a change matters, and why: the points of its edits, by kind and by where they stand, on a scale to 100.

Nothing is learned and nothing hidden: `weights.toml` holds every number, and the features of a score add up to it.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storage.revisions.kinds import Edit, EditKind
from storage.revisions.script import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# Raised whenever the rules for kinds or scores would answer otherwise; tables count by themselves (`version.py`).
SCORER_VERSION = "3"

# A line of a list: what fits beside a date and a headline in a terminal.
REASON = 120
WORDS = 40
NAMED = 3
# Several ellipses on end, of the page or of words that were left out before: one says as much.
_ELLIPSES = re.compile(r"(?:…|\.{3})(?:\s*…|\.)+")


@dataclass(frozen=True, slots=True)
class Score:
    """`value` is 0 for nothing, below 100 always; `reason` one line, the most telling first; `features` the points that
    each kind brings, which add up to `-scale * log(1 - value / 100)`."""

    value: float
    reason: str
    features: Mapping[str, float] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()  # most telling first

    @property
    def kinds(self) -> tuple[str, ...]:
        """The names of the kinds, most telling first, each once."""
        return tuple(dict.fromkeys(edit.kind.value for edit in self.edits))


@dataclass(frozen=True, slots=True)
class Weight:
    """What an edit of a kind is worth, and what the reason says of it."""

    points: float
    says: str
    came: str
    went: str
    half: bool  # half the points if it only came or went
    by_amount: bool  # times the binary logarithm of the words it takes up, and one


def score(edits: Iterable[Edit]) -> Score:
    """The score of a change, from its edits; adding an edit never lowers it."""
    ranked = sorted(((points(edit), edit) for edit in edits), key=lambda pair: -pair[0])
    kinds: dict[str, list[float]] = {}
    for worth, edit in ranked:
        kinds.setdefault(edit.kind.value, []).append(worth)
    features = {
        kind: round(sum(p * weights().decay ** n for n, p in enumerate(worth)), 3) for kind, worth in kinds.items()
    }
    value = 100 * (1 - math.exp(-sum(features.values()) / weights().scale))
    telling = tuple(edit for _, edit in ranked)
    # Rounding must not make something nothing, nor anything everything.
    return Score(min(99.99, max(0.01, round(value, 2))) if ranked else 0.0, _reason(telling), features, telling)


def points(edit: Edit) -> float:
    """What one edit is worth."""
    weight = weights().of(edit)
    worth = weight.points
    if weight.half and not (edit.old and edit.new):
        worth /= 2
    if weight.by_amount:
        worth *= math.log2(1 + edit.amount)
    return worth * _place(edit) * (1 + math.log2(edit.times) / 2)


def _place(edit: Edit) -> float:
    place = weights().place
    if edit.field is not Field.BODY:
        return place[edit.field.value]
    return place["top"] + (place["end"] - place["top"]) * edit.depth


@dataclass(frozen=True, slots=True)
class Weights:
    """The table of weights."""

    scale: float
    material: float
    decay: float
    place: Mapping[str, float]
    rows: Mapping[tuple[str, str], Weight]

    def of(self, edit: Edit) -> Weight:
        """The weight of an edit."""
        kind = edit.kind.value
        return self.rows.get((kind, edit.detail)) or self.rows[kind, ""]


@cache
def weights() -> Weights:
    """The table, read once."""
    table: dict[str, Any] = tomllib.loads((files("storage.revisions") / "weights.toml").read_text("utf-8"))
    rows: dict[tuple[str, str], Weight] = {}
    for row in table["weight"]:
        weight = Weight(
            row["points"], row["says"], row.get("came", row["says"]), row.get("went", row["says"]),
            row.get("half", False), row.get("by_amount", False),
        )  # fmt: skip
        rows[row["kind"], row.get("detail", "")] = weight
        rows.setdefault((row["kind"], ""), weight)
    return Weights(table["scale"], table["material"], table["decay"], table["place"], rows)


def _reason(ranked: Sequence[Edit]) -> str:
    """The most telling edits in words, each kind once, as many as fit on a line."""
    said: list[str] = []
    kinds: set[EditKind] = set()
    for edit in ranked:
        phrase = _phrase(edit)
        if edit.kind in kinds or len("; ".join([*said, phrase])) > REASON:
            continue
        kinds.add(edit.kind)
        said.append(phrase)
        if len(said) == NAMED:
            break
    return "; ".join(said)


def _phrase(edit: Edit) -> str:
    weight = weights().of(edit)
    says = weight.says if edit.old and edit.new else weight.came if edit.new else weight.went
    quoted = {side: _shown(getattr(edit, side), edit.kind) for side in ("old", "new")}
    phrase = says.format(what=edit.detail, **quoted)
    if edit.kind in (EditKind.HEADLINE, EditKind.STANDFIRST) or edit.field in (Field.BODY, Field.NOTICES, Field.BYLINE):
        return phrase
    head, arrow, tail = phrase.partition(f" {quoted['old']} →")
    where = f" in the {edit.field.value}"
    return head + where + arrow + tail if arrow else phrase + where


def _shown(words: str, kind: EditKind) -> str:
    words = _ELLIPSES.sub("…", " ".join(words.split()))
    short = words if len(words) <= WORDS else words[:WORDS].rsplit(" ", 1)[0].rstrip(" .,;:–—-…") + "…"
    return short if kind in (EditKind.FIGURE, EditKind.NAME, EditKind.BYLINE, EditKind.ATTRIBUTION) else f"“{short}”"
