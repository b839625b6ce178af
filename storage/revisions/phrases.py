"""Phrases of a table, looked for as whole words whatever their case.

Most sentences hold none of a table's phrases, so their words are looked up first: a phrase cannot stand where its most
telling word does not. On running text that is five times as fast as the pattern alone.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from regex import Match

LETTERS = re.compile(r"[^\W\d_]+")
# The words of a phrase that stand in it as they will in a text, with no ending left open.
_WHOLE = re.compile(r"(?<![\w*])[^\W\d_]+(?![\w*])")


@lru_cache(maxsize=512)
def words_in(text: str) -> frozenset[str]:
    """The runs of letters in a text, casefolded."""
    return frozenset(LETTERS.findall(text.casefold()))


class Phrases:
    """Casefolded phrases; `*` at the end or the beginning of a word stands for any letters. Without phrases nothing is
    found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        longest_first = sorted(set(phrases), key=len, reverse=True)
        telling = [max(_WHOLE.findall(phrase), key=len, default="") for phrase in longest_first]
        self._telling = frozenset(telling)
        self._always = "" in self._telling
        escaped = (regex.escape(phrase).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for phrase in longest_first)
        alternatives = "|".join(escaped).replace("'", "['’]").replace("ss", "(?:ss|ß)")
        self._pattern = regex.compile(rf"(?<!\w)(?:{alternatives})(?!\w)" if telling else r"(?!)", regex.IGNORECASE)

    def may_stand_in(self, words: frozenset[str]) -> bool:
        """Whether a text of these words can hold a phrase."""
        return self._always or not self._telling.isdisjoint(words)

    def search(self, text: str) -> Match[str] | None:
        """The first phrase."""
        return self._pattern.search(text) if self.may_stand_in(words_in(text)) else None

    def finditer(self, text: str) -> Iterator[Match[str]]:
        """Every phrase in reading order."""
        return self._pattern.finditer(text) if self.may_stand_in(words_in(text)) else iter(())

    def match(self, text: str, start: int) -> Match[str] | None:
        """The phrase that begins at `start`."""
        return self._pattern.match(text, start) if self.may_stand_in(words_in(text)) else None

    def fullmatch(self, text: str) -> Match[str] | None:
        """The phrase that the text is."""
        return self._pattern.fullmatch(text) if self.may_stand_in(words_in(text)) else None
