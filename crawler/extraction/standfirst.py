"""The standfirst: what stands between headline and body to say what the article is about, as a field of its own.

It is taken from the visible page only. A description in the page's head or JSON-LD confirms it, the name of its element
or its being a heading under the headline speaks for it; a description that nobody sees is not a standfirst, and a copy
of the first paragraph is the first paragraph.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from crawler.extraction import captions
from crawler.extraction.body import home
from crawler.extraction.names import is_standfirst, names_of
from crawler.extraction.pieces import HEADINGS, letters
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.pieces import Piece

SHORTEST = 25  # a standfirst's size; shorter lines there are kickers, sections, dates
LONGEST = 900
SURE = 30  # letters from which a beginning shared with a description is no chance
ALIKE = 88.0  # rapidfuzz ratio of letters from which two texts are one with a correction in it
NEAR = 3  # pieces under the headline among which a heading is the standfirst
SEVERAL = 2  # paragraphs dressed alike that are no chance
BEFORE, AFTER = 4, 2  # pieces before the headline and after the body's start that are looked at

# Reasons of pruning that a name may have given to a standfirst: teaser, promo, subscription, lead author …
DOUBTFUL = frozenset(
    {Reason.RELATED, Reason.OFFER, Reason.BYLINE, Reason.PAYWALL, Reason.DATE, Reason.AD, Reason.CAPTION}
    | {Reason.NAVIGATION, Reason.SHARE}
)

# Of these, the ones that only a description overrules.
SURE_OF = frozenset({Reason.CAPTION, Reason.NAVIGATION, Reason.SHARE})


def find(
    pieces: Sequence[Piece], headline: int | None, start: int, descriptions: Sequence[str], language: str | None
) -> list[int]:
    """Which pieces are the standfirst, in order; `headline` and `start` are where the headline and the body begin."""
    first = 0 if headline is None else max(0, headline - BEFORE)
    window = [n for n in range(first, min(start + AFTER, len(pieces))) if _may_be(pieces[n]) and n != headline]
    window = [n for n in window if not _is_copy(pieces, n)]
    keys = [letters(description) for description in descriptions]
    confirmed = [n for n in window if _confirmed(pieces[n].key, keys)]
    told = [n for n in confirmed if not _is_paragraph(pieces, n, start)]
    if headline is None or (told and (pieces[told[0]].prose or pieces[told[0]].element.tag not in HEADINGS)):
        return told[:1]
    below = [n for n in window if headline < n <= start and n not in confirmed and not pieces[n].linked]
    below = [n for n in below if pieces[n].reason not in SURE_OF]
    named = [n for n in below if _is_named(pieces[n]) and not _is_paragraph(pieces, n, start)]
    named = [n for n in named if not captions.is_credited(pieces[n].text, language)]
    # A short heading that is confirmed may be a second headline, over a standfirst of whole sentences.
    if told and not any(pieces[n].prose for n in named):
        return told[:1]
    if named:
        return [n for n in named if pieces[n].element.getparent() is pieces[named[0]].element.getparent()]
    near = (n for n in below if n <= headline + NEAR)
    return [n for n in near if pieces[n].element.tag in HEADINGS and pieces[n].reason is None][:1]


def _may_be(piece: Piece) -> bool:
    return (
        SHORTEST <= piece.size <= LONGEST
        and (piece.reason is None or piece.reason in DOUBTFUL)
        and 2 * piece.linked < len(piece.text)
    )


def _is_copy(pieces: Sequence[Piece], number: int) -> bool:
    """Whether the next paragraph says the same."""
    after = next((piece for piece in islice(pieces, number + 1, None) if piece.kept and piece.prose), None)
    return after is not None and after.key == pieces[number].key


def _confirmed(key: str, descriptions: Sequence[str]) -> bool:
    """Whether a description says the same, perhaps cut short at its end or with a correction in it."""
    for other in descriptions:
        short, long = sorted((key, other), key=len)
        if len(short) >= SURE and long.startswith(short[: max(SURE, len(short) - 5)]):
            return True
        if len(short) >= SURE and fuzz.ratio(key, other) >= ALIKE:
            return True
    return bool(key) and key in descriptions


def _is_named(piece: Piece) -> bool:
    element = piece.element
    above = element.getparent()
    return is_standfirst(names_of(element)) or (above is not None and is_standfirst(names_of(above)))


def _is_paragraph(pieces: Sequence[Piece], number: int, start: int) -> bool:
    """Whether a piece stands among the paragraphs of the body and looks like them."""
    piece = pieces[number]
    if number < start:
        return False
    others = [p for p in pieces[number + 1 :] if p.anchored and p.prose and p.reason is None]
    if not others:
        return True
    after = others[0]
    if piece.element is after.element:
        return not piece.bold
    same = piece.element.tag == after.element.tag and piece.element.get("class") == after.element.get("class")
    if same and home(piece.element) is home(after.element):
        return not piece.bold or after.bold
    if piece.element.get("class") or piece.bold or _is_named(piece):
        return False
    # Nothing sets it off: a paragraph if it stands where they do, unless those have a dress of their own.
    dresses = Counter(
        (p.element.tag, p.element.get("class"))
        for p in others
        if p.kind is BlockKind.PARAGRAPH and p.element.tag == "p"
    )
    dress, times = next(iter(dresses.most_common(1)), (("p", None), 1))
    inside = home(after.element) in (home(piece.element), *home(piece.element).iterancestors())
    return piece.element.tag == "p" and inside and (times < SEVERAL or dress == ("p", None))
