"""Words: what a difference is made of, and what each looks like to a reader.

A word is what stands between white space, with the space behind it, so that a change never begins or ends inside one.
In scripts that write no spaces (Chinese, Japanese, Thai …) a word is one grapheme cluster. Clusters (Unicode annex 29:
a letter with its marks, a family of emoji) are never parted.

A word has letters, exactly as they came, and a key: equal for two words that a reader takes for the same.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

import regex

from storage.revisions.stamps import stamps

# Scripts written without spaces between words (Unicode line breaking classes ID, CJ and SA).
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
# A space that carries a combining mark is a letter of its own; variation selectors and the like ride on anything.
_SPACE = r"\s(?![\p{M}--\p{DI}])"
# French sets a space before these, German before the per cent sign: house style, like the space inside guillemets.
_WORD = regex.compile(
    rf"""(?V1x)
    (?: (?={_UNSPACED})\X
      | (?:[\u00AB\u2039](?:{_SPACE})+)*
        (?: (?!{_SPACE}) (?!{_UNSPACED}) \X )+
        (?: (?:{_SPACE})+ [!?;:\u00BB\u203A%]+ (?={_SPACE}|\Z) )*
    )
    (?:{_SPACE})*
    """
)
_LEADING = regex.compile(rf"(?V1)(?:{_SPACE})*")

_SHAPING = (
    r"[\p{Arabic}\p{Syriac}\p{Mongolian}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}"
    r"\p{Kannada}\p{Malayalam}\p{Sinhala}]"
)
# Joiners show between pictures (one family, not three people) and between letters that join (Persian, Hindi); tags show
# on a flag. Everything else that Unicode calls ignorable, and every control character, shows nowhere.
_INVISIBLE = regex.compile(
    rf"""(?V1x)
    ( (?<=\p{{ExtPict}}[\uFE0F\p{{EMod}}]?) \u200D (?=\p{{ExtPict}})
    | (?<={_SHAPING}) [\u200C\u200D] (?={_SHAPING})
    | (?<=[\p{{ExtPict}}\U000E0020-\U000E007F]) [\U000E0020-\U000E007F]
    )
    | [\p{{DI}}\p{{Cc}}\s\u2800]
    """
)

# One glyph for marks that differ in style only. Single and double quotes stay apart, and so do corner brackets.
_GLYPHS = str.maketrans(
    {
        **dict.fromkeys("“”„‟″〝〞〟＂״«»", '"'),  # noqa: RUF001
        **dict.fromkeys("‘’‚‛′＇´`ʼʻʹ׳‹›", "'"),  # noqa: RUF001
        **dict.fromkeys("‐‑‒–−﹣－", "-"),  # noqa: RUF001
        **dict.fromkeys("—―⸺", "—"),
        "…": "...",
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
    }
)
_DASHES = regex.compile(r"[-—]+")


class Word(NamedTuple):
    """`letters` with the space behind them (a line's first word has that before it, too); `key`, "" for a word that
    nobody sees."""

    letters: str
    key: str


def words(line: str) -> list[Word]:
    """The words of a line; their letters put together are the line. At most one has no key, and then there is no other.

    Words without a key (a lone zero-width space, a stamp such as "Updated 2 hours ago") are joined to a neighbour.
    """
    if not line:
        return []
    found: list[Word] = []
    start = _LEADING.match(line).end()
    lead = line[:start]
    hidden = stamps(line)
    for match in _WORD.finditer(line, start):
        letters = match[0]
        key = "" if any(a <= match.start() and match.start() < b for a, b in hidden) else fold(letters)
        if found and (not key or not found[-1].key):
            before = found.pop()
            found.append(Word(before.letters + letters, before.key or key))
        else:
            found.append(Word(letters, key))
    if not found:
        return [Word(line, "")]
    found[0] = Word(lead + found[0].letters, found[0].key)
    return found


@lru_cache(maxsize=1 << 16)
def fold(letters: str) -> str:
    """The key of a word: one Unicode form (NFC), one glyph for each quotation mark and dash, nothing invisible.

    Case stays, and so does every letter and digit that a reader could tell apart.
    """
    bare = letters.rstrip(" ")
    if bare.isascii() and bare.isalnum():
        return bare
    seen = _INVISIBLE.sub(lambda match: match[1] or "", unicodedata.normalize("NFC", bare)).translate(_GLYPHS)
    seen = seen.replace("''", '"').replace("--", "—")
    return "-" if _DASHES.fullmatch(seen) else unicodedata.normalize("NFC", seen)
