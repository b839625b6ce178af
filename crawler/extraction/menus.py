"""Menus in elements that do not say so: next to nothing but a number of short links."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction.tree import STRINGS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Causes of regions that are menus, or the frame of a page or of its head.
CAUSES = frozenset({"name navigation", "name interface", "role banner"})
# Elements that none holds: of text, or of the frame of a page, whose own menus are met inside.
NEVER = (
    "h1", "h2", "h3", "p", "article", "time", "blockquote", "figure", "main", "table", "br", "nav", "header", "footer",
    "form", "input", "button", "section", "aside",
)  # fmt: skip
FEWEST_LABELS = 4  # links of a menu
LABEL = 22  # letters and marks of them on average; headlines have more
BESIDE_LABELS = 12  # letters and marks of a menu outside its links; a notice has more

_LABELS = etree.XPath("descendant::a[@href]/descendant::text()", smart_strings=False)


def is_menu(element: HtmlElement) -> bool:
    """Whether there is next to nothing in an element but a number of short links."""
    # The cheapest question first: most such elements are buttons.
    if not len(element) or next(islice(element.iter("a"), FEWEST_LABELS - 1, None), None) is None:
        return False
    if next(element.iter(*NEVER), None) is not None:
        return False
    labels = [text for text in _LABELS(element) if not text.isspace()]
    inside, whole = (sum(map(len, "".join(strings).split())) for strings in (labels, STRINGS(element)))
    return len(labels) >= FEWEST_LABELS and inside <= LABEL * len(labels) and whole - inside <= BESIDE_LABELS
