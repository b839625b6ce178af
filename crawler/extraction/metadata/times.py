"""The dates that a page shows: in time elements, and in lines near the headline that are marked or look like dates."""

from __future__ import annotations

import re
from calendar import monthrange
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import written
from crawler.extraction.metadata.visible import (
    LONGEST,
    SILENT,
    Shown,
    is_elsewhere,
    wanted,
    words_in,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from lxml.html import HtmlElement

LONGEST_DATE = 80  # characters of a line that is a date although nothing marks it
LONGEST_LABEL = 40  # of what is read before a date for the word that says what date it is
SHORTEST_SENTENCE = 24  # characters; "12 March 2024, 10 a.m." ends with a stop too
SHORTEST_LABEL = 4  # of a word that says that a date is the publication's: "on" says it of any

_YEAR = re.compile(r"(?<!\d)(?:19|20|١٩|٢٠|۱۹|۲۰|१९|२०)\d\d(?!\d)")
_SHORT_YEAR = re.compile(r"(?<![\d./-])(\d{1,2})[./-](\d{1,2})[./-](\d{2})(?!\d)")
_UPDATED = frozenset(["updated", "update", "modified", "lastmod", "aktualisiert", "actualizado", "aggiornato"])
_DATE = frozenset(
    [
        "date",
        "datum",
        "fecha",
        "data",
        "published",
        "publish",
        "pubdate",
        "publication",
        "timestamp",
        "time",
        "datetime",
        "dato",
        "tarih",
        "dateline",
        "posted",
        "postdate",
        "created",
        "erschienen",
        "veroeffentlicht",
        "hora",
        "uhrzeit",
    ]
)


def times_of(
    shown: Shown, language: str | None, *, updated: bool = False
) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """The time elements that are the article's by where they stand, and the others; of updates, or of all else."""
    found = [element for element in shown.times if _is_update(element, language) is updated]
    if not found:
        return [], []
    main = article_of(shown)
    own: list[HtmlElement] = []
    others: list[HtmlElement] = []
    for element in found:
        inside = main in element.iterancestors() and not is_elsewhere(element) and not _is_other(element, main)
        (own if inside else others).append(element)
    return own, others


def article_of(shown: Shown) -> HtmlElement:
    """The element of the article: what is around the headline, else the first that calls itself so, else the page."""
    tree = shown.tree
    if shown.heading is not None:
        for element in shown.heading.iterancestors("article", "main"):
            return element
    around = (element for h1 in tree.iter("h1") for element in h1.iterancestors("article", "main"))
    return next(chain(around, tree.iter("article"), tree.iter("main")), tree)


def _is_other(element: HtmlElement, main: HtmlElement) -> bool:
    """Whether an element stands in something quoted, in another article or in the head of the site."""
    for around in element.iterancestors("blockquote", "article", "header"):
        if around is main:
            return False
        if around.tag == "blockquote":
            return True
        if around.tag == "article":
            return next(main.iter("article"), None) is not around
        if next(around.iterancestors("article", "main"), None) is None:
            return next(around.iter("h1"), None) is None
    return False


def _is_update(element: HtmlElement, language: str | None) -> bool:
    """Whether a time element says, by its name or the words before it, that it is the time of an update."""
    names = words_in(element.get("class") or "") | words_in(element.get("itemprop") or "")
    if names & _UPDATED:
        return not names & _DATE - _UPDATED - {"date", "time", "datetime", "timestamp"}
    before, above = element.getprevious(), element.getparent()
    if before is None:
        said = above.text if above is not None else ""
    else:
        said = before.tail if before.tail and before.tail.strip() else before.text
    last = folded((said or "")[-LONGEST_LABEL:]).rstrip(" :.-")
    return last.endswith(_updated(language))


def moment_of(shown: Shown, language: str | None, *, updated: bool = False) -> datetime | None:
    """The date in the date line nearest to the headline, else in any short line there; that of an update last.

    With `updated`, that of an update only.
    """
    last: datetime | None = None
    near = shown.near
    if updated and not _tells_update(near, language):
        return None
    for text in _date_lines(shown, near, language):
        if not (6 <= len(text) <= LONGEST and _YEAR.search(text)):
            continue
        first, second = _parted(text, language)
        if not updated and (found := written.moment_in(first, language)):
            return found
        last = last or written.moment_in(second, language)
        if updated and last:
            return last
    return last


def day_of(shown: Shown, year: int, month: int) -> int | None:
    """The day of a date such as "12.29.14" in an element near the headline that is named as one; None for none."""
    for element in wanted(shown.near, _is_date):
        for found in _SHORT_YEAR.finditer(element.text_content()[:LONGEST]):
            first, second, of_century = map(int, found.groups())
            day = second if first == month else first
            if of_century == year % 100 and month in (first, second) and 1 <= day <= monthrange(year, month)[1]:
                return day
    return None


def _tells_update(near: list[HtmlElement], language: str | None) -> bool:
    """Whether any short text says that something was updated; asked first, since few pages do and the rest is dear."""
    texts = chain.from_iterable((element.text, element.tail) for element in near)
    said = " ".join(text for text in texts if text and len(text) <= LONGEST).casefold()
    return any(word in said for word in _updated(language))


def _parted(text: str, language: str | None) -> tuple[str, str]:
    """What a date line says of the publication, and what of an update."""
    seen = folded(text)
    start = _first(seen, _updated(language))
    if start < 0:
        return text, ""
    rest = seen[start:]
    again = _first(rest, _published(language))
    return (seen[:start], rest) if again < 0 else (seen[:start] + rest[again:], rest[:again])


def _first(seen: str, words: tuple[str, ...]) -> int:
    """Where the first of some words stands in a folded text; -1 for nowhere."""
    return min((seen.find(word) for word in words if word in seen), default=-1)


@cache
def _updated(language: str | None) -> tuple[str, ...]:
    return tuple(phrases.words("updated", language))


@cache
def _published(language: str | None) -> tuple[str, ...]:
    return tuple(word for word in phrases.words("published", language) if len(word) >= SHORTEST_LABEL)


def _date_lines(shown: Shown, around: list[HtmlElement], language: str | None) -> Iterator[str]:
    near = [element for element in around if element.tag != "time"]
    main = article_of(shown)
    for element in wanted(near, _is_date):
        if not _is_other(element, main):
            yield " ".join(element.text_content().split())
    label = ""  # of an update, left open by the line before
    for element in wanted(near, lambda element: element.tag not in SILENT and _has_short_year(element)):
        for text in (element.text or "", *(child.tail or "" for child in element)):
            line = " ".join(text.split()) if len(text) <= LONGEST_DATE else ""
            if line and not _is_sentence(line, language) and not _is_other(element, main):
                yield f"{label} {line}".strip()
                seen = folded(line).rstrip(" :,.-")
                label = next((word for word in _updated(language) if seen.endswith(word)), "")


def _is_sentence(line: str, language: str | None) -> bool:
    """Whether a line with a date in it tells something: it has a full stop and says of no publication."""
    if not line.endswith((".", "!", "?", "。", "।")) or len(line) < SHORTEST_SENTENCE:
        return False
    seen = folded(line)
    return _first(seen, _published(language)) < 0 and _first(seen, _updated(language)) < 0


def _has_short_year(element: HtmlElement) -> bool:
    strings = (element.text or "", *(child.tail or "" for child in element))
    return any(len(text) <= LONGEST_DATE and _YEAR.search(text) for text in strings)


def _is_date(element: HtmlElement) -> bool:
    get = element.get
    marks = words_in(get("class") or "") | words_in(get("id") or "") | words_in(get("itemprop") or "")
    return bool(_DATE & marks)
