"""The names of a sentence: capitalised words, in any script that has capitals.

A capital says "name" only where it is not owed to the place: not at the beginning of a sentence, not in a headline that
capitalises every word, not for a German noun. What the rest of the article shows decides those cases.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from regex import Match

    from storage.revisions.lexicon import Lexicon

# Katakana and letters among digits count as well: "コロナ", "iPhone", "F16".
NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}\d]*|\p{Ll}+\p{Lu}[\p{L}\p{M}\d]*|[\p{Katakana}ー]{2,}")
WORD = regex.compile(r"[\p{L}\p{M}\d]+")
# What may stand between the words of one name: "Ursula von der Leyen", "Bosnia and …" no, "O'Neill", "J. D. Payne".
INSIDE = regex.compile(
    r"['’.\-‐ ]{1,2}|\s(?:al|bin|da|das|de|dei|del|della|den|der|di|do|dos|du|el|ibn|la|le|of|ten|ter|van|von|zu)\s"
    r"(?:de[nr]\s|la\s)?"
)
OPENING = regex.compile(r"""(?:^|[.!?:…][)"”»“’']*\s+|^[\p{P}\p{S}\s]+|["“„«‘|]\s?|\s')$""")
# A sentence with this share of its words capitalised is a headline in title case; running text stays below a half.
TITLE_CASE = 0.7
# Letters that a country and its people share in most languages.
ROOT = 4


@dataclass(frozen=True, slots=True)
class Name:
    """A run of name words in a sentence."""

    text: str
    start: int
    end: int
    words: tuple[str, ...]


class Known:
    """What a text shows of its words: whether they stand capitalised inside sentences, or in small letters."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self._text = text
        self._folded: str | None = None
        self._tells = not lexicon.capital_nouns
        self._names: dict[str, bool] = {}

    def names(self, word: str) -> bool:
        """The word stands with a capital that its place does not ask for, and nowhere in small letters."""
        if word not in self._names:
            self._names[word] = self._tells and not self.small(word) and self._inside(word[0].upper() + word[1:])
        return self._names[word]

    def _inside(self, word: str) -> bool:
        """The word stands behind another of its sentence."""
        start = self._text.find(f" {word}")
        while start >= 0:
            before = self._text[start - 1 : start]
            behind = self._text[start + len(word) + 1 : start + len(word) + 2]
            if (before.islower() or before.isdigit() or before == ",") and not behind.isalnum():
                return True
            start = self._text.find(f" {word}", start + 1)
        return False

    def small(self, word: str) -> bool:
        """The word stands in small letters."""
        return _has(self._text, word.lower())

    def has(self, word: str) -> bool:
        """The word stands in the text, whatever its case."""
        if self._folded is None:
            self._folded = self._text.casefold()
        return _has(self._folded, word)


def _has(text: str, word: str) -> bool:
    """The word stands in the text as a whole word; the end is free, for "Italy's" and "Italie"."""
    start = text.find(word)
    while start >= 0:
        if not start or not text[start - 1].isalnum():
            return True
        start = text.find(word, start + 1)
    return False


def names_in(text: str, lexicon: Lexicon, known: Known) -> tuple[Name, ...]:
    """The names of a sentence in reading order, runs of name words joined."""
    runs: list[list[tuple[int, int]]] = []
    shouting = in_title_case(text)
    for match in NAME.finditer(text):
        if not _may_be(match, lexicon):
            continue
        joined = bool(runs) and INSIDE.fullmatch(text, runs[-1][-1][1], match.start()) is not None
        if shouting:
            named = _known(match[0], known)
        elif opens_sentence(text, match.start()):
            named = joined or _known(match[0], known) or (not known.small(match[0]) and _goes_on(match))
        else:
            named = True
        if named and joined:
            runs[-1].append(match.span())
        elif named:
            runs.append([match.span()])
    found = (_name(text, run) for run in runs)
    return tuple(name for name in found if not lexicon.capital_nouns or _name_of_nouns(name, text, lexicon))


def same_name(one: Name, other: Name) -> bool:
    """Two forms of one name: they share a word, or its beginning ("Italy", "Italian"), or one is initials."""
    if set(one.words) & set(other.words):
        return True
    if any(
        "".join(word[0] for word in name.words) == "".join(short.words) for name, short in ((one, other), (other, one))
    ):
        return True
    return any(a[:ROOT] == b[:ROOT] for a in one.words for b in other.words if min(len(a), len(b)) >= ROOT)


def _may_be(match: Match[str], lexicon: Lexicon) -> bool:
    word = match[0].casefold()
    if match[0].isupper() and len(word) > 1:
        return True  # US, IT
    initial = match.string[match.end() : match.end() + 1] == "."
    return (
        word not in lexicon.function
        and word not in lexicon.months
        and word not in lexicon.days
        and (len(word) > 1 or initial)
    )


def _known(word: str, known: Known) -> bool:
    return _inner_capital(word) or known.names(word.casefold())


def _name(text: str, run: list[tuple[int, int]]) -> Name:
    start, end = run[0][0], run[-1][1]
    return Name(text[start:end], start, end, tuple(text[a:b].casefold() for a, b in run))


def _goes_on(match: Match[str]) -> bool:
    """A capitalised word follows: "Peter Miller said" at the beginning of a sentence."""
    return regex.match(r" \p{Lu}", match.string[match.end() :]) is not None


def _name_of_nouns(name: Name, text: str, lexicon: Lexicon) -> bool:
    """Where nouns are capitalised a name is of two words or more, or follows a word that is no article or adjective."""
    if len(name.words) > 1 or _inner_capital(name.text):
        return True
    before = WORD.findall(text[: name.start])
    return bool(before) and before[-1].casefold() in lexicon.before_names


def _inner_capital(word: str) -> bool:
    return any(c.isupper() for c in word[1:])


def opens_sentence(text: str, start: int) -> bool:
    """What stands at `start` is capitalised for its place."""
    return OPENING.search(text[max(0, start - 8) : start]) is not None if start else True


def in_title_case(text: str) -> bool:
    """All longer words are capitalised, as in some headlines."""
    words = [word for word in WORD.findall(text) if len(word) > 3 and word[0].isalpha()]
    return len(words) > 3 and sum(not word[0].islower() for word in words) >= TITLE_CASE * len(words)
