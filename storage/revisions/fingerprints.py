"""When two texts are the same to a reader: what makes a revision and what does not.

The fingerprint of a text is the hash of its words' keys, field by field. So none of these make a revision: white
space, Unicode form, the glyph of a quotation mark or dash, invisible characters, stamps of a clock; nor where a
paragraph ends, since extraction wavers there and the words read on the same. Case, punctuation, the order of sentences,
a word in the headline, the byline or a notice do.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import regex

from storage.revisions.script import Field, lines_of
from storage.revisions.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.records import Text


def fingerprint(text: Text, noise: frozenset[str] = frozenset()) -> str:
    """A hash, 64 hexadecimal digits, equal for two texts between which a reader sees no difference.

    `noise` holds names of blocks that are left out, as `block_names` gives them.
    """
    seen = without_noise(text, noise)
    return _of_fields(_keys(lines_of(seen, field)) for field in Field)


class Measured(NamedTuple):
    """A text's fingerprint, and the words of its body as white space parts them; in scripts without spaces each
    character is one."""

    fingerprint: str
    words: int


def measure(text: Text) -> Measured:
    """The fingerprint of a text and how long it is, from one look at its words."""
    keys = {field: _keys(lines_of(text, field)) for field in Field}
    body = keys[Field.BODY]
    return Measured(_of_fields(keys.values()), body.count(_WORD) + 1 if body else 0)


def block_fingerprint(text: str) -> str:
    """A hash, 64 hexadecimal digits, equal for two blocks that read the same."""
    return _digest(_keys((text,)))


class BlockNames(NamedTuple):
    """What noise may name a block by: its fingerprint, and that with one sign for each number, which two states of a
    counter share. Without digits the two are one."""

    exact: str
    shape: str


def block_names(text: str) -> BlockNames:
    """The names of a block."""
    exact = block_fingerprint(text)
    counts = _DIGIT.search(text) is not None
    return BlockNames(exact, block_fingerprint(_NUMBER.sub("#", text)) if counts else exact)


def without_noise(text: Text, noise: frozenset[str]) -> Text:
    """The text without the blocks that have a name in `noise`."""
    if not noise:
        return text
    return replace(text, blocks=tuple(block for block in text.blocks if noise.isdisjoint(block_names(block.text))))


# Digits, with what parts thousands and decimals: 12,345 and 12 345 are one number.
_NUMBER = regex.compile(r"\p{Nd}+(?:[.,'’\u066B\u066C\s]\p{Nd}+)*")
_DIGIT = regex.compile(r"\p{Nd}")

# No key holds a control character, so the separators cannot be forged.
_FIELD, _WORD = "\x1e", "\x1f"


def _of_fields(keys: Iterable[str]) -> str:
    return _digest(_FIELD.join(keys))


def _keys(lines: Iterable[str]) -> str:
    return _WORD.join(key for line in lines for key in words(line).keys if key)


def _digest(keys: str) -> str:
    return hashlib.sha256(keys.encode("utf-8", "surrogatepass")).hexdigest()
