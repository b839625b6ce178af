"""The phrase tables: what newsrooms write around an article, a data file a language in `rules/`.

A phrase is plain words with a little notation, so that whoever speaks the language can read and add one:

    (a|b)   one of these                    [a]     perhaps this
    …       anything within the sentence    a*      any ending of the word
    #       a number                        @       at the end: perhaps a day and a time, then a colon, stop or dash

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

from crawler.extraction.folding import UNSPACED, fold, folded, is_unspaced
from storage.records import NoticeKind, Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

# Longest block, in characters, that one phrase may speak for. Scripts without spaces say as much in two fifths.
MOST = {"line": 200, "start": 320, "title": 320, "signed": 200, "within": 320}
MOST_OF_NOTICE = 700  # corrections quote what was wrong and what is right
OPENING = 4  # characters that tell most blocks from all phrases
DENSE = 0.4
# The same by what is asked, and whether the script goes without spaces.
_MOST = {
    (Reason, False): MOST,
    (Reason, True): {place: int(limit * DENSE) for place, limit in MOST.items()},
    (NoticeKind, False): {**MOST, "start": MOST_OF_NOTICE},
    (NoticeKind, True): {**MOST, "start": MOST_OF_NOTICE, "within": int(MOST["within"] * DENSE)},
}
PLACES = tuple(MOST)
LONGEST = max(MOST.values())
WORD = 4  # letters from which a word in small letters is no "and" or "of" between names
WORDS = 0.4  # share of such words among names and numbers that is still a signature; one is always allowed

Meaning = TypeVar("Meaning", Reason, NoticeKind)

MOMENT = " @"  # at the end of a phrase
FALLBACK = "en"  # pages in any language carry English crumbs
WITHOUT_SPACES = {"ja", "zh"}
SAME = {"nb": "no", "nn": "no", "iw": "he", "zh-hans": "zh", "zh-hant": "zh", "yue": "zh"}

# Vowel signs of Indic scripts and Thai are no letters to `re`, but they end words.
_SIGNS = "\u0900-\u0963\u0970-\u0dff\u0e31-\u0e3a\u0e47-\u0e4e"
_CORE = re.compile(f"[\\w©{_SIGNS}].*[\\w{_SIGNS}]|[\\w{_SIGNS}]", re.DOTALL)
_PART = re.compile(r"\[|\]|\(|\)|\||…|\*|#|[^\[\]()|…*#]+")
_NOTATION = {"(": "(?:", "|": "|", ")": ")", "*": r"\w*", "#": r"\d+"}
_WORD = re.compile(r"\w+")
_GAP = r"(?:[^.!?。]|(?<=\d)\.|\.(?=\d)){0,100}?"  # the stop of "3. Mai" ends no sentence


def bare(text: str) -> str:
    """Folded text without the punctuation, arrows and bullets around it."""
    return _core(folded(text))


def _core(text: str) -> str:
    found = _CORE.search(text)
    return "" if found is None else found.group()


@cache
def _moment(language: str) -> str:
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


def compiled(phrase: str, language: str = FALLBACK) -> str:
    """The regular expression of a phrase, to be searched in folded text; it ends where a word ends."""
    if phrase.endswith(MOMENT):
        return compiled(phrase.removesuffix(MOMENT)) + _moment(language)
    out: list[str] = []
    parts = _PART.findall(phrase)
    opening: list[bool] = []  # for every open "[", whether the space after it is optional with it
    for number, part in enumerate(parts):
        before, after = parts[number - 1] if number else "(", "".join(parts[number + 1 : number + 2])
        if part == "[":
            spaced = bool(out) and out[-1].endswith("\\ ")
            if spaced:
                out[-1] = out[-1][:-2]
            opening.append(not spaced and (before in ("(", "|") or out[-1] == ""))
            out.append("(?:\\ (?:" if spaced else "(?:(?:")
        elif part == "]":
            out.append(")\\ )?" if opening.pop() and after.startswith(" ") else "))?")
        elif part == "…":
            if out and out[-1].endswith("\\ "):
                out[-1] = out[-1][:-2] + r"(?:\b|(?= ))"
            elif not out and (words := fold(after).split()) and words[0].isalpha():
                out.append(f"(?=.*{words[0]})")  # else the gap is tried on every block: a third of all time spent here
            out.append(_GAP)
        elif part in _NOTATION:
            out.append(_NOTATION[part])
        else:
            literal = fold(part)
            if before == "…" and literal.startswith(" "):
                out.append(r"(?:\b|(?<= ))")
                literal = literal[1:]
            elif before == "]" and out[-1] == ")\\ )?":
                literal = literal.removeprefix(" ")
            out.append(re.escape(literal))
    last = next((c for c in reversed(phrase) if c not in "()[]|…*#"), "")
    tail = r"(?!\w)" if last.isalnum() and not UNSPACED.match(last) else ""
    return f"(?:{''.join(out)}){tail}"


def needed(phrase: str) -> tuple[str, ...]:
    """Words of a phrase, folded, of which every text that it matches holds one; the empty one where there is none."""
    choices: list[list[str]] = []  # for each place that no text goes without, the words that may stand there
    opened = ""
    for part in _PART.findall(phrase):
        if part in "([":
            if not opened:
                choices.append([""])
            opened += part
        elif part in ")]":
            opened = opened[:-1]
        elif part == "|" and opened == "(":
            choices[-1].append("")
        elif part not in _NOTATION and part != "…" and not opened:
            choices.append([fold(part).strip()])
        elif part not in _NOTATION and part != "…" and opened == "(":
            choices[-1][-1] = max(choices[-1][-1], fold(part).strip(), key=len)
    return tuple(max(choices, key=lambda words: min(map(len, words)), default=[""]))


@cache
def openings(phrase: str) -> frozenset[str]:
    """What the texts that a phrase matches begin with: OPENING characters, folded, or what comes before a gap."""
    begun = (fold(" ".join(text.split())) for text in _beginnings(phrase.removesuffix(MOMENT), 2 * OPENING))
    return frozenset(text[:OPENING].strip() for text in begun)


def _beginnings(phrase: str, size: int) -> set[str]:
    """The first characters of all that a phrase may be read as, without its gaps and what follows them."""
    if not size or phrase[:1] in ("", "…", "#", "*"):
        return {""}
    if phrase[0] not in "([":
        return {phrase[0] + more for more in _beginnings(phrase[1:], size - 1)}
    choices, depth, start = [""] if phrase[0] == "[" else [], 0, 1
    for at, mark in enumerate(phrase):
        depth += (mark in "([") - (mark in ")]")
        if depth == 0 or (depth == 1 and mark == "|"):
            choices.append(phrase[start:at])
            start = at + 1
        if depth == 0:
            break
    return {text for choice in choices for text in _beginnings(choice + phrase[start:], size)}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A row of a table; exactly one of `reason` and `notice` is set."""

    place: str  # line, start, title, signed or within
    text: str
    example: str
    reason: Reason | None = None
    notice: NoticeKind | None = None


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
        begun = not _openings_of(self.language, kind).isdisjoint((core[:1], core[:2], core[:3], core[:OPENING]))
        for place, words, pattern, meanings in _searchers(self.language, kind, begun=begun):
            # To look for the words without which nothing is found costs a twentieth of a search.
            if length > most[place] or not any(map(seen.__contains__, words)):
                continue
            match = pattern.search(seen) if place == "within" else pattern.match(core)
            if match and match.lastgroup and _fits(place, text, length - match.end()):
                return meanings[match.lastgroup]
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
    mine = (phrase.text for phrase in rows if isinstance(phrase.reason or phrase.notice, kind))
    return frozenset(opening for text in mine for opening in openings(text)) - {""}


@cache
def _searchers(
    language: str, kind: type[Reason | NoticeKind], *, begun: bool
) -> tuple[tuple[str, tuple[str, ...], re.Pattern[str], dict[str, Reason | NoticeKind]], ...]:
    """One pattern a place, and one for its phrases that end in a moment: all in one alternation, a group a meaning.

    Before each stand the words of which every text that it finds holds one.

    Most blocks do not begin as any phrase does (`begun`); these are only asked for what stands within a block and what
    begins with a gap.
    """
    out = []
    for place, has_moment in itertools.product(PLACES, (True, False)):
        by_meaning: dict[Reason | NoticeKind, list[str]] = {}
        words: dict[str, None] = {}
        for phrase in table(language).phrases:
            meaning = phrase.reason if kind is Reason else phrase.notice
            if meaning is None or phrase.place != place or phrase.text.endswith(MOMENT) is not has_moment:
                continue
            if begun or place == "within" or "" in openings(phrase.text):
                by_meaning.setdefault(meaning, []).append(compiled(phrase.text.removesuffix(MOMENT)))
                words.update(dict.fromkeys(needed(phrase.text.removesuffix(MOMENT))))
        if by_meaning:
            groups = {f"m{number}": meaning for number, meaning in enumerate(by_meaning)}
            end = r"[\W_]*\Z" if place == "line" else ""
            joined = "|".join(
                f"(?P<{name}>(?:{'|'.join(by_meaning[meaning])}){end})" for name, meaning in groups.items()
            )
            starts_word = r"\b" if place == "within" and language not in WITHOUT_SPACES else ""
            moment = _moment(language) if has_moment else ""
            # Where a block begins as a phrase does, it is hardly asked in vain.
            holds = ("",) if begun and place != "within" else tuple(words)
            out.append((place, holds, re.compile(f"{starts_word}(?:{joined}){moment}"), groups))
    return tuple(out)


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
        for place, _, pattern, _ in _searchers(code, Reason, begun=True):
            if place != "within" and (match := pattern.match(core)):
                return place == "line" or match.end() == len(core)
    return False
