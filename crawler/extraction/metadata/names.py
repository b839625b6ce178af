"""The people in a byline: from a line as written, or from a list of names as marked up."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from crawler.extraction import phrases
from crawler.extraction.captions import agencies
from crawler.extraction.folding import UNSPACED, folded
from crawler.extraction.metadata.inverted import PARTICLES, turned

LONGEST = 4_000  # characters of a line; a paper's hundred authors have as many
MOST_WORDS = 7  # of a name; longer is a sentence
LONGEST_JOB = 3  # words
ARTICLES = frozenset(["The", "Our"])  # before a house, and before no name: "The Herald Reporter"
LONGEST_UNSPACED = 8
PICTURED = "©"
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*[(\[\uff08【].*?[)\]\uff09】]\s*")
_WHOLE = re.compile(
    r"^[(\[\uff08【]([^()\uff08\uff09【】]*)[)\]\uff09】]$"
)  # a line that stands in brackets as a whole
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+|(?<!\w)@\w+")
_SPLIT = re.compile(r"\s*(?:[,;|•·⋅/、\uff0c&]|\s[-–—]\s|\n)\s*")
_BETWEEN_INVERTED = re.compile(r"[;&]")
_TOWN = re.compile(r"^[가-힣]{2,6}\s?=\s?")  # Korean: where from, before who writes
_HAN_NAMES = re.compile(r"[\u4e00-\u9fff]{2,4}(?:\s[\u4e00-\u9fff]{2,4})+")  # Chinese, with nothing but spaces between
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII
_DIGITS = re.compile(r"\d")
_OUTER = re.compile(r"^[\s\-–—:：.,•|·⋅*_]+|[\s\-–—:：,•|·⋅*_]+$")  # noqa: RUF001 - the full-width colon
# Arabic and Hebrew write the "and" with the name; these names begin with the same letter.
_GLUED = re.compile(r"\s(?:و(?!(?:ليد|ائل|سام|جدي|سيم|حيد|ديع|جيه|فاء|اصف)\b)|\u05d5)(?=\w{2})")
_DEGREES = re.compile(
    r",\s*(?:Ph\.?\s?D|M\.?D|MBA|MSc?|MPH|JD|RN|RDN?|DDS|DVM|CPA|CFA|CFP|Esq)\.?(?=\s*[,;&|]|\s+and\b|$)"
)
_JUNIOR = re.compile(r",(?=\s[JS]r\b)")


def people(line: str, language: str | None = None) -> tuple[str, ...]:
    """The names in a line such as "By Jane Doe and John Roe, Political Editor"; none for what is no byline.

    A desk ("Staff and agencies") is named only where nobody else is.
    """
    line = _SPACES.sub(" ", _ADDRESS.sub(" ", line[:LONGEST])).strip()
    line = _WHOLE.sub(r"\1", line)
    if "," in line and line[0].islower():  # "van der Berg, Jan": no "by" in Dutch
        line = _upright(line, language)
    line = without_by(line, language)
    if "," in line:
        line = _upright(_JUNIOR.sub("", _DEGREES.sub("", line)), language)
    found: dict[str, str] = {}
    for part in _SPLIT.split(_BRACKETS.sub(lambda found: _remark(found.group(), language), line)):
        for name in _conjoined(part, language):
            name = _alone(without_by(_TOWN.sub("", _OUTER.sub("", name)), language), language)
            if PICTURED not in name and is_name(name) and folded(name) not in phrases.words("staff", language):
                found.setdefault(folded(name), name)
    if any(" " in name for name in found.values()):
        found = {key: name for key, name in found.items() if not is_place(name)}
    if any(
        not name.startswith("The ") and is_person(name, language) for name in found.values()
    ):  # "Jane Doe, The Herald"
        found = {key: name for key, name in found.items() if not name.startswith("The ")}
    persons = [name for name in found.values() if not is_role(name, language)]
    return tuple(persons or found.values())


def _remark(bracket: str, language: str | None) -> str:
    """What a bracket behind a name leaves: nothing, or a mark of who took the pictures: "John Roe (Photos)"."""
    return f" {PICTURED} " if folded(bracket) in phrases.words("photo", language) else " "


def _alone(name: str, language: str | None) -> str:
    """A name without the job before it and the place or house behind it; empty for who took the pictures."""
    words = name.split()
    if len(words) < 2:
        return name
    first = folded(words[0])
    if first.rstrip(":") in phrases.words("photo", language) and (
        first.endswith(":") or folded(words[1]) in phrases.words("by", language)
    ):
        return ""
    whole = _placed(language).match(name)
    return whole.group(1) if whole else _without_job(words, language)


def _without_job(words: list[str], language: str | None) -> str:
    """A person's name without the job before or behind it: "Political Editor Jane Doe", "Jane Doe Staff Writer"."""
    jobs = phrases.words("staff", language) - phrases.words("desks", language)
    for number in range(min(LONGEST_JOB, len(words) - 1), 0, -1):
        before, rest = words[:number], words[number:]
        if folded(before[-1]) in jobs and is_person(" ".join(rest), language):
            return " ".join(rest)
        rest, behind = words[:-number], words[-number:]
        if folded(" ".join(behind)) in jobs and is_person(" ".join(rest), language) and rest[0] not in ARTICLES:
            return " ".join(rest)
    return " ".join(words)


@cache
def _placed(language: str | None) -> re.Pattern[str]:
    """A name of two words at least and, behind a small word for it, where from or for whom it writes."""
    small = "|".join(map(re.escape, sorted(phrases.words("at", language or phrases.FALLBACK))))
    return re.compile(rf"(\S+ \S.*?) (?:{small}) \S")


def _upright(line: str, language: str | None) -> str:
    """The line with its names turned round where all of them have the family name first; roles are no names."""
    several = [name for part in _BETWEEN_INVERTED.split(line) for name in _conjunction(language).split(part)]
    names = turned(several)
    if names is None or any(is_role(part, language) for name in several for part in name.split(", ")):
        return line
    return "; ".join(names)


def is_place(name: str) -> bool:
    """Whether one word beside whole names is where they wrote from: no agency, and not in a script without spaces."""
    return name.isalpha() and name.istitle() and not UNSPACED.search(name) and name.lower() not in agencies()[1]


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's."""
    exact, names = agencies()
    return name in exact or name.lower() in names


def without_by(line: str, language: str | None = None) -> str:
    """The line without the "By", "Von" or "Par" that it starts with."""
    low = line.translate(_NARROW).casefold()
    starts = _starts(language)
    if not low.startswith(starts):
        return line
    for start in starts:
        if low.startswith(start):
            rest = line[len(start) :]
            if start[-1].isalnum() and rest[:1].isalnum() and start.isascii():
                continue
            return _OUTER.sub("", rest)
    return line


def starts_with_by(line: str, language: str | None = None) -> bool:
    """Whether a line starts as bylines do."""
    return without_by(line, language) != line


@cache
def _starts(language: str | None) -> tuple[str, ...]:
    """What bylines start with, the longest first."""
    return tuple(sorted(phrases.words("by", language), key=len, reverse=True))


@cache
def _conjunction(language: str | None) -> re.Pattern[str]:
    joined = phrases.words("and", language) | {word for word in phrases.words("and") if len(word) > 1}
    return re.compile(rf"(?:^|\s+)(?:{'|'.join(map(re.escape, sorted(joined)))})\s+")


def _conjoined(part: str, language: str | None) -> list[str]:
    """The names that an "and" joins; bylines of any language stand on pages of any other."""
    if (language or "").startswith("zh") and _HAN_NAMES.fullmatch(part):
        jobs = phrases.words("staff", language)
        return list(takewhile(lambda word: word not in jobs, part.split()))
    apart = _conjunction(language).split(part)
    if len(apart) == 1 and len(glued := _GLUED.split(part)) > 1 and all(" " in name.strip() for name in glued):
        return glued
    return apart


def are_joined(line: str, language: str | None) -> bool:
    """Whether a line joins names with an "and"; a job stands behind a comma as well."""
    return "&" in line or len(_conjoined(line, language)) > 1


def is_name(text: str) -> bool:
    """Whether a text may be a name: few words, no digits, no sentence."""
    words = text.split()
    return bool(words) and len(words) <= MOST_WORDS and len(text) <= 80 and not _DIGITS.search(text)


def is_role(text: str, language: str | None = None) -> bool:
    """Whether a text is a job or a desk and no person: it is one, or it ends or starts with the word for one."""
    seen = folded(text)
    roles = phrases.words("staff", language) | phrases.words("desks", language)
    if seen in roles:
        return True
    words = seen.split()
    return len(words) > 1 and (words[-1] in roles or words[0] in roles)


def is_person(text: str, language: str | None = None) -> bool:
    """Whether a text has the form of a person's name: two to five words in capitals, particles apart."""
    if is_role(text, language):
        return False
    if UNSPACED.search(text):
        return 2 <= len(text.replace(" ", "").replace("・", "")) <= LONGEST_UNSPACED
    words = text.split()
    named = [word for word in words if word[0].isupper() or not word[0].isalpha() or word.lower() == word.upper()]
    return (
        1 < len(words) <= MOST_WORDS
        and all(word in named or word.lower() in PARTICLES for word in words)
        and len(named) > 1
    )
