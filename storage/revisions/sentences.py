"""Lines into sentences, each with its words and its place."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate, count, pairwise
from typing import TYPE_CHECKING, NamedTuple

from sentencex import segment

from storage.errors import PageError
from storage.revisions.script import Place
from storage.revisions.words import plain, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# What is assumed of a text that does not say its language; the rules of most others give the same sentences.
_LANGUAGE = "en"


class Alphabet(defaultdict[str, str]):
    """A letter for each different word, so that sentences are compared as strings, at the speed of strings."""

    def __init__(self) -> None:
        super().__init__(map(chr, count(1)).__next__)
        self[""] = ""  # what nobody sees is not spelled

    def spelled(self, keys: list[str]) -> list[str]:
        """The letters of words, given by their keys."""
        try:
            return list(map(self.__getitem__, keys))
        except ValueError as error:
            raise PageError(f"a text with more than {sys.maxunicode:,} different words cannot be compared") from error


class Sentence(NamedTuple):
    """Its words with the space behind each, to the letter, and `code`: each word in the letters of an `Alphabet`.

    Where nobody sees anything, on an empty line or one with a stamp only, there is no code."""

    place: Place
    words: list[str]
    code: str


def cut(line: str, language: str | None) -> list[str]:
    """The sentences of a line, to the letter; an empty line is one.

    A sentence ends where a word does. How a line is cut depends on it and the language alone, so that a sentence has
    the same place in the script that brings it and in the one that takes it out.
    """
    # Half a surrogate pair, which broken JSON can hold, is one question mark to the splitter.
    ends = list(accumulate(map(len, segment(language or _LANGUAGE, line.encode("utf-8", "replace").decode()))))
    if len(ends) < 2:
        return [line]
    if plain(line):
        first = len(line) - len(line.lstrip())
        ends = [end for end in ends if end > first and line[end - 1].isspace()]
    else:
        word_ends = set(accumulate(map(len, words(line).letters)))
        ends = [end for end in ends if end in word_ends]
    if not ends or ends[-1] != len(line):
        ends.append(len(line))
    return [line[a:b] for a, b in pairwise([0, *ends])]


class Sentences:
    """Sentences of lines, spelled; those of one comparison share the alphabet, and a line that stayed is cut once."""

    def __init__(self) -> None:
        self._alphabet = Alphabet()
        self._known: dict[tuple[str, str | None], list[tuple[list[str], str]]] = {}

    def of(self, lines: Sequence[str], language: str | None, first: int = 0) -> list[Sentence]:
        """The sentences of some lines in order; the first line stands at the place `first` in its field."""
        return [
            Sentence(Place(block, index), letters, code)
            for block, line in enumerate(lines, first)
            for index, (letters, code) in enumerate(self._spelled(line, language))
        ]

    def _spelled(self, line: str, language: str | None) -> list[tuple[list[str], str]]:
        known = self._known.get((line, language))
        if known is None:
            known = self._known[line, language] = list(self._spell(line, language))
        return known

    def _spell(self, line: str, language: str | None) -> Iterator[tuple[list[str], str]]:
        letters, keys = words(line)
        spelled = self._alphabet.spelled(keys)
        ends = list(accumulate(map(len, letters)))
        start = position = 0
        for sentence in cut(line, language):
            position += len(sentence)
            end = bisect_left(ends, position, start) + 1
            yield _seen_words(letters[start:end], spelled[start:end])
            start = end


def _seen_words(letters: list[str], spelled: list[str]) -> tuple[list[str], str]:
    """A sentence's words and its code, of equal length but where nobody sees a word; words that nobody sees are joined
    to one that somebody does."""
    code = "".join(spelled)
    if len(code) == len(letters):
        return letters, code
    joined = [""]
    seen = False
    for word, letter in zip(letters, spelled, strict=True):
        if letter and seen:
            joined.append(word)
        else:
            joined[-1] += word
        seen = seen or bool(letter)
    return joined, code
