"""What makes a page a live blog: what it calls itself, in marks, names or its address, or how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any

from crawler.extraction import clocks
from crawler.extraction.metadata import jsonld
from crawler.extraction.names import ATTRIBUTES, MOST
from crawler.extraction.posts import moment_of, updates_in
from crawler.extraction.tree import UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

SERIES = 3  # posts that make a live blog of a page that is not marked as one
BOLD_SERIES = 10  # paragraphs with a clock in bold that make one of a page where nothing else speaks for it
DAYS = 10  # so many of their steps may one stand against the order of the others, at midnight
LEAST = 0.4  # share of the prose up to the last post that stands in the posts of a live blog
LEAST_BY_URL = 0.7  # the same where only the address speaks of one: an article with comments has less
SHORT_CLOCK = 20  # characters of a line with a clock without a date, as the names around are looked at for
MOST_TIMES = 3_000

_TYPE = "LiveBlogPosting"
_LIVE_NAMES = ("liveblog", "live-blog", "live_blog", "liveticker", "live-ticker", "ticker-post", "minuto-a-minuto")
_LIVE_URL = re.compile(
    r"live-?(?:blog|ticker|updates?)|newsticker|minuto-a-minuto|en-(?:direct|directo|vivo)\b|ao-vivo|in-diretta|na-zywo"
    r"|canli-(?:blog|anlatim)|/live(?:[/_-]|$)"
    # "where-we-live-now" is no live blog.
    r"|[_-]live(?:[/.]|$|[_-](?:latest|news|coverage|reaction|scores?|results?|text|stream))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for a live blog: how many posts it must have at least, and what share of the prose."""

    fewest: int
    least: float
    path: str = ""  # of the page's address
    stamps: dict[HtmlElement, datetime] = field(default_factory=dict)  # of elements whose time is not seen
    told: dict[str, datetime | None] = field(default_factory=dict)  # the times that JSON-LD gives, by anchor


def claim_of(
    landmarks: Mapping[str, Sequence[HtmlElement]], things: Sequence[dict[str, Any]], url: str | None
) -> Claim | None:
    """What the marks of a page and its address say, read while its meta elements are there; None if nothing.

    `landmarks` are the elements that `tree.landmarks` finds, `things` the objects of JSON-LD. AMP marks a list of posts
    (https://amp.dev/documentation/components/amp-live-list), microdata an element of the type
    https://schema.org/LiveBlogPosting, which is looked for around headings, times and other microdata.
    """
    path = _path(url)
    blogs = [thing for thing in things if _TYPE in jsonld.types(thing)]
    told = [meta for meta in landmarks["meta"] if meta.get("itemprop")]
    inside = (*landmarks["h1"], *landmarks["h2"], *landmarks["time"][:MOST_TIMES], *told[:MOST_TIMES])
    if blogs or landmarks["amp-live-list"] or any(_TYPE in at.get("itemtype", "") for at in _around(inside)):
        stamps = _stamps(meta for meta in told if meta.get("itemprop") == "datePublished")
        return Claim(1, LEAST, path, stamps, {one.post.id: one.post.at for one in updates_in(blogs)})
    return Claim(SERIES, LEAST_BY_URL, path) if _LIVE_URL.search(path) else None


def _around(elements: Iterable[HtmlElement]) -> set[HtmlElement]:
    """All elements around some, and these."""
    found: set[HtmlElement] = set()
    for element in elements:
        at: HtmlElement | None = element
        while at is not None and at not in found:
            found.add(at)
            at = at.getparent()
    return found


def _stamps(dates: Iterable[HtmlElement]) -> dict[HtmlElement, datetime]:
    """The times of posts that microdata gives in meta elements, which nobody sees."""
    stamps: dict[HtmlElement, datetime] = {}
    for meta in islice(dates, MOST_TIMES):
        if (at := moment_of(meta.get("content"))) is not None:
            posts = (above for above in meta.iterancestors() if above.get("itemprop") == "liveBlogUpdate")
            if (post := next(posts, None)) is not None:
                stamps.setdefault(post, at)
    return stamps


def _path(url: str | None) -> str:
    return "/" + (url or "").split("?")[0].split("#")[0].partition("://")[2].partition("/")[2]


def claim_by_names(times: Sequence[HtmlElement], pieces: Sequence[Piece], url: str | None) -> Claim | None:
    """What the names of the elements around the page's time elements, or else around lines with a clock, say."""
    if _are_named(time for time in times[:MOST_TIMES] if next(time.iterancestors(*UNSEEN), None) is None):
        return Claim(SERIES, LEAST, _path(url))
    short = (piece for piece in pieces if len(piece.text) <= SHORT_CLOCK and clocks.begin(piece.text) is not None)
    if _are_named(piece.element for piece in islice(short, MOST_TIMES)):
        return Claim(SERIES, LEAST, _path(url))
    return None


def _are_named(elements: Iterable[HtmlElement]) -> bool:
    """Whether a series of elements stands under the names of a live blog."""
    found = list(elements)
    known: dict[HtmlElement, bool] = {}
    return len(found) >= SERIES and sum(_is_named(element, known) for element in found) >= SERIES


def _is_named(element: HtmlElement, known: dict[HtmlElement, bool]) -> bool:
    """Whether the names of an element, or of one around it, are those of a live blog."""
    path = []
    at: HtmlElement | None = element
    while at is not None and at not in known:
        path.append(at)
        at = at.getparent()
    found = at is not None and known[at]
    for one in reversed(path):
        found = found or any(key in ATTRIBUTES and _says_live(value) for key, value in one.items())
        known[one] = found
    return found


@lru_cache(maxsize=20_000)
def _says_live(name: str) -> bool:
    """Whether a class or the like is that of a live blog; remembered, since pages have the same ones."""
    name = name[:MOST].lower()
    return any(live in name for live in _LIVE_NAMES)


def claim_by_clocks(pieces: Sequence[Piece], url: str | None) -> Claim | None:
    """What the paragraphs say: many that begin with a clock in bold, in one order, and hold most of the prose."""
    found = [(piece, clock) for piece in pieces if piece.prose and (clock := clocks.in_bold(piece)) is not None]
    if len(found) < BOLD_SERIES or 2 * sum(piece.prose for piece, _ in found) < sum(piece.prose for piece in pieces):
        return None
    steps = [a - b for a, b in pairwise(clocks.minutes(clock) for _, clock in found)]
    against = min(sum(step > 0 for step in steps), sum(step < 0 for step in steps))
    return Claim(BOLD_SERIES, LEAST_BY_URL, _path(url)) if against * DAYS <= len(steps) else None
