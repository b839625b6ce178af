"""Live blogs: which elements are posts, each with its own id and time, so that a new post is one addition.

A post is found from its time: the nearest element around a `time` that has an id of its own, or is an article or list
item, and stands beside others dressed alike. What the page calls itself (schema.org LiveBlogPosting, words such as
"live ticker" in its names or address) decides whether such a series is a live blog at all and not a list of comments.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.names import names_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Piece

SERIES = 3  # posts that make a live blog of a page that is not marked as one
LEAST = 0.4  # share of the page's prose that stands in the posts of a live blog
HIGHEST = 6  # elements up from a time to its post
MOST_TIMES = 3_000

# Attributes under which content systems keep the id of a post, the most lasting first.
IDS = ("id", "data-post-id", "data-block-id", "data-entry-id", "data-id", "data-key", "data-anchor", "itemid", "name")

_MARKED = etree.XPath("boolean(descendant::*/@itemtype[contains(., 'LiveBlogPosting')])")
_LIVE_NAMES = ("liveblog", "live-blog", "live_blog", "liveticker", "live-ticker", "ticker-post", "minuto-a-minuto")
_LIVE_URL = re.compile(
    r"live-?(?:blog|ticker|updates?)|newsticker|minuto-a-minuto|en-(?:direct|directo|vivo)\b|ao-vivo|in-diretta|na-zywo"
    r"|canli-(?:blog|anlatim)|(?:[/_-])live(?:[/_-]|$)",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^\W*(?:\w+\W+){0,3}\d{1,2}[:.h]\d{2}\b.{0,30}$", re.DOTALL)
LONGEST_CLOCK = 60  # characters of a post's line that is only its time


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog."""

    id: str
    at: datetime | None  # in UTC; None where the page gives no zone


def fewest_posts(root: HtmlElement, url: str | None, types: Sequence[str]) -> int | None:
    """How many posts make the page a live blog: one if it is marked as such, a series if its names or address say so.

    None where nothing does.
    """
    if "LiveBlogPosting" in types or _MARKED(root):
        return 1
    if url is not None and _LIVE_URL.search(url.split("?")[0]):
        return SERIES
    around = {element for time in islice(root.iter("time"), SERIES) for element in time.iterancestors()}
    names = " ".join(map(names_of, around)).lower()
    return SERIES if any(name in names for name in _LIVE_NAMES) else None


def posts(root: HtmlElement, fewest: int) -> dict[HtmlElement, Post]:
    """The elements that are posts; empty where there is no series of so many of them."""
    around: dict[HtmlElement, HtmlElement] = {}
    for number, time in enumerate(root.iter("time")):
        if number >= MOST_TIMES:
            break
        for height, element in enumerate(time.iterancestors()):
            if height >= HIGHEST or element.tag in ("main", "body"):
                break
            if _may_be_post(element) and len(_alike(element)) >= fewest:
                around.setdefault(element, time)
                break
    series = Counter(_dress(element) for element in around)
    if not series or series.most_common(1)[0][1] < fewest:
        return {}
    dress = max(series, key=lambda key: (series[key], str(key)))
    found: dict[HtmlElement, Post] = {}
    for element, time in around.items():
        if _dress(element) == dress:
            at = _moment(time.get("datetime"))
            own = _id_of(element) or (at.isoformat() if at else " ".join(time.text_content().split()))
            found[element] = Post(own, at)
    return found


def mark(pieces: Sequence[Piece], found: dict[HtmlElement, Post]) -> bool:
    """Give each piece inside a post its post and anchor what it says; False and nothing where the posts say little."""
    inside: list[tuple[Piece, Post]] = []
    for piece in pieces if found else ():
        for element in (piece.element, *piece.element.iterancestors()):
            if element in found:
                if piece.reason is None:
                    inside.append((piece, found[element]))
                break
    prose = sum(piece.prose for piece, _ in inside)
    if not prose or prose < LEAST * sum(piece.prose for piece in pieces if piece.reason is None):
        return False
    for piece, post in inside:
        piece.post = post
        piece.anchored = not is_clock(piece.text)
    return True


def is_clock(text: str) -> bool:
    """Whether a line is only a time of day, perhaps with a date."""
    return len(text) <= LONGEST_CLOCK and _CLOCK.match(text) is not None


def _may_be_post(element: HtmlElement) -> bool:
    return element.tag in ("article", "li", "section", "div") and (
        element.tag == "article" or _id_of(element) is not None or element.get("itemprop") == "liveBlogUpdate"
    )


def _alike(element: HtmlElement) -> list[HtmlElement]:
    above = element.getparent()
    return [] if above is None else [other for other in above if _dress(other) == _dress(element)]


def _dress(element: HtmlElement) -> tuple[str, str]:
    """Tag and the first class, for later ones tell states: pinned, new, key event."""
    return str(element.tag), (element.get("class") or "").split(" ")[0]


def _id_of(element: HtmlElement) -> str | None:
    return next((value for key in IDS if (value := (element.get(key) or "").strip())), None)


def _moment(value: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat((value or "").strip())
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
