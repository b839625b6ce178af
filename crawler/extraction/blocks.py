"""The pieces of a page: every run of text that stands on lines of its own, in reading order, typed by its element."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.extraction.tree import INLINE, SILENT
from storage.records import BlockKind, Link, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

MAX_PIECES = 20_000
PICTURES = frozenset({"img", "picture", "video", "audio", "iframe", "amp-img"})
HOLDERS = 3  # how many elements up from a picture its caption may stand
CAPTION = 400  # the size up to which all text beside a picture may be its caption
SENTENCE = 80  # the size from which a piece is taken for running text
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(slots=True)
class Piece:
    """A run of text on its way to become a block or a stripped piece."""

    text: str
    kind: BlockKind
    element: HtmlElement  # the nearest element that breaks lines
    links: tuple[Link, ...] = ()
    linked: int = 0  # characters of `text` inside links
    bold: bool = False  # all of it is strong or emphasised
    reason: Reason | None = None  # why it is not of the article; None so far
    pictured: bool = False  # shares a small element with a picture or video
    anchored: bool = False  # the body that trafilatura found holds it
    told: bool = False  # became a notice
    size: int = 0  # characters as wide as Latin ones: a Han or Kana character says as much as two and a half
    prose: int = 0  # `size` of running text, 0 for what is short or mostly links


@dataclass(slots=True)
class Region:
    """An element that something says is not text, with the range of its pieces."""

    element: HtmlElement
    reason: Reason
    cause: str  # what says so
    start: int
    end: int = 0


@dataclass(slots=True)
class Pieces:
    """All pieces of a page, and the regions that are candidates for pruning, both in document order."""

    pieces: list[Piece] = field(default_factory=list)
    regions: list[Region] = field(default_factory=list)


def piece(
    text: str,
    kind: BlockKind,
    element: HtmlElement,
    links: tuple[Link, ...] = (),
    linked: int = 0,
    bold: bool = False,
) -> Piece:
    """A piece with its sizes."""
    size = len(text) + 3 * len(_WIDE.findall(text)) // 2
    linked = min(linked, len(text))
    prose = size if size >= SENTENCE and 2 * linked < len(text) else 0
    return Piece(text, kind, element, links, linked, bold, size=size, prose=prose)


class _Run:
    """Text gathered since the last break of a line."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self.links: list[Link] = []
        self.linked = 0
        self.plain = 0  # characters outside bold
        self.bold = 0
        self.breaks = 0


def gather(root: HtmlElement, suspect: Callable[[HtmlElement], tuple[Reason, str] | None]) -> Pieces:
    """The pieces under an element, and the regions that `suspect` names."""
    return _Walk(suspect).over(root)


class _Walk:
    def __init__(self, suspect: Callable[[HtmlElement], tuple[Reason, str] | None]) -> None:
        self.suspect = suspect
        self.found = Pieces()
        self.run = _Run()
        self.anchor: tuple[str, int] | None = None  # target of the open link, characters before it
        self.bold = 0  # open strong elements
        self.block: list[HtmlElement] = []  # open elements that break lines
        self.row = 0  # open table rows
        self.pictures: dict[HtmlElement, int] = {}  # open elements that hold a picture: the first piece inside
        self.starts: list[int] = []  # for each of `block`, the first piece inside

    def over(self, root: HtmlElement) -> Pieces:
        node: HtmlElement = root
        open_regions: list[Region] = []
        while True:
            entered = self._start(node, open_regions)
            child = node[0] if entered and len(node) else None
            if child is not None:
                node = child
                continue
            while True:
                if node is root:
                    self._end(node, open_regions)
                    self._flush()
                    return self.found
                if entered:
                    self._end(node, open_regions)
                entered = True
                if node.tail:
                    self._say(node.tail)
                following = node.getnext()
                if following is not None:
                    node = following
                    break
                node = node.getparent()

    def _start(self, node: HtmlElement, open_regions: list[Region]) -> bool:
        tag = node.tag
        if tag in SILENT or not isinstance(tag, str):
            if tag in PICTURES:
                for element, start in zip(self.block[-HOLDERS:], self.starts[-HOLDERS:], strict=True):
                    self.pictures[element] = start
            return False
        if tag == "br":
            self.run.breaks += 1
            if self.run.breaks > 1:
                self._flush()
            else:
                self.run.strings.append(" ")
            return False
        inline = tag in INLINE
        if not inline:
            if not (tag in ("td", "th") and self.row):
                self._flush()
            elif self.run.plain or self.run.bold:
                self.run.strings.append(" | ")
            self.block.append(node)
            self.starts.append(len(self.found.pieces))
            if tag == "tr" and _is_data_row(node):
                self.row += 1
        suspected = self.suspect(node)
        if suspected is not None:
            if inline:
                self._flush()
            region = Region(node, *suspected, len(self.found.pieces))
            self.found.regions.append(region)
            open_regions.append(region)
        if tag == "a":
            self.anchor = (node.get("href") or "", len(self.run.strings))
        elif tag in ("b", "strong"):
            self.bold += 1
        if node.text:
            self._say(node.text)
        return True

    def _end(self, node: HtmlElement, open_regions: list[Region]) -> None:
        tag = node.tag
        if tag == "a" and self.anchor is not None:
            href, start = self.anchor
            text = " ".join("".join(self.run.strings[start:]).split())
            if text:
                self.run.links.append(Link(text, href))
            self.anchor = None
        elif tag in ("b", "strong"):
            self.bold -= 1
        if open_regions and open_regions[-1].element is node:
            self._flush()
            open_regions.pop().end = len(self.found.pieces)
        if tag not in INLINE:
            if not (tag in ("td", "th") and self.row):
                self._flush()
            if tag == "tr" and self.row:
                self.row -= 1
            self.block.pop()
            self.starts.pop()
            if (start := self.pictures.pop(node, None)) is not None:
                _mark_pictured(self.found.pieces[start:])

    def _say(self, text: str) -> None:
        if not text.strip():
            self.run.strings.append(" ")
            return
        run = self.run
        run.breaks = 0
        run.strings.append(text)
        size = len(text.strip())
        if self.anchor is not None:
            run.linked += size
        if self.bold:
            run.bold += size
        else:
            run.plain += size

    def _flush(self) -> None:
        run = self.run
        if not run.strings:
            return
        text = " ".join("".join(run.strings).split())
        if self.anchor is not None:
            href, start = self.anchor
            said = " ".join("".join(run.strings[start:]).split())
            if said:
                run.links.append(Link(said, href))
            self.anchor = (href, 0)
        self.run = _Run()
        if not text or not self.block or len(self.found.pieces) >= MAX_PIECES:
            return
        element = self.block[-1]
        kind = BlockKind.TABLE if self.row else _kind(self.block)
        self.found.pieces.append(piece(text, kind, element, tuple(run.links), run.linked, run.bold > 0 == run.plain))


def _mark_pictured(pieces: list[Piece]) -> None:
    """The few short pieces that share an element with a picture."""
    if len(pieces) <= 3 and sum(piece.size for piece in pieces) <= CAPTION:
        for piece in pieces:
            piece.pictured = True


def _kind(block: list[HtmlElement]) -> BlockKind:
    """What the open elements make of a piece: the innermost that says anything decides, three levels up."""
    for element in reversed(block[-4:]):
        tag = element.tag
        if tag in HEADINGS:
            return BlockKind.SUBHEAD
        if tag in ("li", "dd", "dt"):
            return BlockKind.ITEM
        if tag == "blockquote":
            return BlockKind.QUOTE
    return BlockKind.PARAGRAPH


def _is_data_row(row: HtmlElement) -> bool:
    """A row of a table that holds data, not layout: several cells, none with blocks of text in it."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2:
        return False
    return not any(True for cell in cells for _ in cell.iter("table", "h1", "h2", "h3", "ul", "ol", "div")) and not any(
        len(cell.findall("p")) > 1 for cell in cells
    )
