"""Where the words of a query stand in a text, as data: what is shown decides how a mark looks; pure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.searchable import folded, search_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.search_query import Term

# Characters of a snippet, and how many of them stand before the first mark where there are as many.
WIDTH = 240
LEAD = 60

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Mark:
    """A piece of a text, found or not. The pieces put together are the text."""

    text: str
    found: bool


Marked = tuple[Mark, ...]


def marked(text: str, terms: Sequence[Term]) -> Marked:
    """The text in pieces, those that a term stands in marked."""
    return _pieces(text, _spans(text, terms), 0, len(text))


def snippets(lines: Sequence[str], terms: Sequence[Term], *, limit: int = 2) -> tuple[Marked, ...]:
    """The lines in which most of the terms stand, cut to `WIDTH` characters, in the order of the text.

    Where none stands in a single line, those with words of the terms; without any, the beginning.
    """
    words = tuple({(word,): None for term in terms for word in term.words})
    for wanted in ([(term.words, term.prefix) for term in terms], [(word, False) for word in words]):
        best = _best_lines(lines, wanted)[:limit]
        if best:
            return tuple(_cut(lines[index], _places(lines[index], wanted)) for index in sorted(best))
    return tuple(_cut(line, []) for line in lines[:1])


def _best_lines(lines: Sequence[str], wanted: Sequence[tuple[tuple[str, ...], bool]]) -> list[int]:
    """The indexes of the lines in which any stand, those with most of them first."""
    counts: list[tuple[int, int]] = []
    patterns = {f" {' '.join(words)}" + ("" if prefix else " ") for words, prefix in wanted}
    for index, line in enumerate(lines):
        form = f" {search_form(line)} "
        count = sum(pattern in form for pattern in patterns)
        if count:
            counts.append((-count, index))
    return [index for _count, index in sorted(counts)]


def _spans(text: str, terms: Iterable[Term]) -> list[tuple[int, int]]:
    return _places(text, [(term.words, term.prefix) for term in terms])


def _places(text: str, wanted: Iterable[tuple[tuple[str, ...], bool]]) -> list[tuple[int, int]]:
    """Where the words stand, from and to, in order and without overlap."""
    found = [(word, start, end) for word, start, end in _words_with_places(text)]
    spans: list[tuple[int, int]] = []
    for words, prefix in wanted:
        size = len(words)
        *head, last = words
        for at in range(len(found) - size + 1):
            here = [word for word, _start, _end in found[at : at + size]]
            if here[:-1] == head and (here[-1].startswith(last) if prefix else here[-1] == last):
                spans.append((found[at][1], found[at + size - 1][2]))
    return _merged(spans)


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _words_with_places(text: str) -> Iterator[tuple[str, int, int]]:
    """The words that `searchable.words_of` gives, each with where its letters stand in the text."""
    word, start, end = "", 0, 0
    for at, until in _clusters(text):
        for letter in folded(text[at:until]):
            if letter != " ":
                if not word:
                    start = at
                word, end = word + letter, until
            elif word:
                yield word, start, end
                word = ""
    if word:
        yield word, start, end


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Each letter with the marks that belong to it, from and to."""
    start = 0
    for at, character in enumerate(text):
        if at > start and not _joins(character):
            yield start, at
            start = at
    if text:
        yield start, len(text)


def _joins(character: str) -> bool:
    if character.isascii():
        return False
    # Beside accents: half-width voicing marks, and the vowels and finals of Hangul written in single letters.
    return character in "ﾞﾟ" or "\u1160" <= character <= "\u11ff" or unicodedata.category(character)[0] == "M"


def _cut(line: str, spans: list[tuple[int, int]]) -> Marked:
    if len(line) <= WIDTH:
        return _pieces(line, spans, 0, len(line))
    first = spans[0][0] if spans else 0
    start = max(0, min(first - LEAD, len(line) - WIDTH))
    end = min(len(line), start + WIDTH)
    if start:
        start = _word_begins(line, start, first)
    if end < len(line):
        space = line.rfind(" ", end - LEAD // 2, end)
        end = end if space < 0 else space
    pieces = _pieces(line, spans, start, end)
    return (
        *((Mark(ELLIPSIS, False),) if start else ()),
        *pieces,
        *((Mark(ELLIPSIS, False),) if end < len(line) else ()),
    )


def _word_begins(line: str, start: int, first: int) -> int:
    space = line.find(" ", start, first)
    return start if space < 0 else space + 1


def _pieces(text: str, spans: Iterable[tuple[int, int]], start: int, end: int) -> Marked:
    pieces: list[Mark] = []
    at = start
    for left, right in spans:
        left, right = max(left, start), min(right, end)
        if left >= right:
            continue
        if left > at:
            pieces.append(Mark(text[at:left], False))
        pieces.append(Mark(text[left:right], True))
        at = right
    if at < end:
        pieces.append(Mark(text[at:end], False))
    return tuple(pieces)
