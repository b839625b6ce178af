"""Pages that are no articles: front pages, galleries, error pages, consent walls; from what stands on them.

The head of a page often calls all of these articles; so what counts is how little running text there is beside links,
pictures and the words that such pages are made of (`pages` in the vocabulary).
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from storage.records import PageKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.blocks import Piece

# Prose up to which a page may be something else than an article. Of 363 article pages measured, 4 have less.
FEW = 700
LINKED_LINES = 25  # linked lines of a headline's length that make a front page where prose is few
HEADLINE = 25  # the size of such a line
TEASERS = 6  # paragraphs cut short, more than half of all, that make a front page
CAPTIONS = 6  # captions that make a gallery where prose is few
OTHER = 300  # prose about anything else that no consent wall has
WALL = 0.3  # share of the page's text that speaks of consent on a consent wall


def kind_of(pieces: Sequence[Piece], titles: Sequence[str], hint: PageKind) -> PageKind:
    """The kind of a page whose head says `hint`; `titles` are what its head and headings call it."""
    prose = sum(piece.prose for piece in pieces if piece.kept)
    said = [" ".join(title.split()).lower() for title in titles]
    if prose < FEW and any(_says("error", title) for title in said):
        return PageKind.ERROR
    if prose < 2 * FEW and _is_wall(pieces, said):
        return PageKind.CONSENT
    if hint in (PageKind.ARTICLE, PageKind.FRONT) and _is_list_of_teasers(pieces):
        return PageKind.FRONT
    if prose < FEW and hint in (PageKind.ARTICLE, PageKind.FRONT):
        if sum(piece.reason is Reason.CAPTION and piece.size >= HEADLINE for piece in pieces) >= CAPTIONS:
            return PageKind.GALLERY
        if _linked_lines(pieces) >= LINKED_LINES and prose < FEW / 2:
            return PageKind.FRONT
    if hint is PageKind.FRONT and prose >= 2 * FEW and _linked_lines(pieces) < LINKED_LINES:
        return PageKind.ARTICLE
    return hint


def _linked_lines(pieces: Sequence[Piece]) -> int:
    return sum(piece.size >= HEADLINE and piece.linked * 10 >= len(piece.text) * 9 for piece in pieces)


def _is_list_of_teasers(pieces: Sequence[Piece]) -> bool:
    """Whether most paragraphs are cut short, as those of a list of articles are."""
    paragraphs = [piece.text for piece in pieces if piece.kept and piece.prose]
    cut = sum(text.endswith(("...", "…")) for text in paragraphs)
    return cut >= TEASERS and 2 * cut > len(paragraphs)


def _is_wall(pieces: Sequence[Piece], titles: Sequence[str]) -> bool:
    if sum(piece.prose for piece in pieces if piece.kept and not _says("consent", piece.text.lower())) >= OTHER:
        return False
    # A footer is one piece and has a link to the privacy policy on any page.
    pieces = [piece for piece in pieces if piece.reason is not Reason.NAVIGATION]
    total = sum(piece.size for piece in pieces)
    about = sum(piece.size for piece in pieces if piece.size >= HEADLINE and _says("consent", piece.text.lower()))
    return about > WALL * total or (any(_says("consent", title) for title in titles) and 3 * about > WALL * total)


def _says(kind: str, text: str) -> bool:
    return _patterns()[kind].search(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("crawler.extraction").joinpath("vocabulary.toml").read_text("utf-8"))["pages"]
    return {kind: re.compile(rf"(?<!\w)(?:{'|'.join(row['phrases'])})(?!\w)") for kind, row in table.items()}
