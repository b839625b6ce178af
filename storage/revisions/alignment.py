"""Which sentence became which: in order or moved, edited, split or joined.

Equal sentences pair by themselves, edited ones by the rare words they share, scored by the words they keep. The
heaviest sequence of pairs that keeps the order is the backbone; what is alike outside it has moved. In the gaps that
the backbone leaves less likeness is asked for. A sentence beside a pair that carries on what one side of it has left
over belongs to it: split off or joined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from storage.revisions.likeness import edited_pairs, equal_pairs, heaviest_in_order, kept_in_order, near_pairs
from storage.revisions.subsequence import common_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from storage.revisions.likeness import Pair

# Likeness that a sentence found elsewhere needs to have moved. With fewer words than MOVABLE ("He said no.") it is
# another one.
MOVED = 0.6
MOVABLE = 4
# Share of a sentence that must come from what its neighbour's partner has left over to count as split off.
SPLIT = 0.5


class Match(NamedTuple):
    """Old sentences that became new ones, by index: one and one, or one and several in a row."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    moved: bool = False


def align(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """The matches between two sequences of sentences, spelled in one `Alphabet`; each sentence is in one at most.

    Those that are not moved keep the order.
    """
    top = _shared(old, new)
    tail = _shared(old[top:][::-1], new[top:][::-1])
    ends = len(old) - tail, len(new) - tail
    matches = [Match((i,), (i,)) for i in range(top)] + [Match((ends[0] + i,), (ends[1] + i,)) for i in range(tail)]
    return matches + align_within(old, new, range(top, ends[0]), range(top, ends[1]))


def align_within(old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> list[Match]:
    """The matches between some sentences of each side, given by their places in order."""
    return _Alignment(old, new, olds, news).matches() if olds and news else []


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many sentences at the start are equal."""
    count = 0
    for a, b in zip(old, new, strict=False):
        if a != b:
            break
        count += 1
    return count


class _Alignment:
    """The sentences `olds` and `news` of a text, those still free, and the matches found so far."""

    def __init__(self, old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> None:
        self._old, self._new = old, new
        self._olds, self._news = olds, news
        self._free_old, self._free_new = set(olds), set(news)

    def matches(self) -> list[Match]:
        equal = equal_pairs(self._old, self._new, self._olds, self._news)
        single_old = self._free_old.difference(pair.old for pair in equal)
        single_new = self._free_new.difference(pair.new for pair in equal)
        alike = equal + edited_pairs(self._old, self._new, sorted(single_old), sorted(single_new))
        backbone = heaviest_in_order(alike)
        found = self._take(backbone)
        found += self._take(self._strays(alike), moved=True)
        found = [self._grown(match) for match in found]
        for olds, news in list(self._gaps(backbone)):
            near = heaviest_in_order(near_pairs(self._old, self._new, olds, news))
            found += [self._grown(match) for match in self._take(near)]
        return found

    def _take(self, pairs: list[Pair], *, moved: bool = False) -> list[Match]:
        self._free_old.difference_update(pair.old for pair in pairs)
        self._free_new.difference_update(pair.new for pair in pairs)
        return [Match((pair.old,), (pair.new,), moved) for pair in pairs]

    def _strays(self, alike: list[Pair]) -> list[Pair]:
        """Pairs outside the backbone that are alike enough to have moved, the best first, no sentence twice."""
        strays, taken_old, taken_new = [], set[int](), set[int]()
        likely = [
            pair
            for pair in alike
            if pair.kept >= MOVABLE
            and pair.alike >= MOVED
            and pair.old in self._free_old
            and pair.new in self._free_new
        ]
        for pair in sorted(likely, key=lambda pair: (-pair.alike, -pair.kept, pair.new, pair.old)):
            if pair.old not in taken_old and pair.new not in taken_new:
                strays.append(pair)
                taken_old.add(pair.old)
                taken_new.add(pair.new)
        return strays

    def _gaps(self, backbone: list[Pair]) -> Iterator[tuple[list[int], list[int]]]:
        """The free sentences between each two pairs of the backbone, where both sides have some."""
        i, j = self._olds[0], self._news[0]
        for a, b in [*((pair.old, pair.new) for pair in backbone), (self._olds[-1] + 1, self._news[-1] + 1)]:
            gap = [n for n in range(i, a) if n in self._free_old], [n for n in range(j, b) if n in self._free_new]
            if all(gap):
                yield gap
            i, j = a + 1, b + 1

    def _grown(self, match: Match) -> Match:
        """The match with the free neighbours that were split off its old sentence or joined into its new one."""
        (i,), (j,) = match.old, match.new
        if self._old[i] == self._new[j]:
            return match
        news = self._neighbours(self._old[i], self._new, j, self._free_new)
        if len(news) > 1:
            return match._replace(new=news)
        return match._replace(old=self._neighbours(self._new[j], self._old, i, self._free_old))

    def _neighbours(self, whole: str, side: Sequence[str], at: int, free: set[int]) -> tuple[int, ...]:
        first = last = at
        grows = True
        while grows:
            grows = False
            left = _left_over(whole, "".join(side[first : last + 1])) if {first - 1, last + 1} & free else ""
            for other in (last + 1, first - 1):
                if other in free and _carries_on(left, side[other]):
                    free.discard(other)
                    first, last = min(first, other), max(last, other)
                    grows = True
                    break
        return tuple(range(first, last + 1))


def _left_over(whole: str, part: str) -> str:
    """The words of `whole` that `part` does not keep."""
    blocks = common_blocks(whole, part)
    starts = [0, *(block.a + block.size for block in blocks)]
    ends = [*(block.a for block in blocks), len(whole)]
    return "".join([whole[start:end] for start, end in zip(starts, ends, strict=True)])


def _carries_on(left: str, other: str) -> bool:
    kept = kept_in_order(left, other)
    return kept >= 2 and (kept == len(other) or (len(other) >= MOVABLE and kept >= SPLIT * len(other)))
