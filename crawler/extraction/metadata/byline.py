"""The people who wrote an article: JSON-LD, meta elements, microdata and visible bylines, in the order of trust."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from crawler.extraction.folding import folded
from crawler.extraction.metadata import jsonld, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.metadata.marks import Marks

METAS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "dc.contributor",
         "article.author", "byl", "cxenseparse:author", "vr:author", "articleauthor", "author_name", "citation_author",
         "twitter:data1")  # fmt: skip
MOST_PEOPLE = 12
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:by-?line|author|auteur|autor|autore|autoren|firma|forfatter|skribent|kirjoittaja)s?(?:[\s_-]+(?:name|link|nom|nombre|nome))?(?:$|[\s_-])",
    re.IGNORECASE,
)


def byline_of(
    tree: HtmlElement,
    articles: list[jsonld.Thing],
    things: tuple[jsonld.Thing, ...],
    marks: Marks,
    language: str | None,
) -> tuple[str, ...]:
    """The names, without duplicates, in the order of the page; empty where the page names nobody."""
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    for article in articles[:3]:
        for key in ("author", "creator"):
            if found := _distinct(_people_in(article.get(key), by_id, language, 0)):
                return found
    for name in METAS:
        values = marks.metas.get(name, [])
        if found := _distinct(person for value in values for person in _marked_up(value, language)):
            return found
    return _distinct(_visible(tree, language))


def _people_in(value: Any, by_id: dict[str, jsonld.Thing], language: str | None, depth: int) -> Iterator[str]:
    if depth > 4:
        return
    if isinstance(value, list):
        for item in value:
            yield from _people_in(item, by_id, language, depth + 1)
    elif isinstance(value, dict):
        name = value.get("name")
        if (
            name is None
            and isinstance(value.get("@id"), str)
            and value["@id"] in by_id
            and by_id[value["@id"]] is not value
        ):
            yield from _people_in(by_id[value["@id"]], by_id, language, depth + 1)
        elif isinstance(name, (str, list)):
            yield from _people_in(name, by_id, language, depth + 1)
    elif isinstance(value, str) and (text := jsonld.text_in(value)):
        yield from _marked_up(text, language)


def _marked_up(value: str, language: str | None) -> Iterator[str]:
    """The names in a marked-up value, which may be one name, a list in one string, or no name at all."""
    if value.startswith(("http://", "https://", "@", "/")):
        return
    yield from names.people(value, language)


def _visible(tree: HtmlElement, language: str | None) -> Iterator[str]:
    for element in tree.iter("a", "span", "div", "p", "address", "li", "b", "strong", "td"):
        marked = (
            element.get("rel") == "author"
            or element.get("itemprop") == "author"
            or _CLASS.search(element.get("class") or "")
        )
        if not marked:
            continue
        text = " ".join(element.text_content().split())
        if 2 < len(text) <= 120:
            found = names.people(text, language)
            if found:
                yield from found
                return


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for name in found:
        seen.setdefault(folded(name), name)
        if len(seen) >= MOST_PEOPLE:
            break
    return tuple(seen.values())
