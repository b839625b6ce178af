"""The phrase tables: what newsrooms write around an article, a data file a language in `rules/` (`notation.py`).

A table says where a phrase must stand: `line` is the whole block, `start` its beginning, `within` anywhere in it. Two
more stand where sentences begin as well: `title` at the beginning of a block that ends without a stop, `signed` where
names and numbers follow and hardly a word more. Case, accents of Arabic and Hebrew vowels, quote and dash styles, outer
punctuation, arrows and bullets never matter. Long blocks match nothing: a phrase speaks for a whole block, and a whole
paragraph of text is not taken out for one phrase.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from crawler.extraction import notation
from crawler.extraction.folding import DENSE, folded, is_unspaced
from storage.records import NoticeKind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longest block, in characters, that one phrase may speak for. Scripts without spaces say as much in two fifths.
MOST = {"line": 200, "start": 320, "title": 320, "signed": 200, "within": 320}
MOST_OF_NOTICE = 700  # corrections quote what was wrong and what is right
# The same by what is asked, and whether the script goes without spaces.
_MOST = {
    (Reason, False): MOST,
    (Reason, True): {place: int(limit / DENSE) for place, limit in MOST.items()},
    (NoticeKind, False): {**MOST, "start": MOST_OF_NOTICE},
    (NoticeKind, True): {**MOST, "start": MOST_OF_NOTICE, "within": int(MOST["within"] / DENSE)},
}
PLACES = tuple(MOST)
LONGEST = max(MOST.values())
WORD = 4  # letters from which a word in small letters is no "and" or "of" between names
WORDS = 0.4  # share of such words among names and numbers that is still a signature; one is always allowed

Meaning = TypeVar("Meaning", Reason, NoticeKind)

FALLBACK = "en"  # pages in any language carry English crumbs
WITHOUT_SPACES = {"ja", "zh"}
SAME = {"nb": "no", "nn": "no", "iw": "he", "zh-hans": "zh", "zh-hant": "zh", "yue": "zh"}

# Vowel signs of Indic scripts and Thai are no letters to `re`, but they end words.
_SIGNS = "\u0900-\u0963\u0970-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
_CORE = re.compile(f"[\\w©{_SIGNS}].*[\\w{_SIGNS}]|[\\w{_SIGNS}]", re.DOTALL)
_WORD = re.compile(r"\w+")


def bare(text: str) -> str:
    """Folded text without the punctuation, arrows and bullets around it."""
    return _core(folded(text))


def _core(text: str) -> str:
    found = _CORE.search(text)
    return "" if found is None else found.group()


@cache
def moment(language: str) -> str:
    """What `@` is: numbers and words of the calendar and the clock, up to a mark that more than such follows."""
    dates, clock = _any("months", "short_months", "days", language=language), _any("clock", language=language)
    part = rf"[\s\d,،、/'.-]|:(?=\d)|{dates}|{clock}"
    end = rf"(?:(?<!\d):|:(?!\d)|\. (?!\d|{dates})(?=\w)|。|】| - )"  # neither the colon of a clock nor "Nov. 3"
    return rf"(?:{part}){{0,40}}?{end}(?!(?:{part}|:)*\Z)"


def _any(*uses: str, language: str) -> str:
    """Any word of these uses, not within another word."""
    names = {folded(word) for use in uses for word in table(language).words.get(use, ())}
    longest_first = sorted(names, key=len, reverse=True)
    return rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, longest_first))})(?![^\W\d_])"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of a table; exactly one of `reason` and `notice` is set."""

    place: str  # line, start, title, signed or within
    text: str
    example: str
    reason: Reason | None = None
    notice: NoticeKind | None = None

    @property
    def meaning(self) -> Reason | NoticeKind | None:
        """The one that is set."""
        return self.reason or self.notice


@dataclass(frozen=True, slots=True)
class Searcher:
    """Phrases of one place in one pattern, a group a meaning."""

    place: str
    words: tuple[str, ...]  # every text that the pattern finds holds one of them
    pattern: re.Pattern[str]
    meanings: dict[str, Reason | NoticeKind]


@dataclass(frozen=True, slots=True)
class Table:
    """The phrases of a language."""

    language: str  # ISO 639-1
    name: str
    phrases: tuple[Phrase, ...]
    words: dict[str, tuple[str, ...]]  # by use: "by", "and", "months" …
    genuine: tuple[str, ...]  # sentences of articles that no phrase may take

    def found(
        self, text: str, seen: str, core: str, kind: type[Reason | NoticeKind], most: dict[str, int]
    ) -> Reason | NoticeKind | None:
        """What the first matching phrase of this table says of a block; `seen` is it folded, `core` its bare text."""
        length = len(core)
        begun = not _openings_of(self.language, kind).isdisjoint(
            (core[:1], core[:2], core[:3], core[: notation.OPENING])
        )
        for one in _searchers(self.language, kind, begun=begun):
            # To look for the words costs a twentieth of a search.
            if length > most[one.place] or not any(map(seen.__contains__, one.words)):
                continue
            match = one.pattern.search(seen) if one.place == "within" else one.pattern.match(core)
            if match and match.lastgroup and _fits(one.place, text, length - match.end()):
                return one.meanings[match.lastgroup]
        return None


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a table, in order."""
    names = (entry.name for entry in files(__package__).joinpath("rules").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def table(language: str) -> Table:
    """The table of a language that has one."""
    source = files(__package__).joinpath("rules", f"{language}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    words = {use: tuple(values) for use, values in data.pop("words", {}).items()}
    name, genuine = data.pop("name"), tuple(data.pop("genuine", ()))
    return Table(language, name, tuple(_phrases(data)), words, genuine)


def _phrases(data: dict[str, Any]) -> Iterator[Phrase]:
    for kind, places in data.pop("notice", {}).items():
        for place, rows in places.items():
            yield from (Phrase(place, text, example, notice=NoticeKind(kind)) for text, example in rows)
    for reason, places in data.items():
        for place, rows in places.items():
            yield from (Phrase(place, text, example, reason=Reason(reason)) for text, example in rows)


@cache
def _openings_of(language: str, kind: type[Reason | NoticeKind]) -> frozenset[str]:
    """What the blocks that phrases of a table begin may begin with, but for phrases that begin with a gap."""
    rows = (phrase for phrase in table(language).phrases if phrase.place != "within")
    mine = (notation.openings(phrase.text) for phrase in rows if isinstance(phrase.meaning, kind))
    return frozenset().union(*mine) - {""}


@cache
def _searchers(language: str, kind: type[Reason | NoticeKind], *, begun: bool) -> tuple[Searcher, ...]:
    """What a block is asked, place by place, phrases that end in a moment before others.

    Most blocks do not begin as any phrase does (`begun`); these are only asked for what stands within a block and what
    begins with a gap.
    """
    mine = [phrase for phrase in table(language).phrases if isinstance(phrase.meaning, kind)]
    found = []
    for place, has_moment in itertools.product(PLACES, (True, False)):
        rows = [row for row in mine if row.place == place and row.text.endswith(notation.MOMENT) is has_moment]
        asked = [row for row in rows if begun or place == "within" or "" in notation.openings(row.text)]
        if asked:
            # Where a block begins as a phrase does, it is hardly asked in vain.
            words = [""] if begun and place != "within" else [w for row in asked for w in notation.needed(row.text)]
            pattern, meanings = _joined(asked, place, language)
            found.append(Searcher(place, tuple(dict.fromkeys(words)), pattern, meanings))
    return tuple(found)


def _joined(rows: list[Phrase], place: str, language: str) -> tuple[re.Pattern[str], dict[str, Reason | NoticeKind]]:
    """Phrases of one place in one alternation, and what its groups mean; all end in a moment, or none."""
    by_meaning: dict[Reason | NoticeKind, list[str]] = {}
    for row in rows:
        if row.meaning is not None:
            by_meaning.setdefault(row.meaning, []).append(notation.compiled(row.text))
    groups = {f"m{number}": meaning for number, meaning in enumerate(by_meaning)}
    end = r"[\W_]*\Z" if place == "line" else ""
    joined = "|".join(f"(?P<{name}>(?:{'|'.join(by_meaning[meaning])}){end})" for name, meaning in groups.items())
    starts_word = r"\b" if place == "within" and language not in WITHOUT_SPACES else ""
    at_end = moment(language) if rows[0].text.endswith(notation.MOMENT) else ""
    return re.compile(f"{starts_word}(?:{joined}){at_end}"), groups


def _fits(place: str, text: str, rest: int) -> bool:
    """Whether a block may be what a phrase at its beginning says; `rest` characters follow the phrase."""
    if place == "title":
        return not text.rstrip(" \"'”’»)").endswith((".", "。", "।"))
    if place == "signed" and rest:
        after = _WORD.findall(text[-rest - 1 :])
        small = sum(len(word) >= WORD and word[0].islower() for word in after)
        others = sum(not word[0].islower() for word in after)
        return bool(small <= max(1, WORDS * (small + others)))
    return True


@lru_cache(maxsize=256)
def tables_for(language: str | None) -> tuple[str, ...]:
    """The languages whose tables to ask for a text: its own and English; all of them for an unknown language."""
    if not language:
        return (FALLBACK, *(known for known in languages() if known != FALLBACK))
    code = language.replace("_", "-").lower()
    code = SAME.get(code, code)
    code = SAME.get(code.split("-")[0], code.split("-")[0])
    return (code, FALLBACK) if code in languages() and code != FALLBACK else (FALLBACK,)


def words(use: str, language: str | None = None) -> frozenset[str]:
    """Folded words of one use ("by", "and", "months" …) in a language and English; in all of them for None."""
    return words_of(use, tables_for(language))


@cache
def words_of(use: str, codes: tuple[str, ...]) -> frozenset[str]:
    """Folded words of one use in some languages."""
    return frozenset(folded(word) for code in codes for word in table(code).words.get(use, ()))


@lru_cache(maxsize=1024)
def reason_of(text: str, language: str | None) -> Reason | None:
    """Why a block is not text, if a phrase says so; None for what looks like text.

    The same strings come back on page after page of a crawl, hence the cache; the answer depends on nothing else.
    """
    return None if len(text) > LONGEST + 40 else _meaning(text, language, Reason)


@lru_cache(maxsize=1024)
def notice_kind_of(text: str, language: str | None) -> NoticeKind | None:
    """What kind of notice by the editors a block is, if a phrase says so."""
    return None if len(text) > MOST_OF_NOTICE else _meaning(text, language, NoticeKind)


def _meaning(text: str, language: str | None, kind: type[Meaning]) -> Meaning | None:
    seen = folded(text)
    core = _core(seen)
    most = _MOST[kind, is_unspaced(seen)]
    for code in tables_for(language) if core else ():
        found = table(code).found(text, seen, core, kind, most)
        if isinstance(found, kind):
            return found
    return None


def compile_all(language: str) -> None:
    """Make the patterns of a table, which takes longer than a page, before they are needed."""
    for kind, begun in itertools.product((Reason, NoticeKind), (True, False)):
        _searchers(language, kind, begun=begun)


def is_whole(text: str, language: str | None) -> bool:
    """Whether the phrase that speaks for a block is all of it: "Read more", and not "Read more: How it fell"."""
    core = bare(text)
    for code in tables_for(language):
        for one in _searchers(code, Reason, begun=True):
            if one.place != "within" and (match := one.pattern.match(core)):
                return one.place == "line" or match.end() == len(core)
    return False
