"""Which sentences may have become which: pairs with the words they keep, found without looking at every two.

Sentences are spelled in one `Alphabet`, a letter a word.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from functools import lru_cache
from heapq import nlargest
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import LCSseq

from storage.revisions.subsequence import common_blocks, fits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Share of words kept that makes two sentences alike, wherever they stand; and between the same neighbours.
ALIKE = 0.5
NEAR = 0.3
# A word that more sentences share says nothing of who became whom; so many candidates of a sentence are scored.
_RARE = 12
_CANDIDATES = 4
# Equal sentences make so many pairs for each sentence at most, else (tickers) only their common subsequence does.
_TWINS = 4
# In a gap of so many possible pairs all are scored, else those near the diagonal.
_SMALL_GAP = 400


class Pair(NamedTuple):
    """An old and a new sentence by index, how many words they keep in order, and how alike they are, 0.0 to 1.0."""

    old: int
    new: int
    kept: int
    alike: float


def pair(old: Sequence[str], new: Sequence[str], i: int, j: int) -> Pair:
    """Likeness is the mean of two shares of all words: kept in order, and kept at all (as bags)."""
    a, b = old[i], new[j]
    if not a or not b:
        return Pair(i, j, 0, 0.0)
    kept = kept_in_order(a, b)
    shared = kept_in_order(_bag(a), _bag(b))
    return Pair(i, j, kept, (kept + shared) / (len(a) + len(b)))


@lru_cache(maxsize=4096)
def _bag(code: str) -> str:
    """The words of a sentence in one order for all."""
    return "".join(sorted(code))


def kept_in_order(old: str, new: str) -> int:
    """How many words two sentences share in order; of two that are too long to say, how many at all."""
    return LCSseq.similarity(old, new) if fits(old, new) else (Counter(old) & Counter(new)).total()


def equal_pairs(old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
    """Pairs of equal sentences: every two; or, where they are too many, those in order and as many others as fit."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j in news:
        places[new[j]].append(j)
    counts = Counter(old[i] for i in olds)
    twins = sum(count * len(places[code]) for code, count in counts.items() if code in places)
    if twins <= _TWINS * (len(olds) + len(news)):
        return [Pair(i, j, len(old[i]), 1.0) for i in olds for j in places.get(old[i], ())]
    names = {code: chr(number) for number, code in enumerate({*counts, *places})}
    both = "".join([names[old[i]] for i in olds]), "".join([names[new[j]] for j in news])
    found: dict[int, int] = {}
    for block in common_blocks(*both):
        found |= zip(olds[block.a : block.a + block.size], news[block.b : block.b + block.size], strict=True)
    taken = set(found.values())
    left = {code: iter([j for j in there if j not in taken]) for code, there in places.items()}
    for i in olds:
        if i not in found and (j := next(left.get(old[i], iter(())), -1)) >= 0:
            found[i] = j
    return [Pair(i, j, len(old[i]), 1.0) for i, j in found.items()]


def edited_pairs(old: Sequence[str], new: Sequence[str], olds: Iterable[int], news: Iterable[int]) -> list[Pair]:
    """Pairs of sentences that are alike and share a rare word."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j in news:
        for word in set(new[j]):
            holders[word].append(j)
    pairs = []
    for i in olds:
        votes: dict[int, int] = {}
        for word in set(old[i]):
            found = holders.get(word, ())
            if len(found) <= _RARE:
                for j in found:
                    votes[j] = votes.get(j, 0) + 1
        pairs += [pair(old, new, i, j) for j in nlargest(_CANDIDATES, votes, key=votes.__getitem__)]
    return [found for found in pairs if found.alike >= ALIKE]


def near_pairs(old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> list[Pair]:
    """Pairs between the same neighbours, where less likeness will do."""
    if len(olds) * len(news) <= _SMALL_GAP:
        places = {(i, j) for i in olds for j in news}
    else:
        last = len(news) - 1
        behind = last - len(olds) + 1
        slope = last / max(1, len(olds) - 1)
        places = {
            (i, news[j])
            for at, i in enumerate(olds)
            for middle in (at, round(at * slope), at + behind)
            for j in range(max(0, middle - 1), min(last, middle + 1) + 1)
        }
    return [found for i, j in places if (found := pair(old, new, i, j)).alike >= NEAR]


def heaviest_in_order(pairs: Iterable[Pair]) -> list[Pair]:
    """Those pairs, in order on both sides, that keep most words together: n log n, by a Fenwick tree of best sums."""
    ordered = sorted(pairs, key=lambda one: (one.old, -one.new))
    columns = sorted({one.new for one in ordered})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(columns) + 1)
    before: list[int] = []
    for number, one in enumerate(ordered):
        column = at = bisect_left(columns, one.new)
        weight, previous = 0.0, -1
        while at > 0:
            if best[at][0] > weight:
                weight, previous = best[at]
            at &= at - 1
        before.append(previous)
        # Of two that keep as many words, the one more alike.
        weight += one.kept + one.alike / 2
        at = column + 1
        while at <= len(columns):
            if best[at][0] < weight:
                best[at] = (weight, number)
            at += at & -at
    chosen = []
    at = max(best)[1]
    while at >= 0:
        chosen.append(ordered[at])
        at = before[at]
    return chosen[::-1]
