"""What the names of elements say about the text inside: class, id, itemprop and the like, in many languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, AnyStr

from storage.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement

MOST = 2_000  # characters of an element's names that are looked at; the longest useful ones measured: 600

# What stands before a word that is said of something else: "no-ads", "article--with-sidebar".
MODIFIERS = frozenset({b"no", b"non", b"has", b"with", b"without", b"before", b"after"})

MOST_KNOWN = 50_000  # names whose row is remembered; the same few come back on page after page

ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "data-type", "data-qa")
_ATTRIBUTES_OF_TEXT = tuple(key for key in ATTRIBUTES if key != "id")
TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "span"})
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")
# Small letters, and spaces for what stands between words; bytes of letters beyond ASCII stay as they are.
_SPACED = bytes(code if code > 127 else ord(chr(code).lower()) if chr(code).isalnum() else 32 for code in range(256))


def names(tag: str, attributes: Mapping[str, str]) -> str:
    """Class names, id and the like of an element, as written, separated by spaces."""
    # The id of a heading or paragraph is made of its own words.
    wanted = _ATTRIBUTES_OF_TEXT if tag in TEXT else ATTRIBUTES
    return " ".join([attributes[key] for key in wanted if key in attributes])[:MOST]


def names_of(element: HtmlElement) -> str:
    """The same of an element."""
    return names(str(element.tag), dict(element.items()))


def is_standfirst(name: str) -> bool:
    """Whether a name says that the text under it stands between headline and body."""
    return _standfirst().rows[name] == 0


def is_unseen(name: str) -> bool:
    """Whether a name says that nobody sees the text under it, which is read aloud only."""
    return _unseen().rows[name] == 0


def is_box(name: str) -> bool:
    """Whether a name says that an aside holds facts or an explanation, which are of the article."""
    return _box().rows[name] == 0


class _Known(dict[AnyStr, int]):
    """Rows by name or word; each is looked for once."""

    def __init__(self, find: Callable[[AnyStr], int]) -> None:
        self.find: Callable[[AnyStr], int] = find

    def __missing__(self, name: AnyStr) -> int:
        row = self.find(name)
        if len(self) < MOST_KNOWN and len(name) <= MOST:
            self[name] = row
        return row


class Vocabulary:
    """Rows of words and parts, told by their number; `none` is that of no row.

    `rows` has the first row that speaks of any of the names separated by spaces.
    """

    def __init__(self, rows: Sequence[Mapping[str, Sequence[str]]]) -> None:
        self.none = len(rows)
        self.words: dict[bytes, int] = {}
        self.phrases: dict[bytes, list[tuple[bytes, int]]] = {}  # by their first word
        self.parts: dict[bytes, int] = {}
        for number, row in enumerate(rows):
            for phrase in map(str.encode, row["words"]):
                first, _, rest = phrase.partition(b" ")
                if rest:
                    self.phrases.setdefault(first, []).append((b" %b " % phrase, number))
                else:
                    self.words.setdefault(phrase, number)
            for part in row.get("parts", ()):
                self.parts.setdefault(part.encode(), number)
        self.any_part = re.compile(b"|".join(map(re.escape, self.parts)) if self.parts else b"(?!)")
        self.shortest = min(map(len, self.parts), default=0)
        self.rows = _Known(self._row)
        self.rows_of_words = _Known(self._row_of_word)

    def _row(self, names: str) -> int:
        names = names[:MOST]
        words = _words_in(names)
        if not MODIFIERS.isdisjoint(words):
            if len(apart := names.split()) > 1:
                return min(map(self.rows.__getitem__, apart))
            words = [word for before, word in zip([b"", *words], words, strict=False) if before not in MODIFIERS]
        row = min(map(self.rows_of_words.__getitem__, words), default=self.none)
        if self.phrases.keys().isdisjoint(words):
            return row
        line = b" %b " % b" ".join(words)
        found = [number for word in words for phrase, number in self.phrases.get(word, ()) if phrase in line]
        # A phrase does not reach from one name into the next.
        if found and len(apart := names.split()) > 1:
            return min(map(self.rows.__getitem__, apart))
        return min([row, *found])

    def _row_of_word(self, word: bytes) -> int:
        if word in self.words:
            return self.words[word]
        if len(word) < self.shortest:
            return self.none
        return min(map(self.parts.__getitem__, self.any_part.findall(word)), default=self.none)


def _words_in(names: str) -> list[bytes]:
    """The words of names, in small letters and UTF-8: "c-RelatedArticles__item" has c, related, articles and item."""
    # Most names are in small letters and have no humps.
    if not names.islower():
        names = _HUMP.sub(" ", names)
    if not names.isascii():
        names = " ".join(_WORD.findall(names)).lower()
    # One call into C for all words: a third of the time that a regular expression takes.
    return names.encode().translate(_SPACED).split()


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("crawler.extraction").joinpath("vocabulary.toml").read_text("utf-8"))


REASONS = tuple(Reason(reason) for reason in _table()["pruned"])
# Why text under names is surely not the article's: the number of its reason, or that behind the last.
ROWS = Vocabulary(list(_table()["pruned"].values())).rows


@cache
def _standfirst() -> Vocabulary:
    return Vocabulary([_table()["standfirst"]])


@cache
def _unseen() -> Vocabulary:
    return Vocabulary([_table()["unseen"]])


@cache
def _box() -> Vocabulary:
    return Vocabulary([_table()["box"]])
