"""Other articles that a page shows with a heading and a paragraph each, told by nothing but their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.extraction.appended import leads_away
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

ON_VIDEO = 2  # teasers on a page of a video that are no chance
IN_TWINS = 3  # boxes alike with a linked heading and a paragraph each
MOST = 100  # linked headings that are looked at
LARGEST = 8  # pieces of a teaser
LEFT = 150  # characters of prose that may be an article


def let_go_on_video(pieces: list[Piece]) -> bool:
    """On a page of a video, let go of the other videos: paragraphs that each stand under a heading that is a link.

    Returns whether there were any. On other pages such headings may be of the article: 16 of 363 articles measured list
    works, places or wares that way.
    """
    teasers = [n for n, piece in enumerate(pieces) if piece.kept and piece.prose and _is_teaser(pieces, n)]
    if len(teasers) < ON_VIDEO:
        return False
    for number in teasers:
        pieces[number].reason = Reason.RELATED
    return True


def _is_teaser(pieces: list[Piece], number: int) -> bool:
    above = next((piece for piece in reversed(pieces[:number]) if piece.reason is None), None)
    return above is not None and above.kind is BlockKind.SUBHEAD and above.is_link


def let_go_of_twins(pieces: Sequence[Piece], headline: int | None, url: str | None) -> None:
    """Let go of boxes alike that stand apart from headline and first paragraph: a heading that links to another page of
    the site and one paragraph each. A short article is not to drown in them; what an article lists stands in it."""
    heads = [n for n, piece in enumerate(pieces) if piece.reason is None and leads_away(piece, url)][:MOST]
    if headline is None or len(heads) < IN_TWINS:
        return
    own = _around_start(pieces, headline)
    boxes: dict[tuple[HtmlElement, object], list[tuple[int, int]]] = {}
    for number in heads:
        box, end = _box_of(pieces, number)
        above = box.getparent()
        if (
            end > number + 1
            and above is not None
            and above.tag not in ("article", "main", "body")
            and own is not None
            and own not in (box, *box.iterancestors())
        ):
            boxes.setdefault((above, box.get("class")), []).append((number, end))
    taken = [span for spans in boxes.values() if len(spans) >= IN_TWINS for span in spans]
    inside = {n for start, end in taken for n in range(start, end)}
    if sum(piece.prose for n, piece in enumerate(pieces) if piece.reason is None and n not in inside) >= LEFT:
        for number in inside:
            pieces[number].reason = pieces[number].reason or Reason.RELATED


def _around_start(pieces: Sequence[Piece], headline: int) -> HtmlElement | None:
    """The innermost element around the headline and the first paragraph behind it."""
    first = next((piece for piece in pieces[headline:] if piece.prose and piece.reason is None), None)
    if first is None:
        return None
    around = set(pieces[headline].element.iterancestors())
    return next((element for element in first.element.iterancestors() if element in around), None)


def _box_of(pieces: Sequence[Piece], number: int) -> tuple[HtmlElement, int]:
    """The outermost element that holds a heading and no more than one paragraph, and where its pieces end."""
    box = pieces[number].element
    end = number + 1
    for above in box.iterancestors():
        last = number + 1
        while last < min(len(pieces), number + LARGEST) and above in pieces[last].element.iterancestors():
            last += 1
        before = number and above in pieces[number - 1].element.iterancestors() and pieces[number - 1].prose
        if before or last == number + LARGEST or sum(piece.prose > 0 for piece in pieces[number:last]) > 1:
            break
        if sum(piece.kind is BlockKind.SUBHEAD for piece in pieces[number:last]) > 1:
            break
        box, end = above, last
    return (box, end) if any(piece.prose for piece in pieces[number:end]) else (box, number)
