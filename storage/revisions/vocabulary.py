"""The vocabulary of two versions of a sentence: which words went and came, which are only bent or spelled otherwise."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import regex
from rapidfuzz.distance import OSA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from regex import Match

    from storage.revisions.lexicon import Lexicon

TOKEN = regex.compile(
    r"(?P<verb>\p{Latin}+)n['’]t\b"
    r"|\p{Han}|\p{Hiragana}+|[\p{Katakana}ー]+"
    r"|[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]][[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]]\p{M}]*",
    regex.V1,
)
IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall"}  # can't, won't, shan't
# A misspelling of a word of so many letters lies so many letters away; shorter words are other words (form, from).
SLIPS = ((9, 2), (5, 1))


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands. `stem` is the word without its ending, one for all synonyms of a row."""

    text: str
    start: int
    end: int
    folded: str
    stem: str
    function: bool  # holds the sentence together and says nothing by itself


@dataclass(slots=True)
class Vocabulary:
    """What became of a sentence's words, each pair or word once, the first that fits."""

    cased: list[tuple[Token, Token]] = field(default_factory=list)
    joined: list[tuple[tuple[Token, ...], tuple[Token, ...]]] = field(default_factory=list)  # "web pages", "webpages"
    spelled: list[tuple[Token, Token]] = field(default_factory=list)
    bent: list[tuple[Token, Token]] = field(default_factory=list)  # another ending, or a synonym
    gone: list[Token] = field(default_factory=list)
    come: list[Token] = field(default_factory=list)

    @property
    def gone_content(self) -> list[Token]:
        return [token for token in self.gone if not token.function]

    @property
    def come_content(self) -> list[Token]:
        return [token for token in self.come if not token.function]


def tokens(text: str, lexicon: Lexicon, without: Iterable[tuple[int, int]] = ()) -> tuple[Token, ...]:
    """The words of a text, those left out that overlap a span in `without`. Contractions are told apart."""
    return tuple(_tokens(text, lexicon, list(without)))


def _tokens(text: str, lexicon: Lexicon, without: Sequence[tuple[int, int]]) -> Iterator[Token]:
    shouting = text.isupper()
    for match in TOKEN.finditer(text):
        for start, end, word in _parted(match) if match["verb"] else ((*match.span(), match[0]),):
            if any(start < b and a < end for a, b in without):
                continue
            folded = word.casefold()
            # "US" is no "us", unless everything is in capitals.
            name = end - start > 1 and text[start:end].isupper() and not shouting
            function = folded in lexicon.function and not name
            yield Token(text[start:end], start, end, folded, lexicon.stem(folded), function)


def _parted(match: Match[str]) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
    """The parts of "don't": "do" and "not", so that "do not" is the same."""
    start, middle, end = match.start(), match.end("verb"), match.end()
    return (start, middle, IRREGULAR.get(match["verb"].casefold(), match["verb"])), (middle, end, "not")


def compared(old: Sequence[Token], new: Sequence[Token], lexicon: Lexicon) -> Vocabulary:
    """What became of the words from one version of a sentence to the other, in whatever order they stand."""
    words = Vocabulary()
    for pair in _cased(old, new):
        (words.cased if pair[0].text.lower() == pair[1].text.lower() else words.spelled).append(pair)
    gone, come = _unmatched(old, new), _unmatched(new, old)
    words.joined = _joined(gone, come) + [(ones, others) for others, ones in _joined(come, gone)]
    for alike, pairs in ((_same_stem, words.bent), (_same_letters, words.spelled)):
        for token in list(gone):
            other = next((other for other in come if alike(token, other, lexicon)), None)
            if other is not None:
                gone.remove(token)
                come.remove(other)
                pairs.append((token, other))
    words.gone, words.come = gone, come
    return words


def _unmatched(these: Sequence[Token], those: Sequence[Token]) -> list[Token]:
    """The words that the other side lacks, as multisets; of a repeated word the last ones."""
    there = Counter(token.folded for token in those)
    found = []
    for token in these:
        if there[token.folded] > 0:
            there[token.folded] -= 1
        else:
            found.append(token)
    return found


def _cased(old: Sequence[Token], new: Sequence[Token]) -> list[tuple[Token, Token]]:
    """Words whose capitals changed."""
    left: dict[str, list[Token]] = {}
    texts = Counter(_letters(token) for token in new)
    for token in old:
        if texts[_letters(token)] > 0:
            texts[_letters(token)] -= 1
        else:
            left.setdefault(token.folded, []).append(token)
    exact = Counter(_letters(token) for token in old)
    pairs = []
    for token in new:
        if exact[_letters(token)] > 0:
            exact[_letters(token)] -= 1
        elif left.get(token.folded):
            pairs.append((left[token.folded].pop(0), token))
    return pairs


def _letters(token: Token) -> str:
    return token.text.replace("’", "'")


def _joined(gone: list[Token], come: list[Token]) -> list[tuple[tuple[Token, ...], tuple[Token, ...]]]:
    """Take out neighbouring words on the left that the right writes as one."""
    found: list[tuple[tuple[Token, ...], tuple[Token, ...]]] = []
    for token in list(come):
        for first in range(len(gone) - 1):
            one, other = gone[first : first + 2]
            if one.folded + other.folded == token.folded and other.start - one.end == 1:
                found.append(((one, other), (token,)))
                come.remove(token)
                del gone[first : first + 2]
                break
    return found


def _same_stem(one: Token, other: Token, _: Lexicon) -> bool:
    return not one.function and not other.function and one.stem == other.stem


def _same_letters(one: Token, other: Token, lexicon: Lexicon) -> bool:
    """Whether both are spellings of one word: accents, a variant of the language, or a slip of the pen."""
    if one.function or other.function:
        return False
    a, b = one.folded, other.folded
    if plain(a) == plain(b) or {a, b} in lexicon.confused or is_variant(one, other, lexicon):
        return True
    distance = next((slips for letters, slips in SLIPS if min(len(a), len(b)) >= letters), 0)
    return OSA.distance(a, b, score_cutoff=distance) <= distance


def is_variant(one: Token, other: Token, lexicon: Lexicon) -> bool:
    """Whether both spell one word as two countries do: "defence", "defense"."""
    return any(one.folded.replace(a, b) == other.folded.replace(a, b) for a, b in lexicon.variants)


@lru_cache(maxsize=20_000)
def plain(word: str) -> str:
    """The word without accents; "ä" may be written "ae"."""
    folded = word.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ø", "oe")
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
