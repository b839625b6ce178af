"""When an article was published and modified, with the zone that the page gives and where it was found."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawler.extraction.metadata import times, written
from storage.records import Stamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.extraction.metadata import jsonld
    from crawler.extraction.metadata.marks import Marks
    from crawler.extraction.metadata.visible import Shown

PUBLISHED = (
    "articlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished", "date", "pubdate",
    "publishdate", "publicationdate", "parselypubdate", "sailthrudate", "dcdateissued", "dctermsissued",
    "dctermscreated", "dcdatecreated", "dcdate", "dctermsdate", "dccreated", "articledateoriginal",
    "cxenseparserecspublishtime", "vrpublishedtime", "originalpublicationdate", "publishedtimetelegram",
    "citationpublicationdate", "citationdate", "created", "displaydate", "ogpubdate", "lastpublished",
    "iso8601publishdate", "rnewsdatepublished", "ptime", "published", "articlepostdate", "parselypagepubdate",
)  # fmt: skip
MODIFIED = (
    "articlemodifiedtime", "articlemodified", "ogupdatedtime", "ogmodifiedtime", "datemodified", "lastmod",
    "lastmodified", "dctermsmodified", "dcdatemodified", "revised", "updatedtime", "modified",
    "articleupdated",
)  # fmt: skip
CONSTANT = 24  # months between a date of the head and that of the address from which the one may be a template's
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?")
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")
_MONTH_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_-](0?[1-9]|1[0-2])(?![\d.])")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_OF_MAIL = re.compile(r"[A-Za-z]{3}(?:, \d{1,2} [A-Za-z]{3} \d{2,4} \d| [A-Za-z]{3} {1,2}\d{1,2} \d\d:)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")


def published_of(
    shown: Shown, articles: list[jsonld.Thing], marks: Marks, url: str | None, language: str | None
) -> Stamp | None:
    """The first publication: JSON-LD, then meta elements, then visible times, then the address.

    A day that JSON-LD or a meta element gives is completed by what gives its hour or zone too. One that is years older
    than the month in the address is a template's constant where a visible date is of that month.
    """
    found: Stamp | None = None
    month = _month_in(url)
    sources: tuple[Callable[[], Stamp | None], ...] = (
        lambda: _from_json_ld(articles, ("datePublished", "dateCreated", "uploadDate"), language),
        lambda: _from_metas(marks, PUBLISHED, language),
        lambda: _from_times(shown, language),
        lambda: (
            found
            or _from_page(shown, language)
            or _from_title(marks, language)
            or _from_short_line(shown, month)
            or _from_url(url)
        ),
        lambda: _from_times(shown, language, others=True),
    )
    for told in sources:
        other = told()
        if found is None or (other is not None and is_exacter(other.at, found.at)):
            found = other
        if found is not None and found.at.tzinfo is not None and found.at.time() != time():
            break
    if found is not None and month is not None and _months_between(found.at, *month) >= CONSTANT:
        seen = (_from_times(shown, language), _from_page(shown, language), _from_short_line(shown, month))
        found = next((stamp for stamp in seen if stamp and (stamp.at.year, stamp.at.month) == month), found)
    return found


def modified_of(shown: Shown, articles: list[jsonld.Thing], marks: Marks, language: str | None) -> Stamp | None:
    """The last change that the page owns up to: JSON-LD, then meta elements, then what it shows."""
    return (
        _from_json_ld(articles, ("dateModified",), language)
        or _from_metas(marks, MODIFIED, language)
        or _from_times(shown, language, updated=True)
        or _from_page(shown, language, updated=True)
    )


def is_exacter(other: datetime, known: datetime) -> bool:
    """Whether a moment is the known one with the hour or the zone that this lacks."""
    if other.date() != known.date():
        return False
    if known.time() == time():
        return other.time() != time()
    same = other.replace(second=0, microsecond=0, tzinfo=None) == known.replace(second=0, microsecond=0, tzinfo=None)
    return known.tzinfo is None and other.tzinfo is not None and same


def moment(value: object, language: str | None = None) -> datetime | None:
    """A moment in one of the forms that pages use; aware only where it names its zone. None for no date."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value))
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _iso(text) or _other(text) or _of_mail(text) or written.moment_in(text, language)
    return found if found and found.year in written.YEARS else None


def _iso(text: str) -> datetime | None:
    text = _OFFSET.sub(r"\1:\2", text) if "T" in text or ":" in text else text
    for attempt in (text, text.replace(" ", "", 1) if "T" in text else text):
        try:
            found = datetime.fromisoformat(attempt)
        except ValueError:
            continue
        return found if len(text) > 7 else None
    return None


def _other(text: str) -> datetime | None:
    if _EPOCH.match(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC)
    if found := _COMPACT.fullmatch(text):
        try:
            year, month, day, hour, minute, second = (int(group or 0) for group in found.groups())
            return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001
        except ValueError:
            return None
    return None


def _of_mail(text: str) -> datetime | None:
    """A date as in the head of a mail (RFC 5322)."""
    if not _OF_MAIL.match(text):
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None


def _from_json_ld(articles: list[jsonld.Thing], keys: tuple[str, ...], language: str | None) -> Stamp | None:
    for key in keys:
        for article in articles:
            value = article.get(key)
            if isinstance(value, list) and value:
                value = value[0]
            if at := moment(value, language):
                return Stamp(at, "json-ld")
    return None


def _from_metas(marks: Marks, metas: tuple[str, ...], language: str | None) -> Stamp | None:
    for name in metas:
        for value in marks.metas.get(name, ()):
            if at := moment(value, language):
                return Stamp(at, f"meta {name}")
    return None


def _from_times(shown: Shown, language: str | None, *, updated: bool = False, others: bool = False) -> Stamp | None:
    for element in times.times_of(shown, language, updated=updated)[others]:
        if at := moment(element.get("datetime") or element.text_content(), language):
            return Stamp(at, "time element")
    return None


def _from_page(shown: Shown, language: str | None, *, updated: bool = False) -> Stamp | None:
    at = times.moment_of(shown, language, updated=updated)
    return Stamp(at, "text") if at else None


def _from_short_line(shown: Shown, month: tuple[int, int] | None) -> Stamp | None:
    """A date whose year has two digits, as far as the address has its year and month."""
    day = times.day_of(shown, *month) if month else None
    return Stamp(datetime(*month, day), "text") if month and day else None  # noqa: DTZ001 - such a line gives no zone


def _from_title(marks: Marks, language: str | None) -> Stamp | None:
    at = written.moment_in((marks.title or "")[-40:], language)
    return Stamp(at, "title") if at else None


def _month_in(url: str | None) -> tuple[int, int] | None:
    """Year and month in an address."""
    found = _MONTH_IN_URL.search(url or "")
    return (int(found.group(1)), int(found.group(2))) if found else None


def _months_between(at: datetime, year: int, month: int) -> int:
    return 12 * (year - at.year) + month - at.month


def _from_url(url: str | None) -> Stamp | None:
    for found in _IN_URL.finditer(url or ""):
        year, month, day = map(int, found.groups())
        if year in written.YEARS:
            try:
                return Stamp(datetime(year, month, day), "url")  # noqa: DTZ001 - an address gives no zone
            except ValueError:
                continue
    return None
