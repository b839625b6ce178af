"""How well the score ranks: AUC on revisions that people labelled, what each kind of edit brings, and how much it hangs
on the weights.

`python -m benchmarks.ranking` prints, where the measuring set is at hand: the AUC of our score and of the plain count
of changed words, with the spread over resampled pairs; with every weight moved at random; and without each kind.
"""

from __future__ import annotations

import difflib
import math
import os
import random
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._rows import rows_of
from storage.records import Block, Text
from storage.revisions import compare
from storage.revisions.kinds import Edit, EditKind
from storage.revisions.score import points, weights

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
# The measuring set is not part of the project: its texts are their publishers'.
MEASURES = Path(os.environ.get("WRITETHRU_MEASURES", ROOT.parent / "shared" / "bench")) / "revisions" / "data"
ROUNDS = 400


@dataclass(frozen=True)
class Labelled:
    """A pair of texts that somebody called substantive or trivial."""

    substantive: bool
    edits: tuple[Edit, ...]
    words: int


def labelled() -> list[Labelled]:
    found = []
    for pair in rows_of(MEASURES / "pairs.jsonl"):
        if pair.get("label") in ("substantive", "trivial"):
            old, new = (
                Text(pair[side].get("title"), blocks=tuple(map(Block, pair[side]["text"].split("\n"))))
                for side in ("old", "new")
            )
            found.append(Labelled(pair["label"] == "substantive", compare(old, new).edits, changed_words(old, new)))
    return found


def changed_words(old: Text, new: Text) -> int:
    """Words that difflib shows as changed: what a plain tracker ranks by."""
    a, b = old.body.split(), new.body.split()
    codes = difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()
    return sum(j - i + m - k for tag, i, j, k, m in codes if tag != "equal")


def auc(pairs: Sequence[Labelled], value: Callable[[Labelled], float]) -> float:
    """How often a substantive pair is above a trivial one; a half for a tie."""
    above = [value(pair) for pair in pairs if pair.substantive]
    below = [value(pair) for pair in pairs if not pair.substantive]
    return sum((a > b) + (a == b) / 2 for a in above for b in below) / (len(above) * len(below) or 1)


def total(edits: Iterable[Edit], factor: Callable[[Edit], float]) -> float:
    """The score before it is brought to its scale, each edit's points times a factor."""
    kinds: dict[EditKind, list[float]] = {}
    for edit in edits:
        kinds.setdefault(edit.kind, []).append(points(edit) * factor(edit))
    decay = weights().decay
    return sum(sum(p * decay**n for n, p in enumerate(sorted(worth, reverse=True))) for worth in kinds.values())


def weighed(pair: Labelled, factors: Mapping[EditKind, float]) -> float:
    return total(pair.edits, lambda edit: factors.get(edit.kind, 1.0))


ours = partial(weighed, factors={})


def resampled(pairs: Sequence[Labelled]) -> list[float]:
    """The AUC over samples of the pairs, drawn with replacement, sorted."""
    rng = random.Random(5)
    sides = [[pair for pair in pairs if pair.substantive is side] for side in (True, False)]
    return sorted(auc([rng.choice(side) for side in sides for _ in side], ours) for _ in range(ROUNDS))


def shaken(pairs: Sequence[Labelled]) -> list[float]:
    """The AUC with every kind's weight between half and twice what it is, at random, sorted."""
    found = []
    for seed in range(ROUNDS):
        rng = random.Random(seed)
        factors = {kind: 2 ** rng.uniform(-1, 1) for kind in EditKind}
        found.append(auc(pairs, partial(weighed, factors=factors)))
    return sorted(found)


def span(values: Sequence[float]) -> str:
    low, high = values[math.floor(0.05 * len(values))], values[math.ceil(0.95 * len(values)) - 1]
    return f"{low:.3f} to {high:.3f} in nine of ten"


def main() -> None:
    if not (MEASURES / "pairs.jsonl").exists():
        print(f"no labelled pairs at {MEASURES}; WRITETHRU_MEASURES says where the measuring set is")
        return
    pairs = labelled()
    full, plain = auc(pairs, ours), auc(pairs, lambda pair: pair.words)
    print(f"pairs    {sum(p.substantive for p in pairs)} substantive, {sum(not p.substantive for p in pairs)} trivial")
    print(f"AUC      ours {full:.3f} (resampled {span(resampled(pairs))}), changed words {plain:.3f}")
    print(f"shaken   every weight between half and twice: {span(shaken(pairs))}")
    for kind in EditKind:
        if any(edit.kind is kind for pair in pairs for edit in pair.edits):
            without = auc(pairs, partial(weighed, factors={kind: 0.0}))
            print(f"without  {kind.value:16s} {without:.3f} ({without - full:+.3f})")


if __name__ == "__main__":
    main()
