"""Text as it is searched: the words without case, accents and punctuation, separated by single spaces.

Both databases index this form and split it at the spaces only, so that they find the same. Scripts that put no space
between words (Chinese, Japanese, Thai …), and Korean, whose words carry their particles, become a word a character;
looking for a word of them is looking for its characters in a row.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# PostgreSQL takes neither a word past 2,046 bytes nor more than 1,048,575 bytes of different words in one row.
WORD_LIMIT = 256  # characters
FORM_LIMIT = 1_000_000  # bytes

# Every character of these is a word.
_SINGLE = re.compile(
    "[\u0e00-\u0eff"  # Thai, Lao
    "\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\ua9e0-\ua9ff\uaa60-\uaa7f"  # Tibetan, Burmese, Khmer
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"  # radicals, kana, bopomofo
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U000323af"  # ideographs
    "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]"  # Hangul
)

# Accents and vowel signs that are written or left out at will: Latin, Greek and Cyrillic accents, Hebrew points,
# Arabic vowels and lengthening. Those of Indian scripts are part of the word.
_OPTIONAL = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")

# What no decomposition takes apart, but readers write either way.
_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)

# Letters of their own that decomposition would make into another.
_WHOLE = frozenset("йЙїЇўЎ")


class _Folding(dict[int, str]):
    """What a character becomes; found when first met."""

    def __missing__(self, codepoint: int) -> str:
        folded = self[codepoint] = _fold(chr(codepoint))
        return folded


def _fold(character: str) -> str:
    if _SINGLE.match(character):
        return f" {character} " if unicodedata.category(character)[0] in "LNM" else " "
    lowered = character.casefold()
    parts = lowered if character in _WHOLE else unicodedata.normalize("NFKD", lowered)
    letters = _OPTIONAL.sub("", parts).translate(_LETTERS)
    return "".join(letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in letters)


_FOLDING = _Folding()


def folded(text: str) -> str:
    """The text without case, accents and punctuation, with spaces, one or several, between its words."""
    return unicodedata.normalize("NFKC", text).translate(_FOLDING)


def words_of(text: str) -> list[str]:
    """The words that are searched, in order."""
    return [word[:WORD_LIMIT] for word in folded(text).split(" ") if word]


def search_columns(columns: Mapping[str, Any]) -> dict[str, str]:
    """What is searched of a text with these columns of `texts`: the columns that hold its search forms."""
    notices = (notice["text"] for notice in columns.get("notices", ()))
    return {
        "search_headline": search_form(columns.get("headline")),
        "search_byline": search_form(*columns.get("byline", ())),
        "search_body": search_form(columns.get("standfirst"), columns.get("body"), *notices),
    }


def search_form(*texts: str | None) -> str:
    """The words of the texts, separated by single spaces. Words beyond a million bytes are left out."""
    form = " ".join(word for text in texts if text for word in words_of(text))
    encoded = form.encode()
    if len(encoded) <= FORM_LIMIT:
        return form
    return encoded[: encoded.rfind(b" ", 0, FORM_LIMIT)].decode()
