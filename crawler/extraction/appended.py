"""What comes after the article: the next one, that a site appends so that readers scroll on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extraction.body import home
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

ENOUGH = 300  # prose after which a second headline begins another article
UNDER = 3  # pieces under a headline among which its date or byline is
LONGEST_DATE = 40  # the size of a line that is a date

# A day of a year: "2024-03-12", "12.3.2024", "12 March 2024", "March 12, 2024"; a year alone may be of anything.
_DAY = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[./] ?\d{1,2}[./] ?\d{4}|(?<!\d)\d{1,2}\.? (?:de )?[^\W\d]+\.? (?:de )?\d{4}"
    r"|[^\W\d]+\.? \d{1,2},? \d{4}|\d{4}[年년]"
)


def part(pieces: list[Piece], headline: int | None, url: str | None = None) -> bool:
    """Mark what comes after the article: the next one, that a site appends so that readers scroll on.

    The next article begins at a heading dressed as the headline is, in an element dressed as the one around it, or at a
    heading in such an element that links to another page of the site or has a date or byline of its own.

    Returns whether there is one.
    """
    if headline is None:
        return False
    top = pieces[headline].element
    above_top = list(top.iterancestors())
    around = next((above for above in above_top if above.tag == "article"), None)
    prose = 0
    own = None
    for number in range(headline + 1, len(pieces)):
        piece = pieces[number]
        if piece.reason is not None:
            continue
        if prose >= ENOUGH and (
            _dressed_as(piece.element, top, own)
            or (_begins(pieces, number) and (piece.element.tag == "h1" or _in_twin(piece.element, above_top, own)))
            or _in_next(piece.element, around)
            or (leads_away(piece, url) and _in_twin(piece.element, above_top, own))
        ):
            for other in pieces[number:]:
                other.reason = other.reason or Reason.RELATED
            return True
        if piece.prose:
            prose += piece.prose
            own = home(piece.element)
    return False


def _begins(pieces: list[Piece], number: int) -> bool:
    """Whether an article begins at a heading: a date or a byline stands right under it."""
    below = pieces[number + 1 : number + 1 + UNDER]
    return pieces[number].kind is BlockKind.SUBHEAD and any(
        piece.reason in (Reason.DATE, Reason.BYLINE)
        or (piece.size <= LONGEST_DATE and piece.kind is not BlockKind.SUBHEAD and _DAY.search(piece.text))
        for piece in below
    )


def _in_twin(element: HtmlElement, above_top: list[HtmlElement], own: HtmlElement | None) -> bool:
    """Whether an element stands in a twin of the element around headline and paragraphs."""
    at, above = element, element.getparent()
    while above is not None and above not in above_top:
        at, above = above, above.getparent()
    if above is None or own is None:
        return False
    mine = next((around for around in above_top if around.getparent() is above), None)
    return (
        mine is not None
        and mine is not at
        and (mine.tag, mine.get("class")) == (at.tag, at.get("class"))
        and (own is mine or mine in own.iterancestors())
    )


def _dressed_as(element: HtmlElement, headline: HtmlElement, own: HtmlElement | None) -> bool:
    return (
        element.tag == headline.tag == "h1"
        and element.get("class") == headline.get("class")
        and own is not None
        and own not in element.iterancestors()
    )


def _in_next(element: HtmlElement, around: HtmlElement | None) -> bool:
    """Whether an element stands in a later article element, dressed as the one around the headline and beside it."""
    if around is None:
        return False
    outer = next((above for above in element.iterancestors("article")), None)
    return (
        outer is not None
        and outer is not around
        and outer.get("class") == around.get("class")
        and around not in outer.iterancestors()
        and outer not in around.iterancestors()
        and any(heading.tag == "h1" or heading.find(".//a") is not None for heading in outer.iter("h1", "h2"))
    )


def leads_away(heading: Piece, url: str | None) -> bool:
    """Whether a heading links to another page of the site: not to itself, nor to a place or work that it is about."""
    return (
        heading.kind is BlockKind.SUBHEAD
        and heading.is_link
        and all("#" not in href and _is_on_site(href, url) for _, href in heading.targets)
    )


def _is_on_site(href: str, url: str | None) -> bool:
    """Whether an address is of the same host as the page's, as far as is known."""
    try:
        host = urlsplit(href).hostname
        return host is None or url is None or host == urlsplit(url).hostname
    except ValueError:
        return False  # no address
