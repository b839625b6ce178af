"""Live blogs: which elements are posts, each with its own id and time, so that a new post is one addition.

A post is found from its time: the nearest element around it that stands beside others which have times too. A time is
a `time` element, a line that is only a clock, or what schema.org's `liveBlogUpdate` and AMP's `data-sort-time` mark.
Where posts have no element of their own, each begins at a line that begins with a clock, or at an anchor that JSON-LD
tells; with such anchors an element needs no time.

What the page calls itself (schema.org LiveBlogPosting, words such as "live ticker" in its names or address) decides
whether such a series is a live blog at all and not a list of comments or of other articles.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import clocks
from crawler.extraction.body import home
from crawler.extraction.claims import MOST_TIMES, SERIES
from crawler.extraction.posts import Post, moment_of, numbered
from crawler.extraction.stops import stops
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.extraction.claims import Claim
    from crawler.extraction.pieces import Piece

HIGHEST = 6  # elements up from a time to its post
LABEL = 20  # characters of a label before a post's clock: "New", "Pinned", a section

# Attributes under which content systems keep the id of a post, the most lasting first.
IDS = ("id", "data-post-id", "data-block-id", "data-entry-id", "data-id", "data-key", "data-anchor", "itemid", "name")
POSTS = frozenset({"article", "li", "section", "div"})
QUOTES = ("blockquote", "figure")  # a time in them is that of what a post embeds
_STEPS = re.compile(r"[/?#=&]")

_UPDATES = etree.XPath("descendant::*[@itemprop='liveBlogUpdate' or @data-sort-time]")

Series = dict["HtmlElement", Post]


def series_of(root: HtmlElement, pieces: Sequence[Piece], claim: Claim) -> list[Series]:
    """The series of elements that may be the posts, each with what its element says of its time."""
    posts: dict[HtmlElement, _Mark] = {}
    for element in islice(_UPDATES(root), MOST_TIMES):
        posts[element] = _Mark(claim.stamps.get(element) or moment_of(element.get("data-sort-time")), "", [element])
    for element in root.iter(*POSTS) if claim.told else ():
        if (own := _id_of(element)) in claim.told:
            posts.setdefault(element, _Mark(claim.told[own], "", [element]))
    marks = [_Mark(at, text, list(_up(around))) for around, at, text in islice(_times(root, pieces), MOST_TIMES)]
    marks.sort(key=lambda mark: clocks.is_update(mark.text))  # a post keeps its time when it is edited
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
            if not clocks.is_update(mark.text):
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
    series = [_without_pointers(pieces, one) for one in found if not _are_teasers(pieces, one, claim)]
    candidates = [_inside(pieces, one) for one in series if len(one) > 1] or [_lines(pieces, claim)]
    candidates += [_inside(pieces, one) for one in series if len(one) == 1]
    for inside in candidates:
        prose = sum(pieces[number].prose for number, _ in inside)
        until = max((number for number, _ in inside), default=-1)
        whole = sum(piece.prose for piece in pieces[: until + 1] if piece.reason is None)
        if prose > most and prose >= claim.least * whole:
            best, most = inside, prose
    begun: set[str] = set()  # posts of which anything but labels was seen
    for at, (number, post) in enumerate(best):
        piece = pieces[number]
        piece.post = post
        following = best[at + 1 : at + 2]
        if clocks.of_piece(piece):
            piece.reason = Reason.DATE
        elif post.id not in begun and following and _is_label(piece, post, pieces[following[0][0]], following[0][1]):
            piece.reason = Reason.INTERFACE
            continue
        else:
            piece.anchored = True
            if piece.kind is BlockKind.SUBHEAD and piece.is_link and _is_own(piece, post, claim):
                piece.linked = 0  # where a post's heading leads to the post itself, nothing is elsewhere
        begun.add(post.id)
    for piece in pieces[: best[0][0]] if best else ():
        if piece.reason is None and clocks.of_piece(piece) and next(piece.element.iter("time"), None) is not None:
            piece.reason = Reason.DATE  # of the page
    return bool(best)


def _is_label(piece: Piece, post: Post, following: Piece, its: Post) -> bool:
    """Whether a piece stands right before the clock of its post and says no more than "New" or "Pinned"."""
    return (
        len(piece.text) <= LABEL
        and piece.kind is not BlockKind.SUBHEAD
        and not piece.bold
        and not stops(piece.text)
        and its == post
        and clocks.of_piece(following)
    )


def _is_own(piece: Piece, post: Post, claim: Claim) -> bool:
    """Whether a piece links to its own page or post."""
    return any(
        "#" in href or (len(claim.path) > 1 and claim.path in href) or post.id in _STEPS.split(href)
        for _, href in piece.targets
    )


@dataclass(slots=True)
class _Mark:
    at: datetime | None
    text: str  # of the time as it is seen
    path: list[HtmlElement]  # from it up


def _times(root: HtmlElement, pieces: Sequence[Piece]) -> Iterator[tuple[Iterable[HtmlElement], datetime | None, str]]:
    for time in root.iter("time"):
        if next(time.iterancestors(*QUOTES), None) is None:
            yield time.iterancestors(), moment_of(time.get("datetime")), " ".join(time.text_content().split())
    for piece in pieces:
        if clocks.of_piece(piece):
            yield (piece.element, *piece.element.iterancestors()), None, clocks.in_line(piece)


def _up(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """The elements around a time that say more than it."""
    for element in islice(dropwhile(_is_timed_only, elements), HIGHEST):
        if element.tag in ("main", "body", "html"):
            return
        yield element


def _is_timed_only(element: HtmlElement) -> bool:
    """Whether an element holds clocks and the words of an update, and nothing else."""
    runs = (run for run in map(str, element.itertext()) if not run.isspace())
    return all(clocks.is_clock(run.strip()) or clocks.is_update(run) for run in runs)


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
        rows.append((element, anchor or (mark.at.isoformat() if mark.at else clocks.name_of(mark.text)), at))
    return {element: Post(own, at) for (element, _, at), own in zip(rows, numbered(rows), strict=True)}


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
        if (piece := pieces[number]).kind is BlockKind.SUBHEAD and piece.is_link and not _is_own(piece, post, claim)
    }
    return 2 * len(away) > len(series)


def _without_pointers(pieces: Sequence[Piece], series: Series) -> Series:
    """The posts but for what only links to others of them, as lists of key events do."""
    ids = {post.id for post in series.values()}
    says, points = set[str](), set[str]()
    for number, post in _inside(pieces, series):
        piece = pieces[number]
        if not clocks.of_piece(piece):
            to = {href.partition("#")[2] for _, href in piece.targets} - {post.id}
            (points if piece.is_linked and to & ids else says).add(post.id)
    return {element: post for element, post in series.items() if post.id in says or post.id not in points}


def _told_at(piece: Piece, claim: Claim) -> str | None:
    """The anchor of a post in JSON-LD that a piece, or what stands right before it, has as its id."""
    element, before = piece.element, piece.element.getprevious()
    ids = (element.get("id"), before.get("id") if before is not None and before.tag == "a" else None)
    return next((own for own in ids if own in claim.told), None)


def _lines(pieces: Sequence[Piece], claim: Claim) -> list[tuple[int, Post]]:
    """Posts that have no element: each begins at a line with a clock or an anchor, all in one container."""
    free = [(number, piece) for number, piece in enumerate(pieces) if piece.reason is None]
    begins = {number: own for number, piece in free if (own := _told_at(piece, claim)) is not None}
    begins = begins or {number: clock for number, piece in free if (clock := clocks.begun(piece)) is not None}
    homes = Counter(home(pieces[number].element) for number in begins)
    if not homes or (at := homes.most_common(1)[0])[1] < max(SERIES, claim.fewest):
        return []
    starts = [number for number in begins if home(pieces[number].element) is at[0]]
    ids = dict(zip(starts, numbered([(None, begins[number], None) for number in starts]), strict=True))
    inside: list[tuple[int, Post]] = []
    post: Post | None = None
    for number, piece in enumerate(pieces):
        if number in ids:
            post = Post(ids[number], claim.told.get(ids[number]))
        if post is not None and piece.reason is None and at[0] in (piece.element, *piece.element.iterancestors()):
            inside.append((number, post))
    return inside
