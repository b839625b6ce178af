"""The country that a page is written for, as far as it says so; it decides what a date of numbers means in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

# Countries that write English and the day first, by ISO 3166-1; Canada writes both ways.
DAY_FIRST = frozenset(
    ["GB", "IE", "AU", "NZ", "IN", "ZA", "PK", "BD", "LK", "NP", "SG", "MY", "HK", "NG", "GH", "KE", "UG", "TZ", "ZM",
     "ZW", "BW", "NA", "MT", "CY", "JM", "TT", "BB", "FJ"]
)  # fmt: skip
OF_DOMAINS = {"uk": "GB"} | {region.lower(): region for region in DAY_FIRST}
OF_LANGUAGES = {"hi": "IN", "he": "IL"}  # languages that are written in one country
_REGION = re.compile(r"[a-z]{2,3}[-_](?:[a-z]{4}[-_])?([a-z]{2})(?![a-z])", re.IGNORECASE)


def tagged(language: str | None, marks: Iterable[str | None], url: str | None) -> str | None:
    """The language with its country behind it, as in "en-GB"; the language alone where no country is known.

    `marks` are what the page says of its language. The mark of the root element counts most, then the domain; that of
    cards for social networks is what templates leave as it was.
    """
    if language is None:
        return None
    first, *others = [_region_in(mark, language) for mark in marks] or [None]
    host = urlsplit(url or "").hostname or ""
    domain = OF_DOMAINS.get(host.rpartition(".")[2])
    found = next((region for region in (first, domain, *others) if region), None)
    return f"{language}-{found}" if found else language


def region_of(tag: str | None) -> str | None:
    """The country of a tag that `tagged` gave, or the only one where its language is written; else None."""
    language, _, region = (tag or "").partition("-")
    return region or OF_LANGUAGES.get(language)


def is_month_first(tag: str | None) -> bool:
    """Whether a date of numbers with slashes has its month first: in English, unless a country says otherwise."""
    return (tag or "").startswith("en") and region_of(tag) not in DAY_FIRST


def _region_in(mark: str | None, language: str) -> str | None:
    found = _REGION.match((mark or "").strip())
    return found.group(1).upper() if found and found.group().lower().startswith(language) else None
