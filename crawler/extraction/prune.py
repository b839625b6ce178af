"""Which elements of a page are surely not text, and why: by tag, role, ARIA, microdata and the words of their names.

A name may lie: "paywall" stands on the paragraphs behind one, "sidebar" on the page that has one. So a region is pruned
only if the page keeps most of its prose without it, and all regions named for one cause together.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from crawler.extraction.names import ATTRIBUTES, REASONS, ROWS, TEXT, is_box, names_of
from crawler.extraction.pieces import HEADINGS
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


def prune(found: Pieces, of_text: frozenset[str] = frozenset()) -> None:
    """Mark the pieces of what is surely not text with their reason, and take its elements out of the tree.

    `of_text` are classes of elements that hold the article's text, whatever their other names say.
    """
    weights = [0]
    for piece in found.pieces:
        weights.append(weights[-1] + piece.prose)
    total = weights[-1]

    def weight(region: Region) -> int:
        return weights[region.end] - weights[region.start]

    by_cause = _by_cause(found.regions, weight)
    named = {cause for cause, size in by_cause.items() if size > MOST_OF_CAUSE * total}
    if named:
        # What goes for another cause, with an element around it, is not at stake for its own.
        gone = 0
        left = []
        for region in found.regions:
            if region.cause not in named and weight(region) <= MOST_OF_REGION * total:
                gone = max(gone, region.end)
            elif region.cause in named and region.start >= gone:
                left.append(region)
        by_cause = _by_cause(left, weight)
    done = 0
    around: Region | None = None
    for region in found.regions:
        if region.start < done:
            _say_more(region, around, found.pieces)
            continue
        if weight(region) > MOST_OF_REGION * total or by_cause[region.cause] > MOST_OF_CAUSE * total:
            continue
        if of_text and not of_text.isdisjoint((region.element.get("class") or "").split()):
            continue
        done, around = region.end, region
        above = region.element.getparent()
        for piece in found.pieces[region.start : region.end]:
            piece.reason, piece.above = region.reason, above
        if above is not None:
            region.element.drop_tree()


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
