"""The pieces of a page: every run of text that stands on lines of its own, and what is known of it so far."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.extraction.folding import DENSE
from storage.records import BlockKind, Link, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

    from crawler.extraction.posts import Post

SHORT = 60  # the size up to which the strings of a piece are kept
SENTENCE = 80  # the size from which a piece is taken for running text
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_WIDE = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_TYPOGRAPHIC = "’‘“”–—…\u00a0"  # the only marks beyond ASCII in most English text
_LOWER = bytes(ord(chr(code).lower()) for code in range(256))
_NO_LETTERS = bytes(code for code in range(256) if not chr(code).isalnum())


@dataclass(slots=True)
class Piece:
    """A run of text on its way to become a block or a stripped piece."""

    text: str
    kind: BlockKind
    element: HtmlElement  # the nearest element that breaks lines
    targets: tuple[tuple[list[str], str], ...] = ()  # the strings inside each link, and its address
    linked: int = 0  # characters of `text` inside links
    bold: bool = False  # all of it is strong or emphasised
    reason: Reason | None = None  # why it is not of the article; None so far
    pictured: bool = False  # shares a small element with a picture or video
    under_picture: bool = False  # the first text behind one
    anchored: bool = False  # the body that trafilatura found holds it
    post: Post | None = None  # of a live blog
    above: HtmlElement | None = None  # of a pruned piece: where what it was pruned with stood
    runs: tuple[str, ...] = ()  # of a short one: the strings it was put together from, if several
    told: bool = False  # became a notice or the standfirst
    letters: str | None = None  # see `key`
    size: int = 0  # characters as wide as Latin ones: a Han or Kana character says as much as two and a half
    prose: int = 0  # `size` of running text, 0 for what is short or mostly links

    @property
    def key(self) -> str:
        """Its letters and digits only, lower-cased: how pieces are told apart."""
        if self.letters is None:
            self.letters = letters(self.text)
        return self.letters

    @property
    def links(self) -> tuple[Link, ...]:
        """What it links to; asked of the blocks only, not of all the menus and teasers of a page."""
        said = ((spaced(strings), href) for strings, href in self.targets)
        return tuple(Link(text, href) for text, href in said if text)

    @property
    def kept(self) -> bool:
        """Whether it is of the article's body, as far as is known."""
        return self.anchored and self.reason is None and not self.told

    @property
    def is_linked(self) -> bool:
        """Whether most of it is inside links."""
        return 2 * self.linked > len(self.text)

    @property
    def is_link(self) -> bool:
        """Whether hardly anything of it is outside links."""
        return 10 * self.linked >= 9 * len(self.text)

    @property
    def place(self) -> HtmlElement:
        """The innermost element of the pruned tree that it stands or stood in."""
        return self.element if self.above is None else self.above


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
    set_apart: list[int] = field(default_factory=list)  # the pieces that begin with an initial set apart


def letters(text: str) -> str:
    """Letters and digits only, lower-cased."""
    if not text.isascii():
        for mark in _TYPOGRAPHIC:
            text = text.replace(mark, "")
    try:
        # One call into C where a table of 256 characters is enough, as for most languages of the west.
        return text.encode("latin-1").translate(_LOWER, _NO_LETTERS).decode("latin-1")
    except UnicodeEncodeError:
        return "".join(filter(str.isalnum, text)).lower()


def spaced(strings: Iterable[str]) -> str:
    """Strings as one, with single spaces."""
    return " ".join("".join(strings).split())


def piece(
    text: str,
    kind: BlockKind,
    element: HtmlElement,
    targets: tuple[tuple[list[str], str], ...] = (),
    linked: int = 0,
    bold: bool = False,
) -> Piece:
    """A piece with its sizes."""
    size = len(text) if text.isascii() else len(text) + int((DENSE - 1) * len(_WIDE.findall(text)))
    linked = min(linked, len(text))
    prose = size if size >= SENTENCE and 2 * linked < len(text) else 0
    return Piece(text, kind, element, targets, linked, bold, size=size, prose=prose)
