"""The vocabulary of two versions of a sentence: which words went and came, which are only bent or spelled otherwise."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, deque
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import regex
from rapidfuzz.distance import OSA

from storage.revisions.words import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.revisions.lexicon import Lexicon

TOKEN = regex.compile(
    r"\p{Latin}+n['’]t\b"
    r"|\p{Han}|\p{Hiragana}+|[\p{Katakana}ー]+"
    r"|[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]][[\p{L}--[\p{Han}\p{Hiragana}\p{Katakana}]]\p{M}]*",
    regex.V1,
)
# The same where every letter is a common one; the superior and vulgar digits count as letters to `re`.
_PLAIN = re.compile(r"[^\W\d_²³¹¼½¾]+(?:(?<=\Bn)['’]t\b)?")
IRREGULAR = {"ca": "can", "wo": "will", "sha": "shall"}  # can't, won't, shan't
# A misspelling of a word of so many letters lies so many letters away; shorter words are other words (form, from).
SLIPS = ((9, 2), (5, 1))
SHORTEST_SWAP = 4  # letters of a word in which two neighbours may be swapped: "dwon"
SENTENCE = 1000  # letters up to which a text's words are remembered
# Pairs of words that are looked at for slips; a sentence with more was not mended but rewritten.
WORTH_COMPARING = 2500


class Token(NamedTuple):
    """A word where it stands."""

    text: str
    start: int
    end: int
    folded: str
    function: bool  # holds the sentence together and says nothing by itself
    stem: str  # without its ending, one for all synonyms of a row; a function word is its own


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
    """The words of a text but those in the spans `without`, which are in order. Contractions are told apart."""
    found = _remembered(text, lexicon) if len(text) <= SENTENCE else _tokens(text, lexicon)
    spans = deque(without)
    return tuple(token for token in found if not _within(token, spans)) if spans else found


@lru_cache(maxsize=512)
def _remembered(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    """The words of a sentence, which several questions are asked of in turn."""
    return _tokens(text, lexicon)


def _within(token: Token, spans: deque[tuple[int, int]]) -> bool:
    while spans and spans[0][1] <= token.start:
        spans.popleft()
    return bool(spans) and spans[0][0] < token.end


def _tokens(text: str, lexicon: Lexicon) -> tuple[Token, ...]:
    # "US" is no "us", unless everything is in capitals.
    names = not text.isupper()
    found: list[Token] = []
    for match in (_PLAIN if common(text) else TOKEN).finditer(text):
        word = match[0]
        start, end = match.span()
        if word[-1] == "t" and word[-2:-1] in ("'", "’"):
            found += (Token(text[a:b], a, b, *_read(part, lexicon, names)) for a, b, part in _parted(word, start))
        else:
            # As `Token(…)` does, at half its cost: a long text has thousands.
            found.append(tuple.__new__(Token, (word, start, end, *_read(word, lexicon, names))))
    return tuple(found)


@lru_cache(maxsize=50_000)
def _read(word: str, lexicon: Lexicon, names: bool) -> tuple[str, bool, str]:
    """A word casefolded, whether it is a function word, and its stem."""
    folded = word.casefold()
    if folded in lexicon.function and not (names and len(word) > 1 and word.isupper()):
        return folded, True, folded
    return folded, False, lexicon.stem(folded)


def _parted(word: str, start: int) -> tuple[tuple[int, int, str], tuple[int, int, str]]:
    """The parts of "don't": "do" and "not", so that "do not" is the same."""
    verb = word[:-3]
    middle = start + len(verb)
    return (start, middle, IRREGULAR.get(verb.casefold(), verb)), (middle, start + len(word), "not")


def compared(old: Sequence[Token], new: Sequence[Token], lexicon: Lexicon) -> Vocabulary:
    """What became of the words from one version of a sentence to the other, in whatever order they stand."""
    words = Vocabulary()
    for pair in _cased(old, new):
        (words.cased if pair[0].text.lower() == pair[1].text.lower() else words.spelled).append(pair)
    gone, come = _unmatched(old, new), _unmatched(new, old)
    words.joined = _joined(gone, come) + [(ones, others) for others, ones in _joined(come, gone)]
    words.bent = _paired(gone, come)
    if len(gone) * len(come) <= WORTH_COMPARING:
        for token in list(gone):
            other = next((other for other in come if _same_letters(token, other, lexicon)), None)
            if other is not None:
                gone.remove(token)
                come.remove(other)
                words.spelled.append((token, other))
    words.gone, words.come = gone, come
    return words


def _paired(gone: list[Token], come: list[Token]) -> list[tuple[Token, Token]]:
    """Take out content words of one stem."""
    by_stem: dict[str, list[Token]] = {}
    for token in come:
        if not token.function:
            by_stem.setdefault(token.stem, []).append(token)
    pairs = [(token, by_stem[token.stem].pop(0)) for token in gone if not token.function and by_stem.get(token.stem)]
    ones, others = {id(one) for one, _ in pairs}, {id(other) for _, other in pairs}
    gone[:] = [token for token in gone if id(token) not in ones]
    come[:] = [token for token in come if id(token) not in others]
    return pairs


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
    """Words whose capitals changed; the parts of "don't" have none."""
    olds, news = ([_letters(token) for token in side] for side in (old, new))
    gone, come = Counter(olds), Counter(news)
    left: dict[str, list[Token]] = {}
    for token, letters in zip(old, olds, strict=True):
        if come[letters] > 0:
            come[letters] -= 1
        elif token.text.casefold() == token.folded:
            left.setdefault(token.folded, []).append(token)
    pairs = []
    for token, letters in zip(new, news, strict=True) if left else ():
        if gone[letters] > 0:
            gone[letters] -= 1
        elif left.get(token.folded) and token.text.casefold() == token.folded:
            pairs.append((left[token.folded].pop(0), token))
    return pairs


def _letters(token: Token) -> str:
    return token.text.replace("’", "'")


def _joined(gone: list[Token], come: list[Token]) -> list[tuple[tuple[Token, ...], tuple[Token, ...]]]:
    """Take out neighbouring words on the left that the right writes as one."""
    neighbours = {
        one.folded + other.folded: (one, other) for one, other in pairwise(gone) if other.start - one.end == 1
    }
    found: list[tuple[tuple[Token, ...], tuple[Token, ...]]] = []
    for token in list(come):
        pair = neighbours.pop(token.folded, None)
        if pair is not None and all(any(word is left for left in gone) for word in pair):
            found.append((pair, (token,)))
            come.remove(token)
            gone[:] = [word for word in gone if word is not pair[0] and word is not pair[1]]
    return found


def _same_letters(one: Token, other: Token, lexicon: Lexicon) -> bool:
    """Whether both are spellings of one word: accents, a variant of the language, or a slip of the pen."""
    if one.function or other.function:
        return False
    a, b = one.folded, other.folded
    if plain(a) == plain(b) or {a, b} in lexicon.confused or is_variant(one, other, lexicon):
        return True
    if min(len(a), len(b)) >= SHORTEST_SWAP and sorted(a) == sorted(b) and OSA.distance(a, b) == 1:
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
