"""Who signs a page, as a reader sees it: in elements that class names, microdata or their own words mark as bylines.

Asked only where the head of the page names nobody, or for who stands beside the one it names.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import names
from crawler.extraction.metadata.visible import LONGEST, SILENT, WHOLE, is_elsewhere, wanted, words_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.extraction.metadata.visible import Shown

LONGEST_NAME = 60  # characters
LONGEST_BY = 30  # characters of "By" in an element of its own
LINE_DEPTH = 2  # elements around a name of a byline, within it
MOST_BESIDE = 12  # elements after a byline in which further authors may stand
NEIGHBOURS = 3  # links and paragraphs between two names of one byline

_AUTHOR = frozenset(
    ["byline", "bylines", "author", "authors", "auteur", "auteurs", "autor", "autores", "autoren",
     "autore", "autori", "firma", "firmas", "signature", "forfatter", "skribent", "kirjoittaja",
     "yazar", "avtor", "автор", "writer", "reporter", "contributor", "contributors", "credits",
     "journalist", "journaliste"]
)  # fmt: skip
_SAME = ("itemprop", "rel", "class")  # what the elements of several authors have in common
_JOINS = frozenset({"span", "b", "strong", "em", "i", "font", "small"})
_IN_ASIDES = etree.XPath("descendant::aside//*[@class]")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|aut(?:or(?:en|es|i|e)?|eurs?)|journalists?|profiles?)/[^/?#]+/?(?:[?#]|$)", re.IGNORECASE
)
_HAS_LINKED_PEOPLE = etree.XPath("descendant::a/@rel = 'author'")


def linked_people(tree: HtmlElement, language: str | None) -> tuple[str, ...]:
    """The names in links that say with rel="author" where they lead, as far as these stand together."""
    if not _HAS_LINKED_PEOPLE(tree):
        return ()
    found: dict[str, None] = {}
    last: int | None = None
    for number, element in enumerate(tree.iter("a", "p")):
        if last is not None and number - last > NEIGHBOURS:
            break
        if element.tag == "a" and element.get("rel") == "author" and not is_elsewhere(element):
            last = number
            named = names.people(element.text_content(), language)
            found.update(dict.fromkeys(name for name in named if names.is_person(name, language)))
    return tuple(found)


def people_of(shown: Shown, language: str | None) -> tuple[str, ...]:
    """The names of persons in the byline nearest to the headline; empty for none."""
    near = shown.near
    for element in chain(
        wanted(near, _is_author),
        wanted(near, lambda element: _says_by(element, language)),
        _lines_of_by(near, language),
        wanted(near, _leads_to_author),
    ):
        if found := _names_in(element, language):
            return tuple(dict.fromkeys(chain(found, _beside(element, language))))
    return ()


def people_beside(person: str, shown: Shown, language: str | None) -> tuple[str, ...]:
    """The names that a byline near the headline joins to a known one with an "and"; empty for none."""
    known = person.casefold()
    for element in shown.near:
        text = element.text
        if text is None or len(text) > LONGEST or known not in text.casefold() or is_elsewhere(element):
            continue
        for line in (element, *islice(element.iterancestors(), LINE_DEPTH)):
            if line.tag not in WHOLE and (_is_author(line) or _says_by(line, language)):
                said = " ".join(line.text_content().split())
                if len(said) <= LONGEST and names.are_joined(said, language):
                    return _persons(names.people(said, language), language)
    return ()


def _persons(found: Iterable[str], language: str | None) -> tuple[str, ...]:
    return tuple(name for name in found if names.is_person(name, language))


def _beside(element: HtmlElement, language: str | None) -> Iterator[str]:
    """The names in what follows a byline and is marked up as it is: an element for each author, perhaps in a list."""
    marks = [element.get(name) for name in _SAME]
    above = element.getparent()
    first = above if above is not None and above.tag == "li" and len(above) == 1 else element
    for follower in islice(first.itersiblings(etree.Element), MOST_BESIDE):
        other = follower if first is element or len(follower) != 1 else follower[0]
        if other.tag == element.tag and [other.get(name) for name in _SAME] == marks and _is_author(other):
            yield from _names_in(other, language)


def boxed_people(shown: Shown, language: str | None) -> tuple[str, ...]:
    """The names after a "By" in the boxes for authors beside the text, if all of these name the same people."""
    boxes = (element for element in _IN_ASIDES(shown.tree) if _is_author(element) and _says_by(element, language))
    found = {named for element in boxes if (named := _names_in(element, language))}
    return found.pop() if len(found) == 1 else ()


def desk_of(shown: Shown, language: str | None) -> tuple[str, ...]:
    """The agency, desk or pen name in the byline nearest to the headline; empty for none.

    One word is such a name where rel="author", microdata or a link to an author's page says so.
    """
    for element in wanted(shown.near, lambda element: _is_author(element) or _leads_to_author(element)):
        if _is_short(element):
            found = names.people(" | ".join(_parts(element)), language)
            if len(found) == 1 and (_is_marked(element) or (names.is_agency(found[0]) and not _is_credit(element))):
                return found
    return ()


def _is_marked(element: HtmlElement) -> bool:
    return element.get("rel") == "author" or bool(element.get("itemprop")) or _leads_to_author(element)


def _is_credit(element: HtmlElement) -> bool:
    return "credits" in words_in(element.get("class", ""))


def _leads_to_author(element: HtmlElement) -> bool:
    return element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or "") is not None


def _is_short(element: HtmlElement) -> bool:
    return 2 < len(element.text_content().strip()) <= LONGEST_NAME


def _is_author(element: HtmlElement) -> bool:
    get = element.get
    return (
        get("rel") == "author"
        or "author" in get("itemprop", "").split()
        or _names_author(get("class", ""))
        or _names_author(get("id", ""))
    )


@lru_cache(maxsize=4096)
def _names_author(value: str) -> bool:
    return not _AUTHOR.isdisjoint(words_in(value))


def _says_by(element: HtmlElement, language: str | None) -> bool:
    """Whether an element's own words are "By" and perhaps a name; such a line is short."""
    text = (element.text or "").lstrip(" \n\t([\uff08")
    if not 1 < len(text) <= LONGEST or element.tag in SILENT:
        return False
    return names.starts_with_by(f"{text} {element[0].text or ''}" if len(element) else text, language)


def _is_only_by(element: HtmlElement, language: str | None) -> bool:
    """Whether all that an element says is "By"; a name stands beside it."""
    text = element.text
    if text is None or not 1 < len(text) <= LONGEST_BY or len(element):
        return False
    return folded(text).strip(" :") in phrases.words("by", language)


def _lines_of_by(near: list[HtmlElement], language: str | None) -> Iterator[HtmlElement]:
    """The elements around those that say nothing but "By"."""
    for element in wanted(near, lambda element: _is_only_by(element, language)):
        yield from islice(element.iterancestors(), 1)


def _names_in(element: HtmlElement, language: str | None) -> tuple[str, ...]:
    parts = list(_parts(element))
    text = " ".join(parts)
    if not 2 < len(text) <= LONGEST:
        return ()
    single = all(len(part.split()) == 1 for part in parts)
    line = text if single else " | ".join(parts)
    found = _persons(names.people(line, language), language)
    return tuple(name for name in found if not names.is_agency(name)) or found


def _parts(element: HtmlElement) -> Iterator[str]:
    """The strings of an element, first and last names in elements of their own joined."""
    current = ""
    for node in element.iter():
        if not isinstance(node.tag, str) or node.tag in SILENT:
            continue
        inline = node.tag in _JOINS and len(current.split()) == 1 and len((node.text or "").split()) == 1
        if node is not element and not inline and current.strip():
            yield " ".join(current.split())
            current = ""
        current += " " + (node.text or "")
        if node is not element and node.tail and node.tail.strip():
            if current.strip() and node.tag not in _JOINS:
                yield " ".join(current.split())
                current = ""
            current += node.tail
    if current.strip():
        yield " ".join(current.split())
