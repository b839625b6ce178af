"""What the names of elements say about the text inside: class, id, itemprop and the like, in many languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storage.records import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from lxml.html import HtmlElement

MOST = 2_000  # characters of an element's names that are looked at; the longest useful ones measured: 600

MOST_KNOWN = 50_000  # names whose row is remembered; the same few come back on page after page
SHORTEST_PART = 5  # letters; no part of a word in the vocabulary is shorter

ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "data-type", "data-qa")
_ATTRIBUTES_OF_TEXT = tuple(key for key in ATTRIBUTES if key != "id")
_TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "span"})
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|[^\w]+|_+")


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
        self.any_part = re.compile("|".join(map(re.escape, parts))) if parts else None
        self.known: dict[str, int | None] = {}

    def first(self, name: str) -> int | None:
        """The first row that speaks of any of the names separated by spaces, None if none does."""
        known = self.known
        ranks = []
        for token in name.split():
            if token not in known:
                rank = self._rank(token)
                if len(known) < MOST_KNOWN:
                    known[token] = rank
            else:
                rank = known[token]
            if rank is not None:
                ranks.append(rank)
        return min(ranks, default=None)

    def _rank(self, token: str) -> int | None:
        words = _HUMP.sub(" ", token).lower().split()
        ranks = []
        for word in words:
            if (rank := self.words.get(word)) is not None:
                ranks.append(rank)
            elif self.any_part is not None and len(word) > SHORTEST_PART:
                ranks.extend(self.parts[part] for part in self.any_part.findall(word))
            if word in self.phrases:
                row = f" {' '.join(words)} "
                ranks.extend(rank for phrase, rank in self.phrases[word] if phrase in row)
        return min(ranks, default=None)


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
