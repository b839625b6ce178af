"""The stages in their order: bytes in, Extraction out; pure, and no exception comes out whatever the bytes are."""

from __future__ import annotations

from lxml import etree

from crawler.extraction import body, classify, prune, standfirst, tree
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
    headlines, descriptions = _meta(root)
    lang = (root.get("lang") or "")[:2].lower() or None
    found = gather(root, prune.suspect)
    prune.prune(found)
    etree.strip_elements(root, *tree.SILENT, with_tail=False)
    pieces = found.pieces
    body.anchor(pieces, body.found_by_trafilatura(root, url))
    body.complete(pieces)
    headline = classify.headline_of(pieces, headlines)
    start = next(
        (n for n, p in enumerate(pieces) if p.anchored and p.reason is None and p.prose and n != headline), len(pieces)
    )
    led = standfirst.find(pieces, headline, start, descriptions)
    for n in led:
        pieces[n].reason = None
        pieces[n].anchored = False
    classify.strip(pieces, headline, start, headlines, lang)
    blocks, stripped = _sorted_out(pieces)
    return Extraction(
        EXTRACTOR,
        headline=headlines[0] if headlines else None,
        standfirst=" ".join(pieces[n].text for n in led) or None,
        blocks=blocks,
        stripped=stripped,
    )


def _meta(root):
    import json

    out = []
    d = []
    for e in root.iter("meta"):
        k = e.get("property") or e.get("name")
        if k in ("og:title", "twitter:title") and e.get("content"):
            out.append(e.get("content"))
        if k in ("og:description", "description", "twitter:description") and e.get("content"):
            d.append(e.get("content"))
    t = root.find(".//title")
    if t is not None and t.text:
        out.append(t.text)

    def walk(o):
        if isinstance(o, dict):
            for k, v in o.items():
                if k in ("headline", "alternativeHeadline") and isinstance(v, str):
                    out.append(v)
                elif k == "description" and isinstance(v, str):
                    d.append(v)
                elif isinstance(v, (dict, list)):
                    walk(v)
        elif isinstance(o, list):
            for v in o:
                walk(v)

    for e in root.iter("script"):
        if "ld+json" in (e.get("type") or "") and e.text:
            try:
                walk(json.loads(e.text, strict=False))
            except ValueError:
                pass
    return out, d


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
