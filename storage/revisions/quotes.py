"""The quotations of a text, between quotation marks of any style, and what became of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import LCSseq

from storage.revisions.words import common

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD = regex.compile(r"[\p{L}\p{M}\d]+(?:['’][\p{L}]+)?|[\p{Han}\p{Hiragana}\p{Katakana}]")
# The same where every letter is a common one.
_PLAIN = re.compile(r"[^\W_²³¹¼½¾]+(?:['’][^\W\d_²³¹¼½¾]+)?")
# Straight and single marks need a space or bracket outside to be told from apostrophes.
MARKS = (
    "“[^“”]*”", '„[^„“”"]*[“”"]', "«[^«»]*»", "»[^«»]*«", "「[^「」]*」", "『[^『』]*』",
    "\u2039[^\u2039\u203a]*\u203a", '"[^"]*"',
    r"(?<![\p{L}\d])[‘\u201a'](?:[^‘’']|(?<=\p{L})['’](?=\p{L}))*[’‘'](?![\p{L}\d])",
)  # fmt: skip
QUOTATION = regex.compile("|".join(MARKS))
# Fewer words are a name, a title or scare quotes rather than somebody's words.
SAID = 3
# Of two quotations' longer one, in words, that both must share to be one quotation, changed. Below a half they are two.
ALIKE = 0.5
# Quotations of which each is held against each.
MANY = 60


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody's words between quotation marks."""

    text: str  # without the marks
    start: int
    end: int
    words: tuple[str, ...]  # without case, marks and punctuation


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without case, marks and punctuation."""
    folded = text.casefold().replace("’", "'")
    return tuple((_PLAIN if common(folded) else WORD).findall(folded))


def quotations_in(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in reading order."""
    return tuple(
        Quotation(match[0][1:-1].strip(), match.start(), match.end(), words_of(match[0]))
        for match in QUOTATION.finditer(text)
    )


def changed_quotations(
    old: Sequence[Quotation], new: Sequence[Quotation]
) -> list[tuple[Quotation | None, Quotation | None]]:
    """The quotations whose words changed, came (None, new) or went (old, None), of two lists in reading order."""
    gone, come = _left(old, new), _left(new, old)
    pairs: list[tuple[Quotation | None, Quotation | None]] = []
    for quotation in gone[:MANY]:
        ranked = [
            (LCSseq.normalized_similarity(quotation.words, other.words), n) for n, other in enumerate(come[:MANY])
        ]
        best = max(ranked, default=(0.0, -1))
        if best[0] >= ALIKE:
            pairs.append((quotation, come.pop(best[1])))
            gone.remove(quotation)
    return pairs + [(quotation, None) for quotation in gone] + [(None, quotation) for quotation in come]


def _left(these: Sequence[Quotation], those: Sequence[Quotation]) -> list[Quotation]:
    there = [quotation.words for quotation in those]
    left = []
    for quotation in these:
        if quotation.words in there:
            there.remove(quotation.words)
        elif len(quotation.words) >= SAID:
            left.append(quotation)
    return left
