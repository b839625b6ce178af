"""The body of a page that shows none: from JSON-LD, for readers without scripts, from their state, from readability.

As the source of every page these lose: JSON-LD articleBody is a mere teaser on an eighth of the pages that have one. So
they are asked only where hardly any text is visible, and believed only if they fit what is visible: longer than it, and
holding its first words or most of the headline's.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from readability import Document

from crawler.extraction import state, streams, tree
from crawler.extraction.folding import UNSPACED
from crawler.extraction.pieces import letters
from crawler.extraction.posts import updates_in
from crawler.extraction.walk import gather
from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece
    from crawler.extraction.state import Found

THIN = 700  # prose on the page below which a rescue is tried; 1 in 100 real articles measured is shorter
SHORTEST = 400  # prose of a body worth a rescue
TIMES = 1.5  # how much more prose than the page shows
# Share of the headline's words that a body holds, less where it stands under the headline.
SHARED = {False: 0.5, True: 0.2}
SHORTEST_WORD = 4  # letters of a word that is looked for; one fewer where vowels are no letters
STEM = 5  # letters of a word that stay when it is inflected
MOST_TEXTS = 8  # of the state that are tried, the longest under the headline first
SAME = 40  # letters of visible text that the body repeats


@dataclass(frozen=True, slots=True)
class Rescued:
    """Pieces of a body that the page does not show, and where they were found."""

    pieces: tuple[Piece, ...]
    source: str  # "json-ld", "noscript", "state" or "readability"


def rescue(
    shown: Sequence[Piece],
    headline: str | None,
    article_bodies: Sequence[Found],
    scripts: Sequence[HtmlElement],
    root: HtmlElement,
    source: bytes | None,
    taken: Collection[str] = (),
) -> Rescued | None:
    """The body from the first place that has a plausible one; `shown` are the paragraphs that the page shows.

    `source` is the page in UTF-8, None where readability is not to be asked; `taken` are the keys of the pieces that
    went for a reason, which readability would bring back.
    """
    for body in article_bodies:
        if (pieces := _believed(_pieces(body.markup), shown, headline, body.titled)) is not None:
            return Rescued(pieces, "json-ld")
    for script in scripts:
        if script.tag == "noscript" and (pieces := _believed(_pieces(_inside(script)), shown, headline)) is not None:
            return Rescued(pieces, "noscript")
    texts = sorted(state.bodies_in(scripts, root, headline), key=lambda found: len(found.markup), reverse=True)
    for found in sorted(texts, key=lambda found: not found.titled)[:MOST_TEXTS]:
        if (pieces := _believed(_pieces(found.markup), shown, headline, found.titled)) is not None:
            return Rescued(pieces, "state")
    if source is not None:
        left = tuple(piece for piece in _pieces(_readable(source.decode())) if piece.key not in taken)
        if (pieces := _believed(left, shown, headline)) is not None:
            return Rescued(pieces, "readability")
    return None


def rescue_posts(shown: Sequence[Piece], blogs: Sequence[dict[str, Any]]) -> Rescued | None:
    """The posts of a live blog that only its JSON-LD holds; None where they are hardly more than what is shown."""
    pieces: list[Piece] = []
    for update in updates_in(blogs):
        headline = f"<h2>{html.escape(update.headline)}</h2>" if update.headline else ""
        for piece in _pieces(headline + state.as_markup(update.body)):
            piece.post = update.post
            pieces.append(piece)
    prose = sum(piece.prose for piece in pieces)
    if prose < SHORTEST or prose < TIMES * sum(piece.prose for piece in shown):
        return None
    return Rescued(tuple(pieces), "json-ld")


def _believed(
    pieces: tuple[Piece, ...], shown: Sequence[Piece], headline: str | None, titled: bool = False
) -> tuple[Piece, ...] | None:
    """The pieces, if they are more than what is shown and about the same; less of the headline's words is asked where
    they stand under it."""
    prose = sum(piece.prose for piece in pieces)
    if prose < SHORTEST or prose < TIMES * sum(piece.prose for piece in shown):
        return None
    whole = "".join(piece.key for piece in pieces)
    if any(len(piece.key) >= SAME and piece.key[:SAME] in whole for piece in shown):
        return pieces
    words = _stems(headline or "")
    held = sum(word in whole for word in words)
    return pieces if words and held >= SHARED[titled] * len(words) else None


def _stems(headline: str) -> set[str]:
    """The beginnings of a headline's longer words as letters, pairs of characters where no spaces part words."""
    stems: set[str] = set()
    for word in map(letters, headline.split()):
        if UNSPACED.search(word):
            stems.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= (SHORTEST_WORD if word.isascii() else SHORTEST_WORD - 1):
            stems.add(word[:STEM])
    return stems


def _pieces(markup: str) -> tuple[Piece, ...]:
    if not markup:
        return ()
    try:
        root = tree.parse(markup)
        tree.bound(root, len(markup))
    except PageError:
        return ()
    if templates := list(root.iter("template")):
        streams.settle(root, templates, markup.encode("utf-8", "replace"))
    pieces = gather(root, lambda *_: None).pieces
    for piece in pieces:
        piece.anchored = True
    return tuple(pieces)


def _inside(element: HtmlElement) -> str:
    return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)


def _readable(markup: str) -> str:
    try:
        summary: str = Document(markup).summary(html_partial=True)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        # readability has no error of its own: "Unparseable" is a ValueError, the rest are pages it did not foresee.
        return ""
    return summary
