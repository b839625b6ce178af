"""Live blogs: which elements are posts, each with its own id and time, so that a new post is one addition.

A post is found from its time: the nearest element around it that stands beside others which have times too. A time is
a `time` element, a line that is only a clock, or what schema.org's `liveBlogUpdate` and AMP's `data-sort-time` mark.
Where posts have no element of their own, each begins at a line that begins with a clock.

What the page calls itself (schema.org LiveBlogPosting, words such as "live ticker" in its names or address) decides
whether such a series is a live blog at all and not a list of comments or of other articles.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.extraction import phrases
from crawler.extraction.body import home
from crawler.extraction.folding import folded
from crawler.extraction.metadata import jsonld
from crawler.extraction.names import names_of
from crawler.extraction.posts import Post, moment_of, numbered, updates_in
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

SERIES = 3  # posts that make a live blog of a page that is not marked as one
LEAST = 0.4  # share of the prose up to the last post that stands in the posts of a live blog
LEAST_BY_URL = 0.7  # the same where only the address speaks of one: an article with comments has less
HIGHEST = 6  # elements up from a time to its post
MOST_TIMES = 3_000
LONGEST_CLOCK = 60  # characters of a post's line that is only its time
SHORT_CLOCK = 20  # characters of such a line without a date, as the names around are looked at for

# Attributes under which content systems keep the id of a post, the most lasting first.
IDS = ("id", "data-post-id", "data-block-id", "data-entry-id", "data-id", "data-key", "data-anchor", "itemid", "name")
POSTS = frozenset({"article", "li", "section", "div"})

_MARK = b"LiveBlogPosting"
_IS_MARKED = etree.XPath("boolean(descendant::*/@itemtype[contains(., 'LiveBlogPosting')])")
_STAMPS = etree.XPath("descendant::*[@itemprop='liveBlogUpdate']/descendant::meta[@itemprop='datePublished']")
_UPDATES = etree.XPath("descendant::*[@itemprop='liveBlogUpdate' or @data-sort-time]")
_LIVE_NAMES = ("liveblog", "live-blog", "live_blog", "liveticker", "live-ticker", "ticker-post", "minuto-a-minuto")
_LIVE_URL = re.compile(
    r"live-?(?:blog|ticker|updates?)|newsticker|minuto-a-minuto|en-(?:direct|directo|vivo)\b|ao-vivo|in-diretta|na-zywo"
    r"|canli-(?:blog|anlatim)|/live(?:[/_-]|$)"
    # "where-we-live-now" is no live blog.
    r"|[_-]live(?:[/.]|$|[_-](?:latest|news|coverage|reaction|scores?|results?|text|stream))",
    re.IGNORECASE,
)
_TIME = r"\d{1,2}[:.h]\d{2}"
_CLOCK = re.compile(rf"^\W*(?:\w+\W+){{0,3}}({_TIME})\b.{{0,30}}$", re.DOTALL)
# "11.05 Uhr: …", "11:05 – …", "[11h05] …": a clock, perhaps a word of its zone, and something that sets it off.
_BEGINS = re.compile(rf"^\W*({_TIME})(?:\s?(?:[ap]\.?m\.?|[^\W\d]{{1,5}}))?\s?[:|\u2013\u2014\])-]", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}\b")
_HEADS = re.compile(rf"^\W*({_TIME})\b")


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for a live blog: how many posts it must have at least, and what share of the prose."""

    fewest: int
    least: float
    path: str = ""  # of the page's address
    stamps: dict[HtmlElement, datetime] = field(default_factory=dict)  # of elements whose time is not seen
    told: dict[str, datetime | None] = field(default_factory=dict)  # the times that JSON-LD gives, by anchor


Series = dict["HtmlElement", Post]


def claim_of(root: HtmlElement, url: str | None, things: Sequence[dict[str, Any]], source: bytes) -> Claim | None:
    """What the marks of a page and its address say, read while its meta elements are there; None if nothing.

    `source` is the page in UTF-8: its elements are gone through only where it has the name of a mark.
    """
    path = _path(url)
    blogs = [thing for thing in things if "LiveBlogPosting" in jsonld.types(thing)]
    if blogs or (_MARK in source and _IS_MARKED(root)) or next(root.iter("amp-live-list"), None) is not None:
        stamps: dict[HtmlElement, datetime] = {}
        for meta in islice(_STAMPS(root), MOST_TIMES):
            post = next(above for above in meta.iterancestors() if above.get("itemprop") == "liveBlogUpdate")
            if (at := moment_of(meta.get("content"))) is not None:
                stamps.setdefault(post, at)
        return Claim(1, LEAST, path, stamps, {told.post.id: told.post.at for told in updates_in(blogs)})
    return Claim(SERIES, LEAST_BY_URL, path) if _LIVE_URL.search(path) else None


def _path(url: str | None) -> str:
    return "/" + (url or "").split("?")[0].split("#")[0].partition("://")[2].partition("/")[2]


def claim_by_names(root: HtmlElement, pieces: Sequence[Piece], url: str | None) -> Claim | None:
    """What the names of the elements around the page's first times say."""
    times = list(islice(root.iter("time"), SERIES))
    if len(times) < SERIES:
        clocks = (piece for piece in pieces if len(piece.text) <= SHORT_CLOCK and _HEADS.match(piece.text))
        times = [piece.element for piece in islice(clocks, SERIES)]
    if len(times) < SERIES:
        return None
    around = {element for time in times for element in (time, *time.iterancestors())}
    names = " ".join(map(names_of, around)).lower()
    return Claim(SERIES, LEAST, _path(url)) if any(name in names for name in _LIVE_NAMES) else None


def series_of(root: HtmlElement, pieces: Sequence[Piece], claim: Claim) -> list[Series]:
    """The series of elements that may be the posts, each with what its element says of its time."""
    posts: dict[HtmlElement, _Mark] = {}
    for element in islice(_UPDATES(root), MOST_TIMES):
        posts[element] = _Mark(claim.stamps.get(element) or moment_of(element.get("data-sort-time")), "", [element])
    marks = [_Mark(at, text, list(_up(around))) for around, at, text in islice(_times(root, pieces), MOST_TIMES)]
    holding: dict[HtmlElement, _Mark] = {}  # the elements around times, each with its first
    for mark in marks:
        for element in mark.path:
            holding.setdefault(element, mark)
    beside = _Beside(holding)
    for mark in marks:
        outer = next((element for element in mark.path if element in posts), None)
        found = outer if outer is not None else _post_around(mark.path, beside, claim.fewest)
        if found is not None:
            first = posts.setdefault(found, mark)
            first.at, first.text = first.at or mark.at, first.text or mark.text
    groups: dict[tuple[str, str], list[HtmlElement]] = {}
    for element in posts:
        groups.setdefault(beside.dress_of(element)[0], []).append(element)
    return [
        _named({one: posts.get(one) or holding[one] for one in _with_others(group, posts, holding)}, claim)
        for group in groups.values()
        if len(group) >= claim.fewest
    ]


def _with_others(
    group: Sequence[HtmlElement], posts: dict[HtmlElement, _Mark], holding: dict[HtmlElement, _Mark]
) -> Iterator[HtmlElement]:
    """The posts of a group, and those between them that are dressed otherwise, in the order of the page."""
    seen = set()
    for element in group:
        above = element.getparent()
        if above not in seen:
            seen.add(above)
            for other in [element] if above is None else above:
                if other.tag == element.tag and (other in posts or other in holding):
                    yield other


def mark(pieces: Sequence[Piece], found: Sequence[Series], claim: Claim | None) -> bool:
    """Give each piece inside a post its post and anchor what it says; False and nothing where the posts say little."""
    if claim is None:
        return False
    best: list[tuple[int, Post]] = []
    most = 0
    series = [one for one in found if not _are_teasers(pieces, one, claim)]
    candidates = [_inside(pieces, one) for one in series if len(one) > 1] or [_lines(pieces)]
    candidates += [_inside(pieces, one) for one in series if len(one) == 1]
    for inside in candidates:
        prose = sum(pieces[number].prose for number, _ in inside)
        until = max((number for number, _ in inside), default=-1)
        whole = sum(piece.prose for piece in pieces[: until + 1] if piece.reason is None)
        if prose > most and prose >= claim.least * whole:
            best, most = inside, prose
    for number, post in best:
        pieces[number].post = post
        if _is_clock(pieces[number]):
            pieces[number].reason = Reason.DATE
        else:
            pieces[number].anchored = True
    return bool(best)


def is_clock(text: str, *, heading: bool = False) -> bool:
    """Whether a line is only a time of day, perhaps with a date; "11:05 - The dock gives way" says more."""
    if len(text) > LONGEST_CLOCK or (found := _CLOCK.match(text)) is None:
        return False
    begun = _BEGINS.match(text)
    if begun is None and not heading:
        return True
    rest = text[begun.end() if begun is not None else found.end(1) :]
    words = [word for word in rest.split() if any(map(str.isalpha, word))]
    if len(words) < (2 if begun is None else 1) or _DAY.search(rest) is not None:
        return True
    dated = phrases.words("months") | phrases.words("short_months") | phrases.words("days")
    return any(folded(word).strip(".,") in dated for word in words)


def _is_clock(piece: Piece) -> bool:
    return is_clock(piece.text, heading=piece.kind is BlockKind.SUBHEAD)


@dataclass(slots=True)
class _Mark:
    at: datetime | None
    text: str  # of the time as it is seen
    path: list[HtmlElement]  # from it up


def _times(root: HtmlElement, pieces: Sequence[Piece]) -> Iterator[tuple[Iterable[HtmlElement], datetime | None, str]]:
    for time in root.iter("time"):
        yield time.iterancestors(), moment_of(time.get("datetime")), " ".join(time.text_content().split())
    for piece in pieces:
        if _is_clock(piece):
            yield (piece.element, *piece.element.iterancestors()), None, piece.text


def _up(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    for element in islice(elements, HIGHEST):
        if element.tag in ("main", "body", "html"):
            return
        yield element


class _Beside:
    """The elements that hold times, counted by tag and class among those beside them, once for each parent."""

    def __init__(self, holding: Container[HtmlElement]) -> None:
        self.holding = holding
        self.counts: dict[HtmlElement | None, Counter[tuple[str, str]]] = {}

    def dress_of(self, element: HtmlElement) -> tuple[tuple[str, str], int]:
        """Tag and the class that most of its like have, for other classes tell states (pinned, new); and how many."""
        above = element.getparent()
        if above not in self.counts:
            beside = [] if above is None else [other for other in above if other in self.holding]
            self.counts[above] = Counter((str(other.tag), word) for other in beside for word in set(_classes(other)))
        counts, tag = self.counts[above], str(element.tag)
        word = max(_classes(element), key=lambda word: counts[tag, word])
        return (tag, word), counts[tag, word]


def _classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split() or [""]


def _post_around(chain: Sequence[HtmlElement], beside: _Beside, fewest: int) -> HtmlElement | None:
    """The innermost element that stands beside others alike with times; where one is enough, one that has an id."""
    for element in chain:
        if element.tag in POSTS and beside.dress_of(element)[1] >= max(2, fewest):
            return element
    if fewest > 1:
        return None
    return next((one for one in chain if one.tag in POSTS and (one.tag == "article" or _id_of(one) is not None)), None)


def _named(found: dict[HtmlElement, _Mark], claim: Claim) -> Series:
    """The posts with their ids; those of one minute without anchors are counted from the oldest on."""
    rows = []
    for element, mark in found.items():
        anchor = _anchor(element, mark.path)
        at = mark.at or claim.told.get(anchor or "")
        rows.append((element, anchor or (mark.at.isoformat() if mark.at else _clock_in(mark.text)), at))
    return {element: Post(own, at) for (element, _, at), own in zip(rows, numbered(rows), strict=True)}


def _clock_in(text: str) -> str:
    """A time as it stays: "Today, 11:05" will be yesterday's, "5 minutes ago" says nothing."""
    return (
        " ".join(word.strip(",;|()[]") for word in text.split() if any(map(str.isdigit, word)))
        if is_clock(text)
        else ""
    )


def _anchor(element: HtmlElement, path: Sequence[HtmlElement]) -> str | None:
    """The id of a post: its own, or of an element between it and its time."""
    inner = path[: path.index(element)] if element in path else []
    return next((own for one in (element, *reversed(inner)) if (own := _id_of(one))), None)


def _id_of(element: HtmlElement) -> str | None:
    return next((value for key in IDS if (value := (element.get(key) or "").strip())), None)


def _inside(pieces: Sequence[Piece], series: Series) -> list[tuple[int, Post]]:
    inside = []
    for number, piece in enumerate(pieces):
        if piece.reason is None:
            post = next((series[one] for one in (piece.element, *piece.element.iterancestors()) if one in series), None)
            if post is not None:
                inside.append((number, post))
    return inside


def _are_teasers(pieces: Sequence[Piece], series: Series, claim: Claim) -> bool:
    """Whether most of the elements have a heading that is a link to another page."""
    away = {
        post.id
        for number, post in _inside(pieces, series)
        if (piece := pieces[number]).kind is BlockKind.SUBHEAD
        and piece.is_link
        and not any("#" in href or (len(claim.path) > 1 and claim.path in href) for _, href in piece.targets)
    }
    return 2 * len(away) > len(series)


def _lines(pieces: Sequence[Piece]) -> list[tuple[int, Post]]:
    """Posts that have no element: each begins at a line that begins with a clock, all in one container."""
    begins: dict[int, str] = {}
    for number, piece in enumerate(pieces):
        if piece.reason is None:
            pattern = _HEADS if piece.kind is BlockKind.SUBHEAD or _is_clock(piece) else _BEGINS
            if (found := pattern.match(piece.text)) is not None:
                begins[number] = found.group(1)
    homes = Counter(home(pieces[number].element) for number in begins)
    if not homes or (at := homes.most_common(1)[0])[1] < SERIES:
        return []
    starts = [number for number in begins if home(pieces[number].element) is at[0]]
    ids = dict(zip(starts, numbered([(None, begins[number], None) for number in starts]), strict=True))
    inside: list[tuple[int, Post]] = []
    post: Post | None = None
    for number, piece in enumerate(pieces):
        if number in ids:
            post = Post(ids[number], None)
        if post is not None and piece.reason is None and at[0] in (piece.element, *piece.element.iterancestors()):
            inside.append((number, post))
    return inside
