"""Byline and headline as a reader sees them: elements that class names, microdata or their own words mark as such.

Asked only where the head of the page says nothing, since it has to look at every element.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain, islice, takewhile
from operator import is_not
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.metadata import headline, names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from lxml.html import HtmlElement

LONGEST = 160  # characters of a byline or a date line
# Elements before the headline in which its byline may stand; a byline further up belongs to a teaser.
BEFORE = 40
AFTER = 80  # elements; further down are bios, and the people of other articles
SHORTEST_HEADLINE = 10
LONGEST_HEADLINE = 500
LONGEST_NAME = 60
CRUMB_DEPTH = 3
LINE_DEPTH = 2  # elements around a name of a byline, within it
MOST_BESIDE = 12  # elements after a byline in which further authors may stand
MOST_HEADINGS = 12  # of each level that are looked at
NEIGHBOURS = 3  # links and paragraphs between two names of one byline

_WORDS = re.compile(r"[a-z]+", re.IGNORECASE)
_ANY_WORD = re.compile(r"\w+")
_HEADLINE = re.compile(r"(?:entry|post|article|story)[-_]?(?:title|heading)\b|headline\b", re.IGNORECASE)
_FRONT_PAGE = re.compile(r"(?:https?:)?//[^/?#]+/?|/")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_AUTHOR = frozenset(
    [
        "byline",
        "bylines",
        "author",
        "authors",
        "auteur",
        "auteurs",
        "autor",
        "autores",
        "autoren",
        "autore",
        "autori",
        "firma",
        "firmas",
        "signature",
        "forfatter",
        "skribent",
        "kirjoittaja",
        "yazar",
        "avtor",
        "автор",
        "writer",
        "reporter",
        "contributor",
        "contributors",
        "credits",
        "journalist",
        "journaliste",
    ]
)
_ELSEWHERE = frozenset(
    [
        "comment",
        "comments",
        "related",
        "teaser",
        "recommended",
        "recommendations",
        "recommend",
        "sidebar",
        "footer",
        "nav",
        "navigation",
        "menu",
        "promo",
        "trending",
        "bio",
        "biography",
        "box",
        "popular",
        "sponsored",
    ]
)
_BYLINE = frozenset({"byline", "bylines"})
_COMMENTS = frozenset({"comment", "comments"})
_WHOLE = frozenset({"body", "html", "main", "meta", "link", "h1"})
_OUTSIDE = frozenset({"footer", "nav", "aside", "figcaption"})
SILENT = frozenset({"script", "style", "template", "noscript", "svg", "button", "select", "iframe"})
_SAME = ("itemprop", "rel", "class")  # what the elements of several authors have in common
_JOINS = frozenset({"span", "b", "strong", "em", "i", "font", "small"})
# To look at attributes of a name costs a quarter of looking at all elements for theirs.
_NAMED_HEADLINE = etree.XPath("descendant::*/@itemprop[. = 'headline']/..")
_IN_ASIDES = etree.XPath("descendant::aside//*[@class]")
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|aut(?:or(?:en|es|i|e)?|eurs?)|journalists?|profiles?)/[^/?#]+/?(?:[?#]|$)", re.IGNORECASE
)
_HAS_LINKED_PEOPLE = etree.XPath("descendant::a/@rel = 'author'")


@dataclass(frozen=True)
class Shown:
    """What a page shows: its tree, and the heading that is its article's headline; None where it has none."""

    tree: HtmlElement
    heading: HtmlElement | None = None

    @cached_property
    def near(self) -> list[HtmlElement]:
        """The elements around the headline, in the order of the page; all of the page's where it has no heading."""
        elements = self.tree.iter(etree.Element)
        if self.heading is None:
            return list(elements)
        before = deque(takewhile(partial(is_not, self.heading), elements), maxlen=BEFORE)
        return [*before, self.heading, *islice(elements, AFTER)]


def shown_by(tree: HtmlElement, elected: str | None) -> Shown:
    """A page with the first top heading that says the elected headline, else the first second one that does; else the
    first top one with any text, for others are logos."""
    key = headline.key_of(elected or "")
    tops = list(islice(tree.iter("h1"), MOST_HEADINGS))
    if key:
        for heading in chain(tops, islice(tree.iter("h2"), MOST_HEADINGS)):
            said = headline.key_of(headline.tidy(heading.text_content()[:LONGEST_HEADLINE]))
            if key in said or (len(said) >= SHORTEST_HEADLINE and said in key):
                return Shown(tree, heading)
    return Shown(tree, next((heading for heading in tops if heading.text_content().strip()), next(iter(tops), None)))


def is_logo(heading: HtmlElement, names: Iterable[str]) -> bool:
    """Whether a heading says nothing but the site's name, or leads to its front page."""
    said = headline.key_of(headline.tidy(heading.text_content()[:LONGEST_HEADLINE]))
    if not said or said in map(headline.key_of, names):
        return True
    link = next(chain(heading.iter("a"), heading.iterancestors("a")), None)
    return link is not None and _FRONT_PAGE.fullmatch(link.get("href", "")) is not None


def is_named_headline(heading: HtmlElement) -> bool:
    """Whether the name of a heading of any level says that it is the headline."""
    return _HEADLINE.search(heading.get("class", "")) is not None


@lru_cache(maxsize=4096)
def words_in(value: str) -> frozenset[str]:
    """The words of a class name or id: "article__author-name" has article, author and name."""
    return frozenset(word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", value)))


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
    for element in chain(wanted(near, _is_author), wanted(near, lambda element: _says_by(element, language))):
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
            if line.tag not in _WHOLE and (_is_author(line) or _says_by(line, language)):
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
            if len(found) == 1 and (_is_marked(element) or names.is_agency(found[0])):
                return found
    return ()


def _is_marked(element: HtmlElement) -> bool:
    return element.get("rel") == "author" or bool(element.get("itemprop")) or _leads_to_author(element)


def _leads_to_author(element: HtmlElement) -> bool:
    return element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or "") is not None


def _is_short(element: HtmlElement) -> bool:
    return 2 < len(element.text_content().strip()) <= LONGEST_NAME


def prominence_of(tree: HtmlElement, keys: Collection[str]) -> dict[str, int]:
    """How prominently a page shows each of some headlines, given as keys (`headline.key_of`).

    1 as the end of a path of links, 2 as text of some element, 3 as the heading, 4 as a part of it, beside its kicker.
    Where headings show one of them, the rest of the page is not asked for the others.
    """
    found: dict[str, int] = {}
    starts = {key.split(" ", 1)[0] for key in keys if key}
    headings = [*tree.iter("h1"), *_NAMED_HEADLINE(tree)]
    inside = (element for heading in headings for element in _beginning_with(starts, heading))
    for elements in (chain(tree.iter("h1"), inside), _beginning_with(starts, tree)):
        for element in elements:
            first = element.tag == "h1"
            key = headline.key_of(headline.tidy(element.text_content()[:LONGEST_HEADLINE]))
            if key not in keys or (not first and is_elsewhere(element)):
                continue
            if _is_crumb(element):
                rank = 1
            elif next(element.iterancestors("h1"), None) is not None:
                rank = 4
            else:
                rank = 3 if first or element.get("itemprop") == "headline" else 2
            found[key] = max(found.get(key, 0), rank)
        if max(found.values(), default=0) > 2:
            break
    return found


def _beginning_with(words: Collection[str], tree: HtmlElement) -> Iterator[HtmlElement]:
    """Elements whose own text, long enough for a headline, begins with one of some folded words."""
    for element in tree.iter("h2", "h3", "h4", "span", "p", "div", "a", "strong", "b", "em", "i"):
        text = element.text
        if text is None or len(text) < SHORTEST_HEADLINE:
            continue
        if (word := _ANY_WORD.search(text)) is not None and word.group().casefold() in words:
            yield element


def _is_crumb(element: HtmlElement) -> bool:
    """Whether an element is the end of a path such as "Home > Politics > …"."""
    for depth, around in enumerate((element, *element.iterancestors())):
        if depth > CRUMB_DEPTH:
            return False
        if around.tag in ("ol", "nav") or any(
            "crumb" in f"{name} {value}".lower() for name, value in around.attrib.items()
        ):
            return True
    return False


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


def wanted(near: list[HtmlElement], is_wanted: Callable[[HtmlElement], bool]) -> Iterator[HtmlElement]:
    """Those of the elements near the headline that are wanted, and belong to nothing else."""
    for element in near:
        if is_wanted(element) and element.tag not in _WHOLE and not is_elsewhere(element):
            yield element


def is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element belongs to a teaser, a bio, a comment or the frame of the page."""
    for depth, around in enumerate((element, *element.iterancestors())):
        if depth > 6 or around.tag in ("article", "main", "body"):
            return False
        if around.tag in _OUTSIDE:
            return True
        named = words_in(around.get("class") or "")
        # The box of a byline may hold the link to the comments as well.
        if _ELSEWHERE & named and not (named & _BYLINE and _ELSEWHERE & named <= _COMMENTS):
            return True
    return False


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
