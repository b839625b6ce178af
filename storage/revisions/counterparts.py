"""Which number of a sentence became which: by value, by what they count, by their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.revisions.counting import Number

MANY = 50  # numbers of a sentence that are paired by what they count; a sentence with more is a table


def changed_numbers(
    old: Sequence[Number], new: Sequence[Number], *, kin: bool = True
) -> tuple[list[tuple[Number | None, Number | None]], list[tuple[Number, Number]]]:
    """What became of a sentence's numbers: the pairs whose value changed (None: none was there), and the pairs that are
    the same number spelled otherwise. In sentences that are not `kin` only numbers of the same thing go together."""
    by_key: dict[object, list[Number]] = {}
    for number in new:
        by_key.setdefault(number.key, []).append(number)
    gone, taken, respelled = [], set(), []
    for number in old:
        same = by_key.get(number.key)
        if not same:
            gone.append(number)
            continue
        other = same.pop(_likest(number, same))
        taken.add(id(other))
        if other.text.casefold() != number.text.casefold() and not (number.article and other.article):
            respelled.append((number, other))
    come = [number for number in new if id(number) not in taken]
    pairs: list[tuple[Number | None, Number | None]] = []
    for alike in (_same_thing, _same_sort, _either_bare) if kin else (_same_thing,):
        for number in gone[:MANY]:
            match = next((other for other in come[:MANY] if alike(number, other)), None)
            if match is not None and not (number.article and match.article):
                gone.remove(number)
                come.remove(match)
                pairs.append((number, match))
    pairs += [(number, None) for number in gone if not number.article]
    pairs += [(None, number) for number in come if not number.article]
    return sorted(pairs, key=lambda pair: max(number.start for number in pair if number)), respelled


def _likest(number: Number, others: Sequence[Number]) -> int:
    """Which of the numbers is spelled alike, or at least counts the same; else the first."""
    if len(others) == 1:
        return 0
    alike = [(other.text != number.text, other.what != number.what) for other in others[:MANY]]
    return alike.index(min(alike))


def _same_thing(one: Number, other: Number) -> bool:
    if one.article or other.article:  # "a man was killed", "two men were killed"
        return one.what == other.what and bool(one.what)
    return one.what == other.what and one.unit == other.unit and bool(one.what or one.unit)


def _same_sort(one: Number, other: Number) -> bool:
    if one.article or other.article or one.what != other.what:
        return False
    return bool(one.what) or not one.unit or not other.unit or one.unit == other.unit


def _either_bare(one: Number, other: Number) -> bool:
    if one.article or other.article:
        return False
    bare = one if not one.what else other
    return not one.what or not other.what if not bare.unit or one.unit == other.unit else False
