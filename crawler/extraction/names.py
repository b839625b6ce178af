"""What the names that authors of pages give to their elements say: class, id, itemprop and the like, in many languages."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from storage.records import Reason

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST = 2_000  # characters of an element's names that are looked at; the longest useful ones measured: 600

_ATTRIBUTES = ("class", "id", "itemprop", "data-testid", "data-component", "data-type", "data-qa")
_ATTRIBUTES_OF_TEXT = tuple(key for key in _ATTRIBUTES if key != "id")
_TEXT = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "p", "span"})
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|[^\w]+|_+")


def names(element: HtmlElement) -> str:
    """Class names, id and the like of an element, as written, separated by spaces."""
    attributes = element.attrib
    if not attributes:
        return ""
    # The id of a heading or paragraph is made of its own words.
    wanted = _ATTRIBUTES_OF_TEXT if element.tag in _TEXT else _ATTRIBUTES
    return " ".join([attributes[key] for key in wanted if key in attributes])[:MOST]


@lru_cache(maxsize=20_000)
def reason_of_name(name: str) -> Reason | None:
    """Why text under such a name is surely not the article's; None where the name does not say so."""
    words, lowered = _words(name), name.lower()
    return next((Reason(reason) for reason, row in _vocabulary()["pruned"].items() if row.says(words, lowered)), None)


@lru_cache(maxsize=20_000)
def is_standfirst(name: str) -> bool:
    """Whether a name says that the text under it stands between headline and body."""
    said: bool = _vocabulary()["standfirst"].says(_words(name), name.lower())
    return said


def _words(name: str) -> str:
    return f" {' '.join(word for word in _HUMP.split(name) if word).lower()} "


class _Row:
    """A row of the vocabulary as patterns."""

    def __init__(self, words: list[str], parts: list[str] | None = None) -> None:
        self.words = re.compile(" (?:" + "|".join(map(re.escape, words)) + ") ")
        self.parts = re.compile("|".join(map(re.escape, parts))) if parts else None

    def says(self, words: str, name: str) -> bool:
        return bool(self.words.search(words)) or (self.parts is not None and bool(self.parts.search(name)))


@cache
def _vocabulary() -> dict[str, Any]:
    table = tomllib.loads(files("crawler.extraction").joinpath("vocabulary.toml").read_text("utf-8"))
    return {
        "pruned": {reason: _Row(**row) for reason, row in table["pruned"].items()},
        "standfirst": _Row(**table["standfirst"]),
    }
