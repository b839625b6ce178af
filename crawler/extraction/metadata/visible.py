"""What a reader sees of a page: the heading that is its headline, and what stands near it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.metadata import headline

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

LONGEST = 160  # characters of a byline or a date line
# Elements before the headline in which its byline may stand; a byline further up belongs to a teaser.
BEFORE = 40
AFTER = 80  # elements; further down are bios, and the people of other articles
SHORTEST_HEADLINE = 10
LONGEST_HEADLINE = 500
CRUMB_DEPTH = 3
MOST_HEADINGS = 12  # of each level that are looked at

_WORDS = re.compile(r"[a-z]+", re.IGNORECASE)
_ANY_WORD = re.compile(r"\w+")
_HEADLINE = re.compile(r"(?:entry|post|article|story)[-_]?(?:title|heading)\b|headline\b", re.IGNORECASE)
_SAYING = ("h2", "h3", "h4", "span", "p", "div", "a", "strong", "b", "em", "i")
FRONT_PAGE = re.compile(r"(?:https?:)?//[^/?#]+/?|/")  # an address, as links have it
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
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
WHOLE = frozenset({"body", "html", "main", "meta", "link", "h1"})
_OUTSIDE = frozenset({"footer", "nav", "aside", "figcaption"})
SILENT = frozenset({"script", "style", "template", "noscript", "svg", "button", "select", "iframe"})
# To look at attributes of a name costs a quarter of looking at all elements for theirs.
_NAMED_HEADLINE = etree.XPath("descendant::*/@itemprop[. = 'headline']/..")


@dataclass(frozen=True)
class Shown:
    """What a page shows: its tree, and the heading that is its article's headline; None where it has none."""

    tree: HtmlElement
    heading: HtmlElement | None = None
    times: Sequence[HtmlElement] = ()  # all of the page's

    @cached_property
    def near(self) -> list[HtmlElement]:
        """The elements around the headline, in the order of the page; all of the page's where it has no heading."""
        if self.heading is None:
            return list(self.tree.iter(etree.Element))
        before = [*islice(_backwards(self.heading), BEFORE)]
        return [*reversed(before), self.heading, *islice(_forwards(self.heading), AFTER)]


def _backwards(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements before one, the nearest first: most of a page stands far from its headline."""
    at: HtmlElement | None = element
    while at is not None:
        before = at.getprevious()
        while before is not None and len(before):
            before = before[-1]
        at = at.getparent() if before is None else before
        if at is not None:
            yield at


def _forwards(element: HtmlElement) -> Iterator[HtmlElement]:
    """The elements after one, in the order of the page."""
    at: HtmlElement | None = element
    while at is not None:
        following = at[0] if len(at) else at.getnext()
        while following is None and at is not None:
            at = at.getparent()
            following = None if at is None else at.getnext()
        at = following
        if at is not None:
            yield at


def shown_by(tree: HtmlElement, landmarks: Mapping[str, Sequence[HtmlElement]], elected: str | None) -> Shown:
    """A page with the first top heading that says the elected headline, else the first second one that does; else the
    first top one with any text, for others are logos."""
    key = headline.key_of(elected or "")
    tops, times = landmarks["h1"][:MOST_HEADINGS], landmarks["time"]
    if key:
        for heading in (*tops, *landmarks["h2"][:MOST_HEADINGS]):
            said = headline.key_of(headline.tidy(heading.text_content()[:LONGEST_HEADLINE]))
            if key in said or (len(said) >= SHORTEST_HEADLINE and said in key):
                return Shown(tree, heading, times)
    own = next((heading for heading in tops if heading.text_content().strip()), next(iter(tops), None))
    return Shown(tree, own, times)


def is_logo(heading: HtmlElement, names: Iterable[str]) -> bool:
    """Whether a heading says nothing but the site's name, or leads to its front page."""
    said = headline.key_of(headline.tidy(heading.text_content()[:LONGEST_HEADLINE]))
    if not said or said in map(headline.key_of, names):
        return True
    link = next(chain(heading.iter("a"), heading.iterancestors("a")), None)
    return link is not None and FRONT_PAGE.fullmatch(link.get("href", "")) is not None


def is_named_headline(heading: HtmlElement) -> bool:
    """Whether the name of a heading of any level says that it is the headline."""
    return _HEADLINE.search(heading.get("class", "")) is not None


@lru_cache(maxsize=4096)
def words_in(value: str) -> frozenset[str]:
    """The words of a class name or id: "article__author-name" has article, author and name."""
    return frozenset(word.lower() for word in _WORDS.findall(_CAMEL.sub(" ", value)))


def prominence_of(tree: HtmlElement, tops: Sequence[HtmlElement], keys: Collection[str]) -> dict[str, int]:
    """How prominently a page with these top headings shows each of some headlines, as keys (`headline.key_of`).

    1 as the end of a path of links, 2 as text of some element, 3 as the heading, 4 as a part of it, beside its kicker.
    Where headings show one of them, the rest of the page is not asked for the others.
    """
    found: dict[str, int] = {}
    starts = {key.split(" ", 1)[0] for key in keys if key}
    inside = _beginning_with(starts, [*tops, *_NAMED_HEADLINE(tree)])
    for elements in (chain(tops, inside), _beginning_with(starts, [tree])):
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


def _beginning_with(words: Collection[str], trees: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """Elements of some trees whose own text, long enough for a headline, begins with one of some folded words."""
    for element in chain.from_iterable(tree.iter(*_SAYING) for tree in trees):
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


def wanted(near: list[HtmlElement], is_wanted: Callable[[HtmlElement], bool]) -> Iterator[HtmlElement]:
    """Those of the elements near the headline that are wanted, and belong to nothing else."""
    for element in near:
        if is_wanted(element) and element.tag not in WHOLE and not is_elsewhere(element):
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
