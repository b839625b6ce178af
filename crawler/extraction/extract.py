"""The stages in their order: bytes in, Extraction out; pure, and no exception comes out whatever the bytes are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import body, prune, tree
from crawler.extraction.blocks import Piece, Pieces, gather
from crawler.extraction.identity import EXTRACTOR
from storage.errors import PageError
from storage.records import Block, Extraction, Reason, Stripped

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def extract(body: bytes, url: str | None, *, charset: str | None = None) -> Extraction:
    """What a reader sees of a page or a plain text, and what was taken out of it.

    `charset` is the one that HTTP names. Never raises: an unreadable body gives an Extraction with `error`.
    """
    try:
        return _read(body, url, charset)
    except PageError as error:
        return Extraction(EXTRACTOR, error=str(error))
    except Exception as error:  # noqa: BLE001 - a page may break any parser; the capture is recorded with the reason
        return Extraction(EXTRACTOR, error=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


def _read(raw: bytes, url: str | None, charset: str | None) -> Extraction:
    root = tree.parse(_decode(raw, charset))
    headline = next((str(e.get("content")) for e in root.iter("meta") if e.get("property") == "og:title"), None)
    found = gather(root, prune.reason_of)
    _prune(root, found)
    body.anchor(found.pieces, body.found_by_trafilatura(root, url))
    blocks, stripped = _sorted_out(found.pieces)
    return Extraction(EXTRACTOR, headline=headline, blocks=blocks, stripped=stripped)


def _decode(raw: bytes, charset: str | None) -> str:
    return raw.decode(charset or "utf-8", "replace").lstrip("\ufeff")


def _prune(root: HtmlElement, found: Pieces) -> None:
    """Take the regions out of the tree that hold little of the page's prose; mark their pieces."""
    weights = [0]
    for piece in found.pieces:
        weights.append(weights[-1] + _prose(piece))
    total = weights[-1]
    done = 0
    for region in found.regions:
        if region.start < done:
            continue
        if 3 * (weights[region.end] - weights[region.start]) > total > 0:
            continue
        done = region.end
        for piece in found.pieces[region.start : region.end]:
            piece.reason = region.reason
        parent = region.element.getparent()
        if parent is not None:
            region.element.drop_tree()
    etree.strip_elements(root, *tree.SILENT, with_tail=False)


def _prose(piece: Piece) -> int:
    """Characters of running text: long enough for a sentence and mostly outside links."""
    size = len(piece.text)
    return size if size >= 80 and 2 * piece.linked < size else 0  # noqa: PLR2004


def _sorted_out(pieces: list[Piece]) -> tuple[tuple[Block, ...], tuple[Stripped, ...]]:
    blocks: list[Block] = []
    stripped: list[Stripped] = []
    anchors = [n for n, piece in enumerate(pieces) if piece.anchored and piece.reason is None]
    if not anchors:
        return (), ()
    for piece in pieces[anchors[0] : anchors[-1] + 1]:
        if piece.reason is None and piece.anchored:
            blocks.append(Block(piece.text, piece.kind, links=piece.links))
        else:
            stripped.append(Stripped(piece.text, piece.reason or Reason.OTHER, len(blocks)))
    return tuple(blocks), tuple(stripped)
