"""What two strings keep in order, bounded: the longest common subsequence where there is room for its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

if TYPE_CHECKING:
    from collections.abc import Sequence

# Cells of the table, a bit each: 75 MB, enough for 24,000 words against 24,000 or as many sentences. No article comes
# near; a page made to hurt would take gigabytes.
MOST_CELLS = 600_000_000


class Block(NamedTuple):
    """`old[a : a + size]` is `new[b : b + size]`."""

    a: int
    b: int
    size: int


def fits(old: Sequence[object], new: Sequence[object]) -> bool:
    """Whether the two can be compared in full."""
    return len(old) * len(new) <= MOST_CELLS


def common_blocks(old: str, new: str) -> list[Block]:
    """The blocks of a longest common subsequence, in order; of two that are too long only the start and the end that
    they share."""
    if fits(old, new):
        return [Block(*block) for block in Indel.editops(old, new).as_matching_blocks() if block.size]
    most = min(len(old), len(new))
    top = next((at for at in range(most) if old[at] != new[at]), most)
    tail = next((at for at in range(most - top) if old[-1 - at] != new[-1 - at]), most - top)
    return [block for block in (Block(0, 0, top), Block(len(old) - tail, len(new) - tail, tail)) if block.size]
