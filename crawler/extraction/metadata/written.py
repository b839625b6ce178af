"""Dates as people write them: numbers, and month names of every language that has a phrase table."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata.region import is_month_first, region_of

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s?[./-]\s?(\d{1,2})\s?[./-]\s?(\d{4})(?!\d)")
_HOURS = "時时點点시"
_ZONE = re.compile(r"(?:gmt|utc|\bz)\s*([+-]\d{1,2})?(?::?(\d{2}))?|([+-]\d{2}):?(\d{2})(?!\d)")
# Abbreviations that mean one offset wherever they are used.
_ZONES = {"cest": 2, "cet": 1, "bst": 1, "edt": -4, "cdt": -5, "mdt": -6, "pdt": -7, "pst": -8, "mst": -7, "jst": 9,
          "kst": 9, "eest": 3, "eet": 2, "msk": 3, "aest": 10, "aedt": 11, "mez": 1, "mesz": 2, "est": -5,
          "мск": 3, "sast": 2, "hkt": 8, "sgt": 8, "pkt": 5, "nzst": 12, "nzdt": 13}  # fmt: skip
# And those that mean another one in each country.
_ZONES_OF = {"ist": {"IN": 5.5, "IE": 1, "IL": 2}}
# Behind an hour in English, the time of a part of America: its offset in winter.
_AMERICAN = {"et": -5, "ct": -6, "mt": -7, "pt": -8}
_AMERICAN_ZONE = re.compile(r"[\s(,]*(et|ct|mt|pt)\b")
SUMMER_TIMES = 2007  # the year from which America has the rule of today
_NAMED_ZONE = re.compile(r"\b(" + "|".join((*_ZONES, *_ZONES_OF)) + r")\b")
YEARS = range(1990, 2101)


@cache
def _months(
    codes: tuple[str, ...],
) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, int]]:
    """Day-month-year, month-day-year, year-month-day, and the number of a month's name."""
    numbers: dict[str, int] = {}
    for code in codes:
        for use in ("months", "short_months"):
            for place, name in enumerate(phrases.table(code).words.get(use, ())):
                # A thirteenth name is a second short form of September; further ones repeat the year.
                numbers.setdefault(
                    folded(name).rstrip("."), 9 if place == 12 and use == "short_months" else place % 12 + 1
                )
    names = "|".join(map(re.escape, sorted(numbers, key=len, reverse=True)))
    if not names:
        names = "(?!)"
    day = r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?"
    return (
        re.compile(rf"{day}\s?(?:de |del |d'|of |-)?({names})(?!\w)[.,]?\s?(?:de |del |of |-)?(\d{{4}})"),
        re.compile(rf"(?<!\w)({names})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}})"),
        re.compile(rf"(?<!\d)(\d{{4}}),?\s({names})\.?\s(\d{{1,2}})(?!\d)"),
        numbers,
    )


def moment_in(text: str, language: str | None) -> datetime | None:
    """The first date in a text, with its time and zone where they stand beside it; None for none.

    A date of numbers is read day first, except with slashes in English, where most are American and so month first; a
    language such as "en-GB" says otherwise.
    """
    seen = folded(text[:300])
    found = _date_in(seen, language)
    if found is None:
        return None
    year, month, day, rest = found
    if year not in YEARS:
        return None
    hour, minute, second, tail = _time_in(rest, language)
    try:
        at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is what is looked for
        return at.replace(tzinfo=_zone_in(tail, language) or _american_zone(tail, at, language))
    except ValueError:
        return None


def _date_in(text: str, language: str | None) -> tuple[int, int, int, str] | None:
    for pattern in (_EAST, _ISO):
        if found := pattern.search(text):
            year, month, day = map(int, found.groups())
            return year, month, day, text[: found.start()] + " " + text[found.end() :]
    day_first, month_first, year_first, numbers = _months(phrases.tables_for(language))
    if found := day_first.search(text):
        return int(found[3]), numbers[found[2]], int(found[1]), text[: found.start()] + " " + text[found.end() :]
    if found := month_first.search(text):
        return int(found[3]), numbers[found[1]], int(found[2]), text[: found.start()] + " " + text[found.end() :]
    if found := year_first.search(text):
        return int(found[1]), numbers[found[2]], int(found[3]), text[: found.start()] + " " + text[found.end() :]
    if found := _DAY_FIRST.search(text):
        first, second, year = map(int, found.groups())
        rest = text[: found.start()] + " " + text[found.end() :]
        american = second > 12 or (first <= 12 and "/" in found.group() and is_month_first(language))
        return (year, first, second, rest) if american else (year, second, first, rest)
    return None


@cache
def _clocks(codes: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    """Hour and minute, an hour alone, and the words for the second half of the day, which stand on either side."""
    first, second = (phrases.words_of(use, codes) for use in ("am", "pm"))
    halves = sorted(first | second, key=len, reverse=True)
    before = "|".join(half for half in halves if len(half) > 1) or "(?!)"
    behind = "|".join((*(rf"{half}(?!\w)" for half in halves), r"[ap]\.?\s?m\b\.?"))
    hour = rf"(?:({before})\s*)?(?<!\d)([01]?\d|2[0-3])\s?"
    return (
        re.compile(rf"{hour}[:.h{_HOURS}uч]\s?([0-5]\d)(?:[:.]([0-5]\d))?(?!\d|[./-]\d)\s*({behind})?"),
        re.compile(rf"{hour}(?:[{_HOURS}]|({behind}))"),
        second,
    )


def _time_in(rest: str, language: str | None) -> tuple[int, int, int, str]:
    """Hour, minute, second and what follows them; midnight where no time is given."""
    minutes, hours, second_half = _clocks(phrases.tables_for(language))
    if found := minutes.search(rest):
        before, hour, minute, second, behind = found.groups()
        return _hour(int(hour), before or behind, second_half), int(minute), int(second or 0), rest[found.end() :]
    if found := hours.search(rest):
        before, hour, behind = found.groups()
        return _hour(int(hour), before or behind, second_half), 0, 0, rest[found.end() :]
    return 0, 0, 0, ""


def _hour(hour: int, half: str | None, second_half: frozenset[str]) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half.startswith("p") or half in second_half else 0)


def _zone_in(tail: str, language: str | None) -> timezone | None:
    near = tail[:24]
    if found := _ZONE.search(near):
        hours, minutes = (found.group(1), found.group(2)) if found.group(3) is None else found.group(3, 4)
        if hours is None:
            return UTC
        sign = -1 if hours.startswith("-") else 1
        offset = timedelta(hours=int(hours), minutes=sign * int(minutes or 0))
        return timezone(offset) if abs(offset) < timedelta(hours=24) else None
    if found := _NAMED_ZONE.search(near):
        name = found.group(1)
        hours_east = _ZONES.get(name) or _ZONES_OF.get(name, {}).get(region_of(language) or "")
        return None if hours_east is None else timezone(timedelta(hours=hours_east))
    return None


def _american_zone(tail: str, at: datetime, language: str | None) -> timezone | None:
    """The zone of "10:15 p.m. ET" on that day: summer time from March's second Sunday to November's first."""
    found = _AMERICAN_ZONE.match(tail) if (language or "en").startswith("en") else None
    if found is None or at.year < SUMMER_TIMES:
        return None
    begins, ends = (datetime(at.year, month, 1, 2) for month in (3, 11))  # noqa: DTZ001 - wall clock
    begins += timedelta(days=(6 - begins.weekday()) % 7 + 7)
    ends += timedelta(days=(6 - ends.weekday()) % 7)
    return timezone(timedelta(hours=_AMERICAN[found.group(1)] + (begins <= at < ends)))
