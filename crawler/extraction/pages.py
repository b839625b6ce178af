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

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import jsonld
from storage.records import BlockKind, PageKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.metadata import Metadata
    from crawler.extraction.pieces import Piece

_WORD = re.compile(r"\w+")

# Prose up to which a page may be something else than an article. Of 363 article pages measured, 4 have less.
FEW = 700
LISTED = 4  # times as much, on a page that calls itself missing: what it offers instead
LINKED_LINES = 25  # linked lines of a headline's length that make a front page where prose is few
HEADLINE = 25  # the size of such a line
TEASER = 40  # the size of a paragraph under such a heading; a date is shorter
TEASERS = 6  # paragraphs cut short or under linked headings, more than half of all, that make a front page
CAPTIONS = 6  # captions that make a gallery where prose is few
SLIDES = 4  # places of pictures in their series that make one
BYLINE = 120  # the size of a line that may be a byline
OTHER = 300  # prose about anything else that no consent wall has
WALL = 0.3  # share of the page's text that speaks of consent on a consent wall
FIRST = 3  # paragraphs in which a page says that it is none
# What consent walls speak of: words that news has too, and those of walls only.
NEWS = ("cookies", "consent", "privacy")
WALLS = ("advertising", "partners", "device", "choice")


def kind_of(pieces: Sequence[Piece], titles: Sequence[str], told: Metadata, opening: Sequence[Piece]) -> PageKind:
    """The kind of a page whose head says what `told` holds; `titles` are what its head and headings call it.

    `opening` is what stands between the headline and the body.
    """
    hint, signed = told.kind, _is_signed(told)
    prose = sum(piece.prose for piece in pieces if piece.kept)
    said = [" ".join(title.split()).lower() for title in titles]
    if not signed and prose < LISTED * FEW and _is_error(pieces, said, prose):
        return PageKind.ERROR
    if prose < 2 * FEW and _is_wall(pieces, said, signed):
        return PageKind.CONSENT
    if hint in (PageKind.ARTICLE, PageKind.FRONT) and (
        _is_list_of_teasers(pieces) or (not signed and _is_list_of_articles(pieces, told.canonical_url or ""))
    ):
        return PageKind.FRONT
    if prose < FEW and hint in (PageKind.ARTICLE, PageKind.FRONT):
        if _is_series_of_pictures(pieces, prose):
            return PageKind.GALLERY
        if _linked_lines(pieces) >= LINKED_LINES and prose < FEW / 2:
            return PageKind.FRONT
    if hint is PageKind.FRONT and prose >= 2 * FEW and _linked_lines(pieces) < LINKED_LINES:
        return PageKind.ARTICLE
    if hint is PageKind.ARTICLE and _is_signed_opinion(opening):
        return PageKind.OPINION
    return hint


def _is_signed_opinion(opening: Sequence[Piece]) -> bool:
    """Whether the byline says what it is, in any language: "Opinion by Jane Doe"."""
    starts = tuple(phrases.words("opinion_by"))
    return any(piece.size <= BYLINE and folded(piece.text).startswith(starts) for piece in opening)


def _is_series_of_pictures(pieces: Sequence[Piece], prose: int) -> bool:
    """Whether there are many captions, or the places of pictures in their series; one such place also on an article."""
    if sum(piece.reason is Reason.CAPTION and piece.size >= HEADLINE for piece in pieces) >= CAPTIONS:
        return True
    places = [found for piece in pieces if (found := _place_in_series(piece.text))]
    return len(places) >= SLIDES or (bool(places) and max(places) >= SLIDES and prose < FEW / 3)


def _place_in_series(text: str) -> int:
    """How many pictures a series has, as a line such as "3 of 12" says; 0 for any other text."""
    found = _patterns()["pager"].fullmatch(text.lower()) if len(text) < HEADLINE else None
    place, most = (int(number) for number in found.groups()) if found else (0, 0)
    return most if place <= most else 0


def _is_signed(told: Metadata) -> bool:
    """Whether the head gives an article's date or author; no error page has these, nor a list, and hardly a wall."""
    if told.published is not None and told.published.source.startswith(("json-ld", "meta")):
        return True
    return any(jsonld.types(thing) & jsonld.ARTICLES and thing.get("author") for thing in told.articles)


def _is_error(pieces: Sequence[Piece], titles: Sequence[str], prose: int) -> bool:
    """Whether a title says so, by more than a number or a word that headlines have too; or the first lines do."""
    if any(_says("missing", title) or _is_alone(title) for title in titles):
        return True
    if prose >= FEW:
        return False
    if any(_says(kind, title) for kind in ("error", "blocker") for title in titles):
        return True
    shown = [piece for piece in pieces if piece.kept] or pieces
    first = [piece.text.lower() for piece in shown[:FIRST]]
    return any(_says(kind, text) for kind in ("missing", "blocker") for text in first)


def _is_alone(title: str) -> bool:
    words = " ".join(_WORD.findall(title.partition(" | ")[0]))
    return _patterns()["alone"].fullmatch(words) is not None


def _linked_lines(pieces: Sequence[Piece]) -> int:
    return sum(piece.size >= HEADLINE and piece.is_link for piece in pieces)


def _is_list_of_teasers(pieces: Sequence[Piece]) -> bool:
    """Whether most paragraphs are cut short, as those of a list of articles are."""
    paragraphs = [piece.text for piece in pieces if piece.kept and piece.prose]
    cut = sum(text.rstrip(" ])").endswith(("...", "…")) for text in paragraphs)
    return cut >= TEASERS and 2 * cut > len(paragraphs)


def _is_list_of_articles(pieces: Sequence[Piece], url: str) -> bool:
    """Whether most of what is kept are paragraphs under headings that link to other pages of the site at `url`."""
    home = url[: url.find("/", len("https://")) + 1] or "/"
    teasers = others = 0
    headed = False
    for piece in pieces:
        if piece.kind is BlockKind.SUBHEAD and piece.is_link:
            headed = any(href.startswith((home, "/")) and not href.startswith("//") for _, href in piece.targets)
        elif piece.kept and (piece.size >= TEASER or piece.kind is not BlockKind.PARAGRAPH):
            teasers += headed and piece.size >= TEASER
            others += not headed
            headed = False
    return teasers >= TEASERS and teasers > others


def _is_wall(pieces: Sequence[Piece], titles: Sequence[str], signed: bool) -> bool:
    # A footer is one piece and has a link to the privacy policy on any page.
    lines = [(piece, piece.text.lower()) for piece in pieces if piece.reason is not Reason.NAVIGATION]
    about = {id(piece) for piece, text in lines if is_about_consent(text)}
    if sum(piece.prose for piece in pieces if piece.kept and id(piece) not in about) >= (1 if signed else OTHER):
        return False
    total = sum(piece.size for piece, _ in lines)
    spoken = sum(piece.size for piece, _ in lines if piece.size >= HEADLINE and id(piece) in about)
    if spoken <= WALL * total and not (any(map(is_about_consent, titles)) and 3 * spoken > WALL * total):
        return False
    texts = [*titles, *(text for _, text in lines)]
    of_walls = sum(any(_says(kind, text) for text in texts) for kind in WALLS)
    of_news = sum(any(_says(kind, text) for text in texts) for kind in NEWS)
    return of_walls >= 1 + signed and of_walls + of_news >= 2 + signed


def is_about_consent(text: str) -> bool:
    """Whether a line speaks of cookies, consent, partners and the like."""
    return any(_says(kind, text) for kind in (*NEWS, *WALLS))


def _says(kind: str, text: str) -> bool:
    return _patterns()[kind].search(text) is not None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = tomllib.loads(files("crawler.extraction").joinpath("vocabulary.toml").read_text("utf-8"))["pages"]
    # Words end where others begin, but for Japanese, Chinese and Korean.
    letter = r"[^\W\u3040-\u9fff\uac00-\ud7af]"
    joined = {kind: "|".join(row["phrases"]) for kind, row in table.items()}
    return {kind: re.compile(rf"(?<!{letter})(?:{said})(?!{letter})") for kind, said in joined.items()}
