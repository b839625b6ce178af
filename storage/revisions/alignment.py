"""Which sentence became which: pairs of old and new sentences, in order or moved, split or joined.

The way: equal sentences pair by themselves, edited ones by the rare words they share, scored by how many words they keep
in order and at all. The heaviest sequence of pairs that keeps the order is the backbone; what is alike outside it has
moved. In the gaps that the backbone leaves, less likeness is asked for, and a sentence may continue in two.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel, LCSseq

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Share of words kept that two sentences need: wherever they stand; to have moved; within the same gap.
_ALIKE = 0.5
_MOVED = 0.6
_NEAR = 0.3
# Fewer words than this, and a sentence found elsewhere ("He said no.") is another one rather than moved.
_MOVABLE = 4
# A word that more sentences share says nothing of who became whom; so many candidates of a sentence are scored.
_RARE = 12
_CANDIDATES = 4
# Equal sentences make so many pairs for each sentence at most, else (tickers) their common subsequence does.
_TWINS = 4
# In a gap of so many possible pairs all are scored, else those near the diagonal.
_SMALL_GAP = 400
# Part of a sentence that must come from what its neighbour's partner has left over to count as split off.
_SPLIT = 0.5


@dataclass(frozen=True, slots=True)
class Match:
    """Old sentences that became new ones: one and one, or one and several where it was split or they were joined."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


@dataclass(frozen=True, slots=True)
class _Pair:
    old: int
    new: int
    kept: int  # words
    alike: float  # 0.0 to 1.0


def align(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The matches between two sequences of sentences, spelled in one `Alphabet`; each sentence is in one at most.

    Those not moved come in order, the moved ones at the end.
    """
    top = _shared(old, new)
    tail = _shared(old[top:][::-1], new[top:][::-1])
    ends = len(old) - tail, len(new) - tail
    backbone = [Match((i,), (i,)) for i in range(top)]
    moved: list[Match] = []
    if top < ends[0] and top < ends[1]:
        inner, moved = _align(old, new, top, ends)
        backbone += inner
    backbone += [Match((ends[0] + i,), (ends[1] + i,)) for i in range(tail)]
    return backbone + moved


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many sentences at the start are equal."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


def _align(old: Sequence[str], new: Sequence[str], top: int, ends: tuple[int, int]) -> tuple[list[Match], list[Match]]:
    olds, news = range(top, ends[0]), range(top, ends[1])
    equal = _equal(old, new, olds, news)
    paired_old, paired_new = {pair.old for pair in equal}, {pair.new for pair in equal}
    edited = _edited(old, new, [i for i in olds if i not in paired_old], [j for j in news if j not in paired_new])
    backbone = _heaviest(equal + edited)
    used_old, used_new = {pair.old for pair in backbone}, {pair.new for pair in backbone}
    moved = []
    for pair in sorted(equal + edited, key=lambda pair: (-pair.alike, -pair.kept, pair.new, pair.old)):
        if pair.kept < _MOVABLE or pair.alike < _MOVED:
            continue
        if pair.old not in used_old and pair.new not in used_new:
            used_old.add(pair.old)
            used_new.add(pair.new)
            moved.append(Match((pair.old,), (pair.new,), moved=True))
    gaps = list(_gaps(backbone, olds, news, used_old, used_new))
    for gap_old, gap_new in gaps:
        backbone += _near(old, new, gap_old, gap_new)
    backbone.sort(key=lambda pair: pair.old)
    return _with_splits(old, new, backbone, olds, news, {m.old[0] for m in moved}, {m.new[0] for m in moved}), moved


def _equal(old: Sequence[str], new: Sequence[str], olds: range, news: range) -> list[_Pair]:
    places: defaultdict[str, list[int]] = defaultdict(list)
    for j in news:
        places[new[j]].append(j)
    counts = Counter(old[i] for i in olds)
    twins = sum(count * len(places[code]) for code, count in counts.items() if code in places)
    if twins <= _TWINS * (len(olds) + len(news)):
        return [_Pair(i, j, len(old[i]), 1.0) for i in olds for j in places.get(old[i], ())]
    names = {code: chr(number) for number, code in enumerate({*counts, *places})}
    pairs, used = [], set()
    for block in LCSseq.editops(
        "".join(names[old[i]] for i in olds), "".join(names[new[j]] for j in news)
    ).as_matching_blocks():
        for step in range(block.size):
            pairs.append(_Pair(olds[block.a + step], news[block.b + step], len(old[olds[block.a + step]]), 1.0))
            used.add(pairs[-1].old)
    taken = {pair.new for pair in pairs}
    left = {code: iter([j for j in js if j not in taken]) for code, js in places.items()}
    for i in olds:
        if i not in used and (j := next(left.get(old[i], iter(())), None)) is not None:
            pairs.append(_Pair(i, j, len(old[i]), 1.0))
    return pairs


def _edited(old: Sequence[str], new: Sequence[str], olds: list[int], news: list[int]) -> list[_Pair]:
    """Pairs of sentences that are alike and share a rare word."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for j in news:
        for word in set(new[j]):
            holders[word].append(j)
    pairs = []
    for i in olds:
        votes: Counter[int] = Counter()
        for word in set(old[i]):
            found = holders.get(word, ())
            if len(found) <= _RARE:
                for j in found:
                    votes[j] += 1
        best = votes.most_common(_CANDIDATES) if len(votes) > _CANDIDATES else votes.items()
        pairs += [pair for j, _ in best if (pair := _pair(old, new, i, j)).alike >= _ALIKE]
    return pairs


def _pair(old: Sequence[str], new: Sequence[str], i: int, j: int) -> _Pair:
    a, b = old[i], new[j]
    if not a or not b:
        return _Pair(i, j, 0, 0.0)
    kept = LCSseq.similarity(a, b)
    shared = LCSseq.similarity("".join(sorted(a)), "".join(sorted(b)))  # as bags: order aside
    return _Pair(i, j, kept, (kept + shared) / (len(a) + len(b)))


def _heaviest(pairs: Iterable[_Pair]) -> list[_Pair]:
    """The pairs in order on both sides that keep most words, by a Fenwick tree of best sums: n log n."""
    ordered = sorted(pairs, key=lambda pair: (pair.old, -pair.new))
    columns = sorted({pair.new for pair in ordered})
    best: list[tuple[float, int]] = [(0.0, -1)] * (len(columns) + 1)
    before: list[int] = []
    for number, pair in enumerate(ordered):
        column = bisect_left(columns, pair.new)
        weight, previous = 0.0, -1
        at = column
        while at > 0:
            if best[at][0] > weight:
                weight, previous = best[at]
            at &= at - 1
        before.append(previous)
        # Of two that keep as much, the one more alike.
        reached = weight + pair.kept + pair.alike / 2
        at = column + 1
        while at <= len(columns):
            if best[at][0] < reached:
                best[at] = (reached, number)
            at += at & -at
    chosen = []
    at = max(best)[1]
    while at >= 0:
        chosen.append(ordered[at])
        at = before[at]
    return chosen[::-1]


def _gaps(
    backbone: list[_Pair], olds: range, news: range, used_old: set[int], used_new: set[int]
) -> Iterable[tuple[list[int], list[int]]]:
    """The sentences that are still alone, between each two pairs of the backbone."""
    i, j = olds.start, news.start
    for a, b in [*((pair.old, pair.new) for pair in backbone), (olds.stop, news.stop)]:
        gap = [n for n in range(i, a) if n not in used_old], [n for n in range(j, b) if n not in used_new]
        if all(gap):
            yield gap
        i, j = a + 1, b + 1


def _near(old: Sequence[str], new: Sequence[str], gap_old: list[int], gap_new: list[int]) -> list[_Pair]:
    if len(gap_old) * len(gap_new) <= _SMALL_GAP:
        places = {(i, j) for i in gap_old for j in gap_new}
    else:
        last = len(gap_new) - 1
        slope = last / max(1, len(gap_old) - 1)
        places = {
            (i, gap_new[j])
            for n, i in enumerate(gap_old)
            for middle in (n, round(n * slope), last - (len(gap_old) - 1 - n))
            for j in range(max(0, middle - 1), min(last, middle + 1) + 1)
        }
    pairs = (_pair(old, new, i, j) for i, j in places)
    return _heaviest(pair for pair in pairs if pair.alike >= _NEAR)


def _with_splits(
    old: Sequence[str],
    new: Sequence[str],
    backbone: list[_Pair],
    olds: range,
    news: range,
    away: set[int],
    here: set[int],
) -> list[Match]:
    """The backbone as matches, each with the neighbours that were split off it or joined to it."""
    matches = []
    ends = [(olds.start - 1, news.start - 1), *((pair.old, pair.new) for pair in backbone), (olds.stop, news.stop)]
    for at, pair in enumerate(backbone, 1):
        group_old, group_new = (pair.old,), (pair.new,)
        before, after = ends[at - 1], ends[at + 1]
        last = matches[-1] if matches else Match((before[0],), (before[1],))
        news_near = [j for j in (pair.new - 1, pair.new + 1) if last.new[-1] < j < after[1] and j not in here]
        olds_near = [i for i in (pair.old - 1, pair.old + 1) if last.old[-1] < i < after[0] and i not in away]
        joined_new = tuple(
            sorted([pair.new, *(j for j in news_near if _continues(old[pair.old], new[pair.new], new[j]))])
        )
        if len(joined_new) > 1:
            group_new = joined_new
        else:
            group_old = tuple(
                sorted([pair.old, *(i for i in olds_near if _continues(new[pair.new], old[pair.old], old[i]))])
            )
        matches.append(Match(group_old, group_new))
    return matches


def _continues(whole: str, part: str, other: str) -> bool:
    """Enough of `other` comes from the words of `whole` that `part` has not taken."""
    if len(other) < _MOVABLE:
        return False
    left = [True] * len(whole)
    for block in Indel.editops(whole, part).as_matching_blocks():
        left[block.a : block.a + block.size] = [False] * block.size
    rest = "".join(word for word, free in zip(whole, left, strict=True) if free)
    return LCSseq.similarity(rest, other) >= _SPLIT * len(other)
