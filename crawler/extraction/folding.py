# ruff: noqa: RUF001 - the characters that look alike are what this module is about
"""Text as comparisons see it: one case, one kind of quotes, dashes and spaces, no invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Scripts that do not put spaces between words: Thai, Lao, kana, Han; Hangul has spaces, its particles have none.
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")

DENSE = 2.5  # letters of other scripts that a character of these says as much as

_FOLD = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛`´ʼ′", "'"),
        **dict.fromkeys("“”„‟«»″「」『』", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("()[]*"),  # notation in the phrase tables, and never what a phrase turns on
        "|": ":",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640\u0307"),
        **dict.fromkeys(map(chr, (*range(0x064B, 0x0653), *range(0x05B0, 0x05C8)))),  # vowel points
        **dict.fromkeys("أإآ", "ا"),
        "ى": "ي",
        "ı": "i",
    }
)
_FOLDED = re.compile(f"[{re.escape(''.join(map(chr, _FOLD)))}]")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE = re.compile(r" +([:;!?])")


def fold(part: str) -> str:
    """A part of a text, folded, with the spaces at its ends."""
    return _SPACE_BEFORE.sub(r"\1", _SPACES.sub(" ", _letters(part)))


@lru_cache(maxsize=512)
def folded(text: str) -> str:
    """A whole text, folded; remembered, since a block is asked for its reason and for its kind of notice."""
    text = " ".join(_letters(text).split())
    return _SPACE_BEFORE.sub(r"\1", text) if " :" in text or " !" in text or " ?" in text or " ;" in text else text


def _letters(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.replace("ⓒ", "©"))
    # Few characters of a text are in the table, and str.translate asks it about each.
    return _FOLDED.sub(lambda found: _FOLD[ord(found.group())] or "", text.casefold())


def is_unspaced(text: str) -> bool:
    """Whether the text is mostly in a script without spaces, where a character says as much as several letters."""
    return not text.isascii() and len(UNSPACED.findall(text)) * 3 > len(text)
