"""Initials set apart: a paragraph whose first letter stands in an element of its own, white space behind it.

A reader sees one word where the markup has "N" and "a endlich". But the letter may be a word itself, as in "A man" or
"E depois": then the two are one word only if the rest of the page has that word and not the piece of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Capitals that are words of their own in some language with Latin, Cyrillic or Greek letters.
WORDS = frozenset("AEIOUYKSVWZÀÁÅÄÈÉÍÒÓÔÖØÆÚАБВЖЗИЙІЄЇКОСУЭЮЯΑΗΟΩΉ")  # noqa: RUF001
TELLING = 3  # letters of a piece of a word from which it is no chance that the page has it as a word

_SET_APART = re.compile(r"([^\W\d_]) ([^\W\d_]+)")
_WORD = re.compile(r"[^\W\d_]+")


def is_set_apart(strings: Sequence[str], text: str) -> bool:
    """Whether a text made of the strings of a line begins with a capital set apart from small letters."""
    return text[1:2] == " " and text[0].isupper() and text[2:3].islower() and strings[0].strip() == text[0]


def joined(text: str, others: Iterable[str]) -> str:
    """The text with its initial joined to the word behind it, unless the initial is a word on the page of `others`."""
    found = _SET_APART.match(text)
    if found is None:
        return text
    initial, rest = found.groups()
    words = {word.casefold() for other in others for word in _WORD.findall(other)}
    whole_known, rest_known = (initial + rest).casefold() in words, rest.casefold() in words
    if initial in WORDS:
        is_one = whole_known and not rest_known
    else:
        is_one = whole_known or not rest_known or len(rest) < TELLING
    return initial + text[2:] if is_one else text
