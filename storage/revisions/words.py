"""Words: what a difference is made of, and what each looks like to a reader.

A word is what stands between white space, with the space behind it, so that a change never begins or ends inside one.
In scripts that write no spaces (Chinese, Japanese, Thai …) a word is one grapheme cluster. Clusters (Unicode annex 29:
a letter with its marks, a family of emoji) are never parted.

A word has letters, exactly as they came, and a key: equal for two words that a reader takes for the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

import regex

from storage.revisions.stamps import stamps

# Scripts written without spaces between words (Unicode line breaking classes ID, CJ and SA).
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Yi}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}]"
# A space that carries a combining mark is a letter of its own; variation selectors and the like ride on anything.
_SPACE = r"\s(?![\p{M}--\p{DI}])"
# French sets a space before these, German before the per cent sign: house style, like the space inside guillemets.
_NOTHING = r"[[\p{DI}\p{Cc}]--\s]"
_WORD = regex.compile(
    rf"""(?V1x)
    (?: (?={_UNSPACED})\X
      | (?:[\u00AB\u2039](?:{_SPACE}{_NOTHING}*)+)*
        (?: (?!{_SPACE}) (?!{_UNSPACED}) \X )+
        (?: (?:{_SPACE})+ (?:[!?;:.\u2026,)\]\u00BB\u203A%]|{_NOTHING})+ (?={_SPACE}|\Z) )*
    )
    (?:{_SPACE})*
    """
)
# The same for nearly every line in Latin, Greek or Cyrillic letters, six times as fast: no letter that needs the rules
# above, no space before a sign.
_COMMON = r" -~\xA0-\xAC\xAE-\u02FF\u0370-\u0482\u048A-\u058F\u2010-\u2026\u2039\u203A\u20A0-\u20BF\u2122"
_UNCOMMON = re.compile(rf"[^{_COMMON}]")
_UNUSUAL = re.compile(rf"[^{_COMMON}]|[\xAB\u2039]|[\xA0 ][!?;:.\u2026,)\]%\xBB\u203A]")
_SET_OFF_SIGN = re.compile(r" [!?;:.,)\]%]")
_PLAIN_WORD = re.compile(r"\S+\s*")
# Common letters with the spaces of a house style.
_SPACED_WORD = re.compile(r"(?:\A\s+)?(?:[\xAB\u2039]\s+)*\S+(?:\s+[!?;:.\u2026,)\]\xBB\u203A%]+(?=\s|\Z))*\s*")
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
# Most words: ASCII without a backtick, a pair of dashes or a pair of single quotes.
_AS_IT_IS = re.compile(r"(?:[!-&(-,.-_a-~]|'(?!')|-(?!-))+")
_GLYPH = re.compile(f"[{''.join(map(chr, _GLYPHS))}]")
_DASHES = regex.compile(r"[-—]+")


class Words(NamedTuple):
    """Letters of words, each with the space behind it (the first of a line with that before it, too), and their keys.

    Put together, the letters are the line. A word that nobody sees (a lone zero-width space, each word of a stamp such
    as "Updated 2 hours ago") has the key "".
    """

    letters: list[str]
    keys: list[str]


def words(line: str) -> Words:
    """The words of a line; an empty line, or one of white space, is one word without a key."""
    return _cut(line, stamps(line))


def word_count(letters: str) -> int:
    """How many words a reader sees in a part of a line: as white space parts them, or each character where none
    does."""
    if plain(letters):
        return len(letters.split())
    return sum(1 for key in _cut(letters, []).keys if key)


def common(line: str) -> bool:
    """Whether all letters are of the Latin, Greek, Cyrillic or Armenian alphabet, ready made: no mark stands by itself,
    and nothing is invisible."""
    return line.isprintable() if line.isascii() else _UNCOMMON.search(line) is None


def plain(line: str) -> bool:
    """Whether nothing but white space parts the line's words, and no rule of a script or a house changes that."""
    if line.isascii():
        return line.isprintable() and _SET_OFF_SIGN.search(line) is None
    return _UNUSUAL.search(line) is None


def _cut(line: str, hidden: list[tuple[int, int]]) -> Words:
    keys: list[str] | None = None
    if plain(line):
        letters = _PLAIN_WORD.findall(line) or [line]
        if line[:1].isspace() and letters[0] != line:
            letters[0] = line[: len(line) - len(line.lstrip())] + letters[0]
        keys = _plain_keys(line)
    elif common(line):
        letters = _SPACED_WORD.findall(line) or [line]
    else:
        start = _LEADING.match(line).end()
        letters = [match[0] for match in _WORD.finditer(line, start)] or [line]
        if start < len(line):
            letters[0] = line[:start] + letters[0]
    if keys is None:
        keys = list(map(fold, letters))
    if hidden:
        starts = accumulate(map(len, letters), initial=0)
        # A line's first word begins behind the space that it carries.
        for at, (start, word) in enumerate(zip(starts, letters, strict=False)):
            start += len(word) - len(word.lstrip())
            if any(first <= start < last for first, last in hidden):
                keys[at] = ""
    return Words(letters, keys)


def _plain_keys(line: str) -> list[str] | None:
    """The keys of the words of a plain line, all at once, as `fold` gives them; None where words must be looked at."""
    seen = line
    if not line.isascii():
        seen = _GLYPH.sub(lambda match: _GLYPHS[ord(match[0])], unicodedata.normalize("NFC", line))
    if "`" in seen or "''" in seen or "--" in seen or "—" in seen:
        return None
    return seen.split() or None


@lru_cache(maxsize=1 << 16)
def fold(letters: str) -> str:
    """The key of a word: one Unicode form (NFC), one glyph for each quotation mark and dash, nothing invisible.

    Case stays, and so does every letter and digit that a reader could tell apart.
    """
    bare = letters.strip()
    if bare.isascii() and _AS_IT_IS.fullmatch(bare):
        return bare
    seen = unicodedata.normalize("NFC", bare)
    if not common(bare) or " " in bare or "\xa0" in bare:
        seen = _INVISIBLE.sub(lambda match: match[1] or "", seen)
    seen = seen.translate(_GLYPHS)
    seen = seen.replace("''", '"').replace("--", "—")
    return "-" if _DASHES.fullmatch(seen) else unicodedata.normalize("NFC", seen)
