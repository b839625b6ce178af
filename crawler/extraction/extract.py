"""The stages in their order: bytes in, Extraction out; pure, and no exception comes out whatever the bytes are."""

from __future__ import annotations

from lxml import etree

from crawler.extraction import body, prune, tree
from crawler.extraction.blocks import Piece, gather
from crawler.extraction.identity import EXTRACTOR
from storage.errors import PageError
from storage.records import Block, Extraction, Reason, Stripped


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
    found = gather(root, prune.suspect)
    prune.prune(found)
    etree.strip_elements(root, *tree.SILENT, with_tail=False)
    body.anchor(found.pieces, body.found_by_trafilatura(root, url))
    body.complete(found.pieces)
    blocks, stripped = _sorted_out(found.pieces)
    return Extraction(EXTRACTOR, headline=headline, blocks=blocks, stripped=stripped)


def _decode(raw: bytes, charset: str | None) -> str:
    return raw.decode(charset or "utf-8", "replace").lstrip("\ufeff")


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
