"""The stages for a page: its tree is parsed once; metadata, pruning, body and blocks all read that tree.

parse → metadata → pieces and suspect regions → prune → trafilatura → complete → rescue if thin
      → headline and standfirst → classify → notices → blocks and stripped pieces
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import body, classify, prune, standfirst, tree
from crawler.extraction.blocks import gather
from crawler.extraction.identity import EXTRACTOR
from crawler.extraction.language import language_of
from crawler.extraction.metadata import jsonld, marks
from crawler.extraction.notices import notice_of
from crawler.extraction.rescue import THIN, rescue
from storage.records import Block, Extraction, Notice, Reason, Stripped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawler.extraction.blocks import Piece


def read(text: str, url: str | None) -> Extraction:
    """What a reader sees of a page, and what was taken out of it. Raises PageError for a page that cannot be read."""
    root = tree.parse(text)
    things = jsonld.things(root)
    head = marks.read(root)
    headlines = [
        *head.every("og:title", "twitter:title"),
        *(h for t in things if isinstance(h := t.get("headline"), str)),
        head.title or "",
    ]
    descriptions = [
        *head.every("og:description", "description", "twitter:description"),
        *(d for t in things for k in ("description", "alternativeHeadline") if isinstance(d := t.get(k), str)),
    ]
    article_bodies = [b for t in things if isinstance(b := t.get("articleBody"), str)]

    scripts = [script for script in root.iter("script") if not script.get("src")]
    etree.strip_elements(root, *tree.UNSEEN, with_tail=False)
    found = gather(root, prune.suspect)
    prune.prune(found)
    pieces = found.pieces
    headline = classify.headline_of(pieces, headlines)
    body.part(pieces, headline)
    body.anchor(pieces, body.found_by_trafilatura(root, url))
    body.complete(pieces)
    source = "page"
    shown = [p for p in pieces if p.anchored and p.reason is None and p.prose]
    if sum(piece.prose for piece in shown) < THIN:
        rescued = rescue(
            [p.text for p in shown], headlines[0] if headlines else None, article_bodies, scripts, lambda: text
        )
        if rescued is not None:
            source = rescued.source
            whole = "".join(piece.key for piece in rescued.pieces)
            for piece in pieces:
                if piece.anchored and piece.reason is None and piece.key in whole:
                    piece.reason = Reason.DUPLICATE
            pieces = [*pieces, *rescued.pieces]
    prose = " ".join(p.text for p in pieces if p.anchored and p.reason is None and p.prose)
    language = language_of(prose, head.language)
    start = next(
        (n for n, p in enumerate(pieces) if p.anchored and p.reason is None and p.prose and n != headline), len(pieces)
    )
    led = standfirst.find(pieces, headline, start, descriptions)
    notices = _notices(pieces, language)
    classify.strip(pieces, headline, start, headlines, language, led)
    blocks, stripped = sorted_out(pieces, led)
    return Extraction(
        EXTRACTOR,
        headline=headlines[0] if headlines else None,
        standfirst=" ".join(pieces[n].text for n in led) or None,
        language=language,
        blocks=blocks,
        stripped=stripped,
        notices=notices,
        body_source=source,
        error=None if blocks else "no article text was found",
    )


def _notices(pieces: Sequence[Piece], language: str | None) -> tuple[Notice, ...]:
    """The notices among the pieces of the body, taken out of it."""
    notices: list[Notice] = []
    for piece in pieces:
        if piece.anchored and piece.reason is None and (notice := notice_of(piece.text, language)) is not None:
            notices.append(notice)
            piece.anchored = False
            piece.told = True
    return tuple(notices)


def sorted_out(pieces: Sequence[Piece], led: Sequence[int]) -> tuple[tuple[Block, ...], tuple[Stripped, ...]]:
    """Blocks, and the stripped pieces from the headline or the first block to the end of the last block's container."""
    blocks: list[Block] = []
    stripped: list[Stripped] = []
    kept = [n for n, piece in enumerate(pieces) if piece.anchored and piece.reason is None and n not in led]
    if not kept:
        return (), ()
    for number in range(kept[0], kept[-1] + 1):
        piece = pieces[number]
        if number in led or piece.told:
            continue
        if piece.reason is None and piece.anchored:
            blocks.append(Block(piece.text, piece.kind, links=piece.links))
        else:
            stripped.append(Stripped(piece.text, piece.reason or Reason.OTHER, len(blocks)))
    return tuple(blocks), tuple(stripped)
