"""Which sentence became which in a live blog: post by post, so that a post is itself wherever it stands.

Posts with one id that share words are the same post, and compared inside; two that say the same are one under any ids.
Where most ids are only places ("post-1" is whatever stands on top), posts are told by being alike.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from storage.revisions.alignment import MOVABLE, Match, align_within
from storage.revisions.likeness import Pair, edited_pairs, equal_pairs, heaviest_in_order, kept_in_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

SAME = 0.5  # share of the shorter post's words that the other keeps, if one id makes them one post


class Posted(NamedTuple):
    """The sentences of a text, spelled in one `Alphabet`, and the id of the post that each is of."""

    codes: Sequence[str]
    ids: Sequence[str | None]


class _Post(NamedTuple):
    id: str
    places: list[int]  # of its sentences
    code: str


def align_by_posts(old: Posted, new: Posted) -> list[Match]:
    """The matches between two texts, as `align` gives them: those that are not moved keep the order."""
    olds, news = list(_posts(old)), list(_posts(new))
    matches = []
    for a, b in _same_posts(olds, news):
        matches += _inside(old.codes, new.codes, olds[a].places, news[b].places)
    matches += _inside(old.codes, new.codes, _around(old), _around(new))
    return _in_order(old.codes, new.codes, [*matches, *_strays(old.codes, new.codes, matches)])


def _posts(side: Posted) -> Iterator[_Post]:
    for own, run in groupby(range(len(side.ids)), key=side.ids.__getitem__):
        if own is not None:
            places = list(run)
            yield _Post(own, places, "".join([side.codes[place] for place in places]))


def _around(side: Posted) -> list[int]:
    return [place for place, own in enumerate(side.ids) if own is None]


def _same_posts(olds: Sequence[_Post], news: Sequence[_Post]) -> list[tuple[int, int]]:
    """Pairs of posts, by index: those of one id first, then those that read alike."""
    by_id = {post.id: at for at, post in reversed(list(enumerate(news)))}
    shared = {post.id: (at, by_id[post.id]) for at, post in reversed(list(enumerate(olds))) if post.id in by_id}
    pairs = [(a, b) for a, b in shared.values() if _share_words(olds[a].code, news[b].code)]
    lasting = 2 * len(pairs) > len(shared)
    left_old = sorted(set(range(len(olds))).difference(a for a, _ in pairs))
    left_new = sorted(set(range(len(news))).difference(b for _, b in pairs))
    codes = [post.code for post in olds], [post.code for post in news]
    alike = equal_pairs(*codes, left_old, left_new)
    if not lasting:
        alike += edited_pairs(*codes, left_old, left_new)
    free_old, free_new = set(left_old), set(left_new)
    for one in sorted(alike, key=lambda one: (-one.alike, -one.kept, one.old, one.new)):
        if one.kept >= MOVABLE and one.old in free_old and one.new in free_new:
            free_old.remove(one.old)
            free_new.remove(one.new)
            pairs.append((one.old, one.new))
    return pairs


def _share_words(one: str, other: str) -> bool:
    return kept_in_order(one, other) >= SAME * min(len(one), len(other))


def _inside(old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]) -> list[Match]:
    if [old[i] for i in olds] == [new[j] for j in news]:
        return [Match((i,), (j,)) for i, j in zip(olds, news, strict=True)]
    return align_within(old, new, olds, news)


def _strays(old: Sequence[str], new: Sequence[str], matches: Iterable[Match]) -> Iterator[Match]:
    """Sentences that went from one post to another, or between a post and what is around it, to the letter."""
    matches = list(matches)
    free_old = sorted(set(range(len(old))).difference(*(match.old for match in matches)))
    free_new = sorted(set(range(len(new))).difference(*(match.new for match in matches)))
    taken_old, taken_new = set[int](), set[int]()
    for i, j, kept, _ in equal_pairs(old, new, free_old, free_new):
        if kept >= MOVABLE and i not in taken_old and j not in taken_new:
            taken_old.add(i)
            taken_new.add(j)
            yield Match((i,), (j,))


def _in_order(old: Sequence[str], new: Sequence[str], matches: Sequence[Match]) -> list[Match]:
    """The matches, moved where they are not of the heaviest sequence that keeps the order."""
    staying = {
        (pair.old, pair.new)
        for pair in heaviest_in_order(
            Pair(match.old[0], match.new[0], min(_words(old, match.old), _words(new, match.new)), 0.0)
            for match in matches
            if not match.moved
        )
    }
    ordered = [match._replace(moved=(match.old[0], match.new[0]) not in staying) for match in matches]
    # What nobody sees cannot move.
    return [match for match in ordered if not match.moved or _words(new, match.new)]


def _words(codes: Sequence[str], places: Iterable[int]) -> int:
    return sum(len(codes[place]) for place in places)
