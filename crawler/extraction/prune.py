"""Which elements of a page are surely not text, and why: by tag, role, ARIA, microdata and the words of their names.

A name may lie: "paywall" stands on the paragraphs behind one, "sidebar" on the page that has one. So a region is pruned
only if the page keeps most of its prose without it, and all regions named for one cause together. Comments, walls of
consent and the like go before that is counted: they may be longer than the article.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.extraction.names import ATTRIBUTES, REASONS, ROWS, TEXT, is_box, names_of
from crawler.extraction.pieces import HEADINGS
from crawler.extraction.stops import stops
from crawler.extraction.tree import hides
from storage.records import Reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece, Pieces, Region

# Elements whose meaning HTML itself gives (https://html.spec.whatwg.org/#sections).
TAGS = {
    "nav": Reason.NAVIGATION,
    "aside": Reason.RELATED,
    "footer": Reason.NAVIGATION,
    "figcaption": Reason.CAPTION,
    "figure": Reason.CAPTION,
    "button": Reason.INTERFACE,
    "form": Reason.INTERFACE,
    "label": Reason.INTERFACE,
    "amp-consent": Reason.CONSENT,
    "amp-ad": Reason.AD,
    "amp-sidebar": Reason.NAVIGATION,
    "amp-social-share": Reason.SHARE,
}

# WAI-ARIA landmarks and widgets (https://www.w3.org/TR/wai-aria-1.2/#roles).
ROLES = {
    "navigation": Reason.NAVIGATION,
    "banner": Reason.NAVIGATION,
    "complementary": Reason.RELATED,
    "contentinfo": Reason.NAVIGATION,
    "search": Reason.INTERFACE,
    "dialog": Reason.CONSENT,
    "alertdialog": Reason.CONSENT,
    "button": Reason.INTERFACE,
    "menu": Reason.NAVIGATION,
    "menubar": Reason.NAVIGATION,
    "toolbar": Reason.INTERFACE,
    "tooltip": Reason.INTERFACE,
    "tablist": Reason.INTERFACE,
}

SPARED = frozenset({"figure", "aside", "button"})  # they may set off a piece of the article, or unfold one

# Elements that carry the state of the whole page in their names.
WHOLE = frozenset({"html", "body", "main", "article"})

VAGUE = frozenset({Reason.NAVIGATION, Reason.INTERFACE, Reason.SHARE})
BESIDE = frozenset({"aside", "role complementary"})
OF_TEASERS = frozenset({Reason.BYLINE, Reason.DATE, Reason.TAGS})

# What no article is named for; some of it stands behind one, and an opinion may be named a comment.
SURE = frozenset({Reason.COMMENTS, Reason.CONSENT, Reason.BIO, Reason.NEWSLETTER})
ELSEWHERE = SURE | {Reason.NAVIGATION, Reason.RELATED, Reason.OFFER, Reason.AD, Reason.CAPTION, Reason.CREDIT}
SHOWN_LATER = frozenset({"role dialog", "hidden"})  # causes of what is shown later, or never
LISTS = frozenset({Reason.RELATED, Reason.NAVIGATION})  # of teasers
BEHIND = frozenset({Reason.COMMENTS, Reason.BIO})
ENOUGH = 150  # characters of prose that may be an article, or a part of one
WHOLE_STORY = 700  # beside less than that a hidden box may be what a button shows
HEADLINE = 15  # the size of a linked line that may be a headline
MOST_LINKED = 0.6  # linked headlines for each paragraph of a list of teasers
# Reasons that names give which only say how a part of the body is shown: cut short, to subscribers, in print; and those
# that no name gives truly to several paragraphs between others.
SHOWING = frozenset({Reason.RELATED, Reason.PAYWALL, Reason.INTERFACE, Reason.PLAYER})
BETWEEN = frozenset(
    {Reason.SHARE, Reason.DATE, Reason.TAGS, Reason.NAVIGATION, Reason.AD, Reason.BYLINE, Reason.CREDIT}
)
SEVERAL = 2  # paragraphs that no teaser has
NEAR = 4  # pieces before and behind such a part among which the next paragraph is

# A region with a larger share of the page's prose than this is spared, and so are all of one cause.
MOST_OF_REGION = 0.33
MOST_OF_CAUSE = 0.33


NAMES = frozenset(ATTRIBUTES)
NAMED = [(reason, f"name {reason}") for reason in REASONS]
NO_ROW = len(REASONS)


def suspect(element: HtmlElement, tag: str) -> tuple[Reason, str] | None:
    """Why an element is surely not text, and what says so: "hidden", a tag, a role or "name"; None if nothing does."""
    if tag in WHOLE:
        return None
    if (reason := TAGS.get(tag)) is not None and not (tag in SPARED and _is_spared(element, tag)):
        return reason, tag
    row = NO_ROW
    hidden = False
    for key, value in element.items():
        if key in NAMES:
            # The id of a heading or paragraph is made of its own words.
            if ROWS[value] < row and not (key == "id" and tag in TEXT):
                row = ROWS[value]
        elif key == "role":
            if (reason := ROLES.get(role := value.strip().lower())) is not None and tag not in HEADINGS:
                return reason, f"role {role}"
        elif key == "hidden" or (key == "style" and hides(value)):
            hidden = True
    if row < NO_ROW:
        return NAMED[row]
    return (Reason.INTERFACE, "hidden") if hidden else None


def _is_spared(element: HtmlElement, tag: str) -> bool:
    """A figure or aside that sets off a quotation, a table or a box of facts of the article itself; a heading that
    unfolds what stands under it (https://www.w3.org/WAI/ARIA/apg/patterns/accordion/)."""
    if tag == "button":
        above = element.getparent()
        return above is not None and above.tag in HEADINGS
    if tag == "aside" and is_box(names_of(element)):
        return True
    wanted = ("blockquote", "table") if tag == "figure" else ("blockquote",)
    return next(element.iter(*wanted), None) is not None


def prune(found: Pieces, headings: Iterable[HtmlElement], of_text: frozenset[str] = frozenset()) -> None:
    """Mark the pieces of what is surely not text with their reason, and take its elements out of the tree.

    First goes what no article is ever named for; the shares that spare a region are those of what is left then.
    `headings` are the top ones, what is around them is spared. `of_text` are classes of elements that hold the text of
    the article, whatever their other names say.
    """
    headed = frozenset(above for heading in headings for above in heading.iterancestors())
    regions = _without_sure_ones(found, headed)
    weights = [0]
    for piece in found.pieces:
        weights.append(weights[-1] + (piece.prose if piece.reason is None else 0))
    total = weights[-1]

    def weight(region: Region) -> int:
        return weights[region.end] - weights[region.start]

    by_cause = _at_stake(regions, weight, total)
    done = 0
    around: Region | None = None
    for region in regions:
        if region.start < done:
            _say_more(region, around, found.pieces)
            continue
        size = weight(region)
        if size > MOST_OF_REGION * total or by_cause[region.cause] > MOST_OF_CAUSE * total:
            continue
        if size >= ENOUGH and (region.element in headed or _tells_the_story(found, region)):
            continue
        if of_text and not of_text.isdisjoint((region.element.get("class") or "").split()):
            continue
        done, around = region.end, region
        _drop(found, region)


def _drop(found: Pieces, region: Region) -> None:
    above = region.element.getparent()
    for piece in found.pieces[region.start : region.end]:
        piece.reason, piece.above = piece.reason or region.reason, above
    if above is not None:
        region.element.drop_tree()


def _without_sure_ones(found: Pieces, headed: frozenset[HtmlElement]) -> list[Region]:
    """Drop the regions that no article is named for, however large they are; returns the others.

    They go if enough is left, for comments and bios before them, that nothing else speaks against.
    """
    sure = [
        region
        for region in found.regions
        if (region.reason in SURE or region.cause in SHOWN_LATER or region.reason in LISTS)
        and region.start < region.end
        and _is_sure(found, region, headed)
    ]
    if not sure:
        return found.regions
    spoken_of = bytearray(len(found.pieces))  # pieces in regions that hold no article, but those around a heading
    for region in found.regions:
        if region.element not in headed and region.reason in ELSEWHERE:
            spoken_of[region.start : region.end] = b"\1" * (region.end - region.start)
    free = [0]  # prose of the others before each piece
    for piece, taken in zip(found.pieces, spoken_of, strict=True):
        free.append(free[-1] + (0 if taken else piece.prose))
    gone = bytearray(len(found.pieces))
    done = 0
    for region in sure:
        before = free[region.start] if region.reason in BEHIND else free[-1]
        if region.start >= done and before >= (WHOLE_STORY if region.cause == "hidden" else ENOUGH):
            done = region.end
            gone[region.start : region.end] = b"\1" * (region.end - region.start)
            _drop(found, region)
    return [r for r in found.regions if r.start == r.end or gone.find(0, r.start, r.end) >= 0]


def _is_sure(found: Pieces, region: Region, headed: frozenset[HtmlElement]) -> bool:
    if region.element in headed:
        return False
    if region.reason in SURE or region.cause == "role dialog":
        return True
    if region.cause == "hidden":
        above = (at for at in region.element.iterancestors() if at.tag not in WHOLE or at.tag == "article")
        return not any(at in headed for at in above)
    inside = found.pieces[region.start : region.end]
    return len(inside) >= SEVERAL and _are_teasers(inside)


def _are_teasers(pieces: list[Piece]) -> bool:
    """Whether pieces are linked headlines, with a paragraph or two to each at the most."""
    linked = sum(piece.size >= HEADLINE and piece.is_link for piece in pieces)
    if linked < max(SEVERAL, MOST_LINKED * sum(piece.prose > 0 for piece in pieces)):
        return False
    run = 0
    for piece in pieces:
        run = run + 1 if piece.prose else 0 if piece.is_link else run
        if run > SEVERAL:
            return False
    return True


def _tells_the_story(found: Pieces, region: Region) -> bool:
    """Whether a region holds nothing but whole paragraphs and stands beside others: a part of the body whose name only
    says how it is shown ("teaser-content", "subscriber-content", "print")."""
    inside = found.pieces[region.start : region.end]
    if region.reason not in SHOWING | BETWEEN or len(inside) < SEVERAL:
        return False
    if not all(piece.prose and not piece.linked and piece.element.tag == "p" and stops(piece.text) for piece in inside):
        return False
    above = region.element.getparent()
    around = reversed(found.pieces[max(0, region.start - NEAR) : region.start]), found.pieces[region.end :][:NEAR]
    beside = (next((piece for piece in pieces if piece.prose), None) for pieces in around)
    alike = sum(piece is not None and above in (piece.element, *piece.element.iterancestors()) for piece in beside)
    return alike > (region.reason in BETWEEN)


def _at_stake(regions: list[Region], weight: Callable[[Region], int], total: int) -> Counter[str]:
    """The prose in the regions of each cause that goes or stays together."""
    by_cause = _by_cause(regions, weight)
    named = {cause for cause, size in by_cause.items() if size > MOST_OF_CAUSE * total}
    if not named:
        return by_cause
    # What goes for another cause, with an element around it, is not at stake for its own.
    gone = 0
    left = []
    for region in regions:
        if region.cause not in named and weight(region) <= MOST_OF_REGION * total:
            gone = max(gone, region.end)
        elif region.cause in named and region.start >= gone:
            left.append(region)
    return _by_cause(left, weight)


def _say_more(region: Region, around: Region | None, pieces: list[Piece]) -> None:
    """Give pieces the reason of their box where it says more than the box around it: an author's card in a footer."""
    if around is None or not region.cause.startswith("name") or region.reason in VAGUE:
        return
    if around.reason in VAGUE or (around.cause in BESIDE and region.reason not in OF_TEASERS):
        for piece in pieces[region.start : region.end]:
            piece.reason = region.reason


def _by_cause(regions: Iterable[Region], weight: Callable[[Region], int]) -> Counter[str]:
    """The prose in the regions of each cause, counted once where one stands inside another."""
    sums: Counter[str] = Counter()
    reached: Counter[str] = Counter()
    for region in regions:
        if region.start >= reached[region.cause]:
            sums[region.cause] += weight(region)
            reached[region.cause] = region.end
    return sums
