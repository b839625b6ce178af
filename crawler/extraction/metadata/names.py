"""The people in a byline: from a line as written, or from a list of names as marked up."""

from __future__ import annotations

import re

from crawler.extraction import phrases
from crawler.extraction.folding import folded

MOST_WORDS = 7  # of a name; longer is a sentence
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*[(\[（【].*?[)\]）】]\s*")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_SPLIT = re.compile(r"\s*(?:[,;|•·/、，&]|\s[-–—]\s|\n)\s*")
_DIGITS = re.compile(r"\d")
_OUTER = re.compile(r"^[\s\-–—:,.•|·*_]+|[\s\-–—:,•|·*_]+$")


def people(line: str, language: str | None = None) -> tuple[str, ...]:
    """The names in a line such as "By Jane Doe and John Roe, Political Editor"; none for what is no byline."""
    line = without_by(_SPACES.sub(" ", _ADDRESS.sub(" ", line)).strip(), language)
    found: list[str] = []
    for part in _SPLIT.split(_BRACKETS.sub(" ", line)):
        for name in _conjoined(part, language):
            name = _OUTER.sub("", name)
            if is_name(name) and not is_role(name, language) and folded(name) not in map(folded, found):
                found.append(name)
    return tuple(found)


def without_by(line: str, language: str | None = None) -> str:
    """The line without the "By", "Von" or "Par" that it starts with."""
    low = line.casefold()
    for start in sorted(_starts(language), key=len, reverse=True):
        if low.startswith(start):
            rest = line[len(start) :]
            if start[-1].isalnum() and rest[:1].isalnum() and start.isascii():
                continue
            return _OUTER.sub("", rest)
    return line


def starts_with_by(line: str, language: str | None = None) -> bool:
    """Whether a line starts as bylines do."""
    return without_by(line, language) != line


def _starts(language: str | None) -> frozenset[str]:
    return phrases.words("by", language)


def _conjoined(part: str, language: str | None) -> list[str]:
    joined = "|".join(re.escape(word) for word in sorted(phrases.words("and", language)))
    return re.split(rf"\s+(?:{joined})\s+", part, flags=re.IGNORECASE) if joined else [part]


def is_name(text: str) -> bool:
    """Whether a text may be a name: few words, no digits, no sentence."""
    words = text.split()
    return bool(words) and len(words) <= MOST_WORDS and len(text) <= 80 and not _DIGITS.search(text)


def is_role(text: str, language: str | None = None) -> bool:
    """Whether a text is a job or a desk and no person."""
    return folded(text) in phrases.words("staff", language)
