"""What is known of a language: its number words, hedges, negations, speech verbs … read from `tables/*.toml`.

A table is data with an example for every row; `docs/changes.md` says how to add a word, a pattern or a language. A
phrase in a table is matched as whole words whatever their case; `*` at the end of a word stands for any ending.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, repeat
from threading import Lock
from typing import TYPE_CHECKING, Any

import Stemmer

from storage.revisions.phrases import LETTERS, Phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from re import Pattern

# Language of a text that does not say it: the table most of whose function words stand in so many first words.
SAMPLE = 200
# What is counted of people: few to an article, so that one can be followed even where its sentence was rewritten.
PEOPLE = frozenset({"killed", "injured", "missing", "arrested", "evacuated", "cases"})
# A stemmer keeps the word it works on in itself.
_STEMMING = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """One language's table, ready for use. Words are casefolded."""

    language: str
    decimal: str  # the sign before decimals: "." or ","
    spaced_thousands: bool  # "10 000" is one number
    function: frozenset[str]  # words that hold a sentence together and say nothing by themselves
    numbers: Mapping[str, int]
    scales: Mapping[str, int]  # "million" and its kin multiply what stands before them
    compounds: bool  # number words are written as one: "tweehonderdvier"
    joiners: frozenset[str]  # "and" in "a hundred and four"
    articles: frozenset[str]  # number words that are articles too
    conjunctions: frozenset[str]  # "and": what stands before it counts nothing behind it
    persons: frozenset[str]  # nouns behind which even an article counts: "a man was killed"
    months: Mapping[str, int]
    days: frozenset[str]  # of the week
    counted: Mapping[str, Phrases]  # what a number near such a word counts
    people: Phrases  # any word near which people or cases are counted
    total: Phrases  # "death toll": counts the killed however far it stands before the number
    negation: Phrases
    hedge: Phrases
    speech: Phrases
    source: Phrases  # "according to"
    notices: Mapping[str, Phrases]
    notice: Phrases  # any of them
    boilerplate: Pattern[str]
    credit: Pattern[str]  # what closes a caption
    light: frozenset[str]  # words that say little by themselves
    light_endings: tuple[str, ...]
    confused: frozenset[frozenset[str]]  # words taken for one another by the ear or the hand
    opposites: Mapping[str, frozenset[str]]
    synonyms: Mapping[str, str]  # word → first word of its row
    variants: tuple[tuple[str, str], ...]  # letters that two spellings of one word differ in
    capital_nouns: bool  # nouns are capitalised: one capital says nothing
    before_names: frozenset[str]  # where they are, the words that a name follows, and a noun seldom without an article

    def weighs(self, word: str) -> bool:
        """The word says something by itself: it is neither a function word nor a light one."""
        return word not in self.function and word not in self.light and not word.endswith(self.light_endings or ("\n",))

    def stem(self, word: str) -> str:
        """The word without its ending; the first word of its row if it stands in a row of synonyms."""
        word = self.synonyms.get(word, word)
        return _stem(self.language, word)


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a table."""
    folder = files("storage.revisions") / "tables"
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


@cache
def table(language: str) -> dict[str, Any]:
    """A language's table as it stands in its file."""
    return tomllib.loads(_file(language))


def _file(language: str) -> str:
    return (files("storage.revisions") / "tables" / f"{language}.toml").read_text("utf-8")


@cache
def lexicon(language: str | None) -> Lexicon:
    """The lexicon of an ISO 639-1 code; an empty one for a language without a table."""
    code = (language or "").partition("-")[0].lower()
    # Texts are compared casefolded, "dreißig" as "dreissig"; the tables are written as the language is.
    rows: dict[str, Any] = _folded(table(code)) if code in languages() else {}
    numbers = rows.get("numbers", {})
    return Lexicon(
        language=code,
        decimal=rows.get("decimal", "."),
        spaced_thousands=rows.get("spaced_thousands", True),
        function=frozenset(" ".join(row["words"] for row in rows.get("function", ())).split()),
        numbers=numbers.get("words", {}),
        scales=numbers.get("scales", {}),
        compounds=numbers.get("compounds", False),
        joiners=frozenset(numbers.get("joiners", ())),
        articles=frozenset(numbers.get("articles", ())),
        conjunctions=frozenset(numbers.get("conjunctions", ())),
        persons=frozenset(" ".join(row["words"] for row in rows.get("person", ())).split()),
        months={
            word: n for n, words in enumerate(rows.get("months", {}).get("words", ()), 1) for word in words.split()
        },
        days=frozenset(" ".join(row["words"] for row in rows.get("day", ())).split()),
        counted={
            what: _phrases(row["words"] for row in rows.get("counted", ()) if row["what"] == what)
            for what in dict.fromkeys(row["what"] for row in rows.get("counted", ()))
        },
        people=_phrases(
            row["words"]
            for section in ("counted", "total")
            for row in rows.get(section, ())
            if section == "total" or row["what"] in PEOPLE
        ),
        total=_phrases(row["words"] for row in rows.get("total", ())),
        negation=_phrases(row["words"] for row in rows.get("negation", ())),
        hedge=_phrases(row["words"] for row in rows.get("hedge", ())),
        speech=_phrases(row["words"] for row in rows.get("speech", ())),
        source=_phrases(row["words"] for row in rows.get("source", ())),
        notices={
            kind: _phrases(row["words"] for row in rows.get("notice", ()) if row["kind"] == kind)
            for kind in dict.fromkeys(row["kind"] for row in rows.get("notice", ()))
        },
        notice=_phrases(row["words"] for row in rows.get("notice", ())),
        boilerplate=_patterns(row["pattern"] for row in rows.get("boilerplate", ())),
        credit=_patterns(row["pattern"] for row in rows.get("boilerplate", ()) if row.get("caption")),
        light=frozenset(" ".join(row["words"] for row in rows.get("light", ())).split()),
        light_endings=tuple(ending for row in rows.get("light", ()) for ending in row["endings"]),
        confused=frozenset(frozenset(pair) for row in rows.get("confused", ()) for pair in row["words"]),
        opposites=_opposites(row["words"] for row in rows.get("opposite", ())),
        synonyms={word: row["words"][0] for row in rows.get("synonym", ()) for word in row["words"]},
        variants=tuple((a, b) for row in rows.get("variant", ()) for a, b in row["letters"]),
        capital_nouns=rows.get("capital_nouns", False),
        before_names=frozenset(rows.get("before_names", "").split()),
    )


def _folded(rows: Any) -> Any:
    """The same, all words casefolded but patterns."""
    if isinstance(rows, dict):
        return {_folded(key): rows[key] if key == "pattern" else _folded(rows[key]) for key in rows}
    if isinstance(rows, list):
        return [_folded(row) for row in rows]
    return rows.casefold() if isinstance(rows, str) else rows


def guess_language(text: str) -> str | None:
    """The language with a table most of whose function words stand in the text; None if too few do to tell."""
    words = LETTERS.findall(text[: SAMPLE * 8].casefold())[:SAMPLE]
    holders = _function_words()
    found = Counter(chain.from_iterable(map(holders.get, words, repeat(()))))
    best = max(languages(), key=found.__getitem__, default=None)
    # A tenth: running text has a third to a half of them in its own language, below a fifth in a kindred one.
    return best if best and found[best] * 10 >= len(words) > 0 else None


@cache
def _function_words() -> dict[str, tuple[str, ...]]:
    """Each function word with the languages that have it."""
    holders: dict[str, tuple[str, ...]] = {}
    for code in languages():
        for word in _folded(" ".join(row["words"] for row in table(code)["function"])).split():
            holders[word] = (*holders.get(word, ()), code)
    return holders


def _stem(language: str, word: str) -> str:
    stemmer = _stemmer(language)
    if stemmer is None:
        return word
    with _STEMMING:
        return str(stemmer.stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    name = {
        "ar": "arabic", "da": "danish", "de": "german", "en": "english", "es": "spanish", "fi": "finnish",
        "fr": "french", "hu": "hungarian", "it": "italian", "nl": "dutch", "no": "norwegian", "pt": "portuguese",
        "ro": "romanian", "ru": "russian", "sv": "swedish", "tr": "turkish",
    }.get(language)  # fmt: skip
    # Its own cache costs more than it saves.
    return Stemmer.Stemmer(name, 0) if name else None


def _phrases(rows: Iterable[list[str]]) -> Phrases:
    return Phrases(phrase for row in rows for phrase in row)


def _patterns(rows: Iterable[str]) -> Pattern[str]:
    # The standard library's engine is the faster one here.
    return re.compile("|".join(f"(?:{pattern})" for pattern in rows) or "(?!)", re.IGNORECASE)


def _opposites(rows: Iterable[list[list[str]]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for one, other in row:
            found.setdefault(one, set()).add(other)
            found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}
