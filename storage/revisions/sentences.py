"""Lines into sentences, each with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from sentencex import segment

from storage.revisions.script import Place
from storage.revisions.words import words

if TYPE_CHECKING:
    from storage.revisions.words import Word

# What is assumed of a text that does not say its language; the rules of most others give the same sentences.
_LANGUAGE = "en"


class Alphabet:
    """A letter for each different word, so that sentences are compared as strings, at the speed of strings."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def spell(self, found: list[Word]) -> str:
        """The words' keys, a letter each; words that nobody sees have none."""
        letters = self._letters
        return "".join([letters.setdefault(word.key, chr(len(letters))) for word in found if word.key])


@dataclass(frozen=True, slots=True)
class Sentence:
    """`code` is its words in the letters of an `Alphabet`."""

    place: Place
    words: list[Word]
    code: str


def sentences(lines: tuple[str, ...], language: str | None, alphabet: Alphabet) -> list[Sentence]:
    """The sentences of some lines, in order; an empty line is one without words. They cover the lines to the letter.

    A sentence ends where a word does. How a line falls into sentences depends on it and the language alone, so that a
    sentence has the same place in the script that brings it and in the one that takes it out.
    """
    found = []
    for block, line in enumerate(lines):
        line_words = words(line)
        for index, part in enumerate(_cut(line, line_words, language or _LANGUAGE)):
            found.append(Sentence(Place(block, index), part, alphabet.spell(part)))
    return found


def _cut(line: str, found: list[Word], language: str) -> list[list[Word]]:
    if len(found) < 2:
        return [found]
    ends = set(accumulate(map(len, segment(language, line))))
    parts: list[list[Word]] = []
    start = position = 0
    for number, word in enumerate(found, 1):
        position += len(word.letters)
        if position in ends or number == len(found):
            parts.append(found[start:number])
            start = number
    return parts
