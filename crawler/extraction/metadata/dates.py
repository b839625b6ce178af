"""When an article was published and modified, with the zone that the page gives and where it was found."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from crawler.extraction.metadata import visible, written
from storage.records import Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.metadata import jsonld
    from crawler.extraction.metadata.marks import Marks

PUBLISHED = (
    "articlepublishedtime", "articlepublished", "ogpublishedtime", "datepublished", "date", "pubdate",
    "publishdate", "publicationdate", "parselypubdate", "sailthrudate", "dcdateissued", "dctermsissued",
    "dctermscreated", "dcdatecreated", "dcdate", "dctermsdate", "dccreated", "articledateoriginal",
    "cxenseparserecspublishtime", "vrpublishedtime", "originalpublicationdate", "publishedtimetelegram",
    "citationpublicationdate", "citationdate", "created", "displaydate", "ogpubdate", "lastpublished",
    "iso8601publishdate", "rnewsdatepublished", "ptime", "published", "articlepostdate",
)  # fmt: skip
MODIFIED = (
    "articlemodifiedtime", "articlemodified", "ogupdatedtime", "ogmodifiedtime", "datemodified", "lastmod",
    "lastmodified", "dctermsmodified", "dcdatemodified", "revised", "updatedtime", "modified",
    "articleupdated",
)  # fmt: skip
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?)?")
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_-]?(0[1-9]|1[0-2])[/_-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_EPOCH = re.compile(r"\d{10}(?:\d{3})?$")


def published_of(
    tree: HtmlElement, articles: list[jsonld.Thing], marks: Marks, url: str | None, language: str | None
) -> Stamp | None:
    """The first publication: JSON-LD, then meta elements, then visible times, then the address."""
    return (
        _from_json_ld(articles, ("datePublished", "dateCreated", "uploadDate"), language)
        or _from_metas(marks, PUBLISHED, language)
        or _from_times(tree, language)
        or _from_page(tree, language)
        or _from_title(marks, language)
        or _from_url(url)
    )


def modified_of(articles: list[jsonld.Thing], marks: Marks, language: str | None) -> Stamp | None:
    """The last change that the page owns up to."""
    return _from_json_ld(articles, ("dateModified",), language) or _from_metas(marks, MODIFIED, language)


def moment(value: object, language: str | None = None) -> datetime | None:
    """A moment in one of the forms that pages use; aware only where it names its zone. None for no date."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = str(int(value))
    if not isinstance(value, str):
        return None
    text = value.strip()
    found = _iso(text) or _other(text) or written.moment_in(text, language)
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
    if text[:3].isalpha() and text[3:4] in ", ":
        try:
            return parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return None
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


def _times(tree: HtmlElement) -> Iterator[HtmlElement]:
    main = [*tree.iter("article"), *tree.iter("main"), tree][0]
    yield from main.iter("time")
    yield from tree.iter("time")


def _from_times(tree: HtmlElement, language: str | None) -> Stamp | None:
    for element in _times(tree):
        if at := moment(element.get("datetime") or element.text_content(), language):
            return Stamp(at, "time element")
    return None


def _from_page(tree: HtmlElement, language: str | None) -> Stamp | None:
    at = visible.moment_of(tree, language)
    return Stamp(at, "text") if at else None


def _from_title(marks: Marks, language: str | None) -> Stamp | None:
    at = written.moment_in((marks.title or "")[-40:], language)
    return Stamp(at, "title") if at else None


def _from_url(url: str | None) -> Stamp | None:
    for found in _IN_URL.finditer(url or ""):
        year, month, day = map(int, found.groups())
        if year in written.YEARS:
            try:
                return Stamp(datetime(year, month, day), "url")  # noqa: DTZ001 - an address gives no zone
            except ValueError:
                continue
    return None
