"""Lines that say who wrote a pasted text, and when: bylines and dates, told from text by what else is in them."""

from __future__ import annotations

import re
from functools import cache

from crawler.extraction import phrases
from crawler.extraction.captions import agencies
from crawler.extraction.folding import UNSPACED, folded
from crawler.extraction.metadata import names, written

LONGEST = 160
LONGEST_NAMES = 60  # characters of a line that holds nothing but names
MOST_UNNAMED_WORDS = 5  # of a byline that names a house: "By our man in Leith"
LONGEST_DATE_LINE = 20  # words, with both dates and a zone
MOST_OTHER_WORDS = 3  # in small letters, beside a date: "5 min read", "for the Herald"
MOST_OTHER_LETTERS = 16  # the same where letters have no case or words no spaces between them

_MAIL = re.compile(r"((?:[^\W\d_]+[\s/]){0,3})[(<]?[\w.+-]+@[\w-]+(?:\.[\w-]+)+[)>]?")
_WORD = re.compile(r"[^\W\d_]+")
# What stands between the parts of a date in any language, and names of zones.
_BETWEEN = frozenset(
    ["a", "aedt", "aest", "am", "ao", "as", "at", "bst", "cdt", "cest", "cet", "clock", "cst", "ct", "d", "da",
     "das", "de", "del", "di", "dia", "dnia", "do", "du", "edt", "eest", "eet", "el", "en", "es", "est", "et",
     "first", "ganz", "gmt", "godz", "h", "heures", "hour", "hours", "hrs", "i", "il", "in", "ist", "jst", "kl",
     "klo", "klokken", "kst", "la", "las", "le", "m", "mdt", "mesz", "mez", "msk", "mst", "mt", "na", "nd", "o",
     "on", "op", "ore", "os", "p", "pdt", "pm", "pst", "pt", "r", "rd", "roku", "s", "saat", "sast", "st", "t",
     "th", "the", "to", "u", "uhr", "um", "utc", "uur", "v", "w", "z", "à", "às",
     "в", "г", "год", "года", "о", "об", "у", "р", "року", "बजे", "को"]  # noqa: RUF001
)  # fmt: skip


def people_in(text: str, language: str | None) -> tuple[str, ...]:
    """The people who sign in a line, without the agency and the places they write for and from."""
    bare = _agency_at_end().sub("", text)
    people = names.people(bare if names.without_by(bare, language).strip() else text, language)
    return tuple(_without_place(name, language) for name in people)


@cache
def _agency_at_end() -> re.Pattern[str]:
    exact, others = agencies()
    agency = f"(?:{'|'.join(map(re.escape, sorted(exact)))}|(?i:{'|'.join(map(re.escape, sorted(others)))}))"
    return re.compile(
        rf"(?:\s*[|,·•]|\s[-–—])?\s+(?:(?i:for|via|with|avec|mit|met|con|com|med)\s+)?(?:(?i:the)\s+)?{agency}\s*$"
    )


def _without_place(name: str, language: str | None) -> str:
    """ "Jane Doe in Leith" without the place."""
    words = name.split()
    for number in range(2, len(words) - 1):
        before, after = " ".join(words[:number]), words[number + 1]
        if words[number] in phrases.words("in", language) and after[0].isupper() and names.is_person(before, language):
            return before
    return name


def bare_names(text: str, language: str | None) -> tuple[str, ...]:
    """The people in a line that holds nothing but names."""
    if len(text) > LONGEST_NAMES or not text[-1].isalpha():
        return ()
    people = names.people(text, language)
    return people if people and all(names.is_person(name, language) for name in people) else ()


def is_byline(text: str, language: str | None) -> bool:
    """Whether a line starts as bylines do and names somebody, or names people beside their agency."""
    if len(text) > LONGEST or text.endswith("."):
        return False
    if names.starts_with_by(text, language):
        people = people_in(text, language)
        named = any(names.is_person(name, language) or names.is_role(name, language) for name in people)
        return named or (bool(people) and len(text.split()) <= MOST_UNNAMED_WORDS)
    agency = _agency_at_end().search(text)
    return (
        agency is not None
        and agency.group().strip()[0] in "|,·•-–—"
        and bool(bare_names(text[: agency.start()], language))
    )


def is_address(text: str, language: str | None) -> bool:
    """Whether a line is the address of who wrote the text, with no more than a name before it."""
    found = _MAIL.fullmatch(text)
    name = found.group(1).strip() if found else ""
    return found is not None and (not name or bool(UNSPACED.search(name)) or names.is_person(name, language))


def is_dated(text: str, language: str | None) -> bool:
    """Whether a line is there for the date in it: beside that are names at most, and few words."""
    if len(text) > LONGEST or text.endswith(".") or written.moment_in(text, language) is None:
        return False
    others = _others(text, language)
    small = sum(word.islower() and word.upper() != word for word in others)
    letters = sum(len(word) for word in others if word.upper() == word.lower())
    return (
        len(folded(text).split()) <= LONGEST_DATE_LINE and small <= MOST_OTHER_WORDS and letters <= MOST_OTHER_LETTERS
    )


def is_stamp(text: str, language: str | None) -> bool:
    """Whether a line holds nothing but a date, with its time and "published" or "updated" before it."""
    if len(text) > LONGEST or written.moment_in(text, language) is None:
        return False
    return not _others(text, language)


def is_labelled_stamp(text: str, language: str | None) -> bool:
    """Whether a line holds nothing but "published" or "updated" and a date."""
    if len(text) > LONGEST:
        return False
    seen = set(_WORD.findall(folded(text)))
    return bool(seen & _labels(phrases.tables_for(language))) and is_stamp(text, language)


def _others(text: str, language: str | None) -> list[str]:
    """The words of a line that are no part of a date, as written."""
    known = _known(phrases.tables_for(language))
    return [word for word in _WORD.findall(text) if not known.fullmatch(folded(word))]


@cache
def _labels(codes: tuple[str, ...]) -> frozenset[str]:
    """The words for "published" and "updated"."""
    values = [value for code in codes for use in ("published", "updated") for value in phrases.table(code).words[use]]
    return frozenset(word for value in values for word in _WORD.findall(folded(value))) - _BETWEEN


@cache
def _known(codes: tuple[str, ...]) -> re.Pattern[str]:
    """The words of dates."""
    found = set(_labels(codes) | _BETWEEN)
    for code in codes:
        rows = phrases.table(code).words
        for use in ("months", "short_months", "days"):
            for value in map(folded, rows.get(use, ())):
                words = _WORD.findall(value)
                found.update(words)
                if use == "days" and len(words) == 1 and not UNSPACED.search(value):
                    found.update(value[:length] for length in (2, 3, 4))
    joined = {word for word in found if UNSPACED.match(word)}.union(
        "年月日時时分秒曜午前後后上下星期周년월일시분초오전후"
    )
    alone, run = ("|".join(map(re.escape, sorted(words, key=len, reverse=True))) for words in (found, joined))
    return re.compile(f"(?:{alone}|(?:{run})+)")


def published_and_updated(text: str, language: str | None) -> tuple[str, str]:
    """The parts of a date line before and from the word for "updated"."""
    low = folded(text)
    places = [low.find(word) for word in phrases.words("updated", language) if word in low]
    return (low[: min(places)], low[min(places) :]) if places else (low, "")
