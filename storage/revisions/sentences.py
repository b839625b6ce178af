"""Lines into sentences, each with its words and its place."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise

from sentencex import segment

from storage.revisions.script import Place
from storage.revisions.words import words

# What is assumed of a text that does not say its language; the rules of most others give the same sentences.
_LANGUAGE = "en"


class Alphabet:
    """A letter for each different word, so that sentences are compared as strings, at the speed of strings."""

    def __init__(self) -> None:
        self._letters: dict[str, str] = {}

    def spell(self, keys: list[str]) -> str:
        """The words with these keys, a letter each; words that nobody sees have none."""
        letters = self._letters
        return "".join([letters.get(key) or letters.setdefault(key, chr(len(letters))) for key in keys if key])


@dataclass(frozen=True, slots=True)
class Sentence:
    """Its words with the space behind each, to the letter, and `code`: each word in the letters of an `Alphabet`.

    Where nobody sees anything, on an empty line or one with a stamp only, there is no code."""

    place: Place
    words: list[str]
    code: str


class Sentences:
    """Cuts lines into sentences; those of one comparison share its alphabet, and a line that stayed is cut once."""

    def __init__(self) -> None:
        self._alphabet = Alphabet()
        self._known: dict[tuple[str, str], list[tuple[list[str], str]]] = {}

    def of(self, lines: tuple[str, ...], language: str | None) -> list[Sentence]:
        """The sentences of some lines, in order; they cover the lines to the letter. An empty line is one.

        A sentence ends where a word does. How a line falls into sentences depends on it and the language alone, so that
        a sentence has the same place in the script that brings it and in the one that takes it out.
        """
        return [
            Sentence(Place(block, index), letters, code)
            for block, line in enumerate(lines)
            for index, (letters, code) in enumerate(self._cut(line, language or _LANGUAGE))
        ]

    def _cut(self, line: str, language: str) -> list[tuple[list[str], str]]:
        known = self._known.get((line, language))
        if known is None:
            known = self._known[line, language] = self._sentences(line, language)
        return known

    def _sentences(self, line: str, language: str) -> list[tuple[list[str], str]]:
        letters, keys = words(line)
        if len(keys) < 2:
            return [(letters, self._alphabet.spell(keys))]
        # Half a surrogate pair, which broken JSON can hold, is one question mark to the splitter.
        whole = line.encode("utf-8", "replace").decode()
        ends = set(accumulate(map(len, segment(language, whole))))
        cuts = [number for number, position in enumerate(accumulate(map(len, letters)), 1) if position in ends]
        if not cuts or cuts[-1] != len(letters):
            cuts.append(len(letters))
        return [(letters[a:b], self._alphabet.spell(keys[a:b])) for a, b in pairwise([0, *cuts])]
