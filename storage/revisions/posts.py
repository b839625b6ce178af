"""The posts of a live blog: which blocks are of one, and which posts only left the page when newer ones came."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from storage.records import Text

PINNED = 1  # posts that may be held above the newest


class Post(NamedTuple):
    """A post: the places of its blocks, its id and its time."""

    blocks: range
    id: str
    at: datetime | None


def posts_of(text: Text) -> list[Post]:
    """The posts of a text in reading order; neighbouring blocks with one id are of one post."""
    found = []
    for own, run in groupby(range(len(text.blocks)), key=lambda number: text.blocks[number].id):
        if own is not None:
            numbers = list(run)
            found.append(Post(range(numbers[0], numbers[-1] + 1), own, text.blocks[numbers[0]].at))
    return found


def paged(old: Sequence[Post], new: Sequence[Post], gone: Collection[int], come: Collection[int]) -> set[int]:
    """Which of the old posts that are `gone` were not cut: they stood at the one end of a page that shows the newest
    posts only, and others have `come` at the other."""
    if not gone or not come:
        return set()
    stayed_old = [number for number in range(len(old)) if number not in gone]
    stayed_new = [number for number in range(len(new)) if number not in come]
    if not stayed_old or not stayed_new:  # nothing tells the ends but the times
        before, after = [old[number].at for number in gone], [new[number].at for number in come]
        known = [at for at in before if at is not None], [at for at in after if at is not None]
        told = len(known[0]) == len(before) and len(known[1]) == len(after)
        return set(gone) if told and max(known[0]) <= min(known[1]) else set()
    above = sum(number < min(come) for number in stayed_new)
    if above <= PINNED and above < len(stayed_new):
        return {number for number in gone if number > stayed_old[-1]}
    if max(come) > stayed_new[-1]:
        return {number for number in gone if number < stayed_old[0]}
    return set()
