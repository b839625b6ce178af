"""What the names of elements say about the text inside: class, id, itemprop and the like, in many languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storage.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from lxml.html import HtmlElement

MOST = 2_000  # characters of an element's names that are looked at; the longest useful ones measured: 600

MOST_KNOWN = 50_000  # names whose row is remembered; the same few come back on page after page

ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "data-type", "data-qa")
_ATTRIBUTES_OF_TEXT = tuple(key for key in ATTRIBUTES if key != "id")
_TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "span"})
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])")
_WORD = re.compile(r"[^\W_]+")


def names(tag: str, attributes: Mapping[str, str]) -> str:
    """Class names, id and the like of an element, as written, separated by spaces."""
    # The id of a heading or paragraph is made of its own words.
    wanted = _ATTRIBUTES_OF_TEXT if tag in _TEXT else ATTRIBUTES
    return " ".join([attributes[key] for key in wanted if key in attributes])[:MOST]


def names_of(element: HtmlElement) -> str:
    """The same of an element."""
    return names(str(element.tag), dict(element.items()))


def reason_of_name(name: str) -> Reason | None:
    """Why text under such a name is surely not the article's; None where the name does not say so."""
    rank = _pruned().first(name)
    return None if rank is None else REASONS[rank]


@lru_cache(maxsize=20_000)
def is_standfirst(name: str) -> bool:
    """Whether a name says that the text under it stands between headline and body."""
    return _standfirst().first(name) is not None


class _Known(dict[str, int | None]):
    """Rows by name or word; each is looked for once."""

    def __init__(self, find: Callable[[str], int | None]) -> None:
        self.find = find

    def __missing__(self, name: str) -> int | None:
        rank = self.find(name)
        if len(self) < MOST_KNOWN:
            self[name] = rank
        return rank


class Vocabulary:
    """Rows of words and parts; which is the first row that a name has a word or part of."""

    def __init__(self, rows: Sequence[Mapping[str, Sequence[str]]]) -> None:
        self.words: dict[str, int] = {}
        self.phrases: dict[str, list[tuple[str, int]]] = {}  # by their first word
        parts: dict[str, int] = {}
        for rank, row in enumerate(rows):
            for phrase in row["words"]:
                first, _, rest = phrase.partition(" ")
                if rest:
                    self.phrases.setdefault(first, []).append((f" {phrase} ", rank))
                else:
                    self.words.setdefault(phrase, rank)
            for part in row.get("parts", ()):
                parts.setdefault(part, rank)
        self.parts = parts
        self.any_part = re.compile("|".join(map(re.escape, parts)) if parts else "(?!)")
        self.shortest = min(map(len, parts), default=0)
        self.ranks = _Known(self._rank)
        self.ranks_of_words = _Known(self._rank_of_word)

    def first(self, name: str) -> int | None:
        """The first row that speaks of any of the names separated by spaces, None if none does."""
        known = self.ranks
        ranks = [rank for token in name.split() if (rank := known[token]) is not None]
        return min(ranks) if ranks else None

    def _rank(self, token: str) -> int | None:
        known = self.ranks_of_words
        words = _words_in(token)
        ranks = [rank for word in words if (rank := known[word]) is not None]
        if not self.phrases.keys().isdisjoint(words):
            row = f" {' '.join(words)} "
            ranks += [rank for word in words for phrase, rank in self.phrases.get(word, ()) if phrase in row]
        return min(ranks) if ranks else None

    def _rank_of_word(self, word: str) -> int | None:
        if word in self.words:
            return self.words[word]
        if len(word) < self.shortest:
            return None
        return min(map(self.parts.__getitem__, self.any_part.findall(word)), default=None)


def _words_in(name: str) -> list[str]:
    """The words of one name, in small letters: "c-RelatedArticles__item" has c, related, articles and item."""
    # Most names are in small letters and have no humps.
    if name.islower():
        return _WORD.findall(name)
    return [word.lower() for word in _WORD.findall(_HUMP.sub(" ", name))]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(files("crawler.extraction").joinpath("vocabulary.toml").read_text("utf-8"))


REASONS = tuple(Reason(reason) for reason in _table()["pruned"])


@cache
def _pruned() -> Vocabulary:
    return Vocabulary(list(_table()["pruned"].values()))


@cache
def _standfirst() -> Vocabulary:
    return Vocabulary([_table()["standfirst"]])
