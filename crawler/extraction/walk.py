"""One walk over a page gathers its pieces, in reading order, typed by their elements, and the regions that may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from crawler.extraction import initials, inline, menus
from crawler.extraction.pieces import HEADINGS, SHORT, Piece, Pieces, Region, piece, spaced
from crawler.extraction.stops import stops
from crawler.extraction.tree import BOLD, INLINE, SILENT, STRINGS
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    Suspect = Callable[[HtmlElement, str], tuple[Reason, str] | None]

MAX_PIECES = 20_000
EMPTY = SILENT | {"br"}  # elements without text inside
PICTURES = frozenset({"img", "picture", "video", "audio", "iframe", "amp-img"})
ASIDES = frozenset({"small", "cite"})
CELLS = frozenset({"td", "th"})
# Causes whose region is one piece, so that the menus of a page cost little.
CLOSED = frozenset(
    [
        "nav", "button", "footer", "form", "role navigation", "role menu", "role menubar", "role button",
        "role contentinfo", "role search", "role dialog",
    ]
)  # fmt: skip
MOST_AROUND = 5  # open regions inside which menus are looked for, for each looks at all that it holds
SENTENCE_LINE = 60  # characters of a line that a break ends, where it is no verse and no address
HOLDERS = 3  # how many elements up from a picture its caption may stand
MOST_INITIALS = 50  # of a page that are joined to their words
CAPTION = 400  # the size up to which all text beside a picture may be its caption
OFFER = 400  # the size up to which all text beside a field for an address of mail offers a newsletter
MOST_OF_OFFER = 0.33  # a larger share of the page's prose is an article, however short
# What an element makes of the pieces inside.
KINDS = {
    **dict.fromkeys(HEADINGS, BlockKind.SUBHEAD),
    **dict.fromkeys(("li", "dd", "dt"), BlockKind.ITEM),
    "blockquote": BlockKind.QUOTE,
}
_SIZE = etree.XPath("string-length()")


def gather(root: HtmlElement, suspect: Suspect) -> Pieces:
    """The pieces under an element, and the regions that `suspect` names."""
    walk = _Walk(suspect, int(_SIZE(root)))
    walk.over(root)
    walk.flush()
    _mark_offers(walk.found.pieces, walk.offers)
    _join_initials(walk.found)
    return walk.found


def _join_initials(found: Pieces) -> None:
    for number in found.set_apart[:MOST_INITIALS]:
        one = found.pieces[number]
        one.text = initials.joined(one.text, (other.text for other in found.pieces if other is not one))


class _Walk:
    """One pass over a page, and the text gathered since the last break of a line."""

    def __init__(self, suspect: Suspect, whole: int) -> None:
        self.suspect = suspect
        self.whole = whole  # characters on the page
        self.found = Pieces()
        self.strings: list[str] = []
        self.targets: list[tuple[list[str], str]] = []
        self.linked = 0
        self.plain = 0  # characters outside bold
        self.bold = 0
        self.breaks = 0
        self.picture_at: int | None = None  # strings before the first picture since the last piece
        self.anchor: tuple[str, int] | None = None  # target of the open link, strings before it
        self.strong = 0  # open strong elements
        # Open elements that break lines, the first piece inside each, and what it makes of them.
        self.open: list[tuple[HtmlElement, int, BlockKind | None]] = []
        self.rows: list[HtmlElement] = []  # open rows of tables
        self.pictures: dict[HtmlElement, int] = {}  # open elements that hold a picture: the first piece inside
        self.asking: dict[HtmlElement, int] = {}  # open elements that ask for an address of mail: the same
        self.offers: list[tuple[int, int]] = []  # the pieces of each element that asked for one
        self.regions: list[Region] = []  # open ones

    def over(self, root: HtmlElement) -> None:
        """Go through all elements; what most of them need stands in this loop, for calls took a sixth of its time."""
        pieces, strings, opened, rows = self.found.pieces, self.strings, self.open, self.rows
        suspect, regions, pictures = self.suspect, self.regions, self.pictures
        events = etree.iterwalk(root, events=("start", "end"))
        for event, node in events:
            tag: str = node.tag  # type: ignore[assignment]  # a parsed page has elements only
            if event == "start":
                if tag in EMPTY:
                    self._pass(node, tag)
                    events.skip_subtree()
                    continue
                if tag in INLINE:
                    self._enter(node, tag)
                else:
                    if strings or rows:
                        self._break(tag)
                    opened.append((node, len(pieces), KINDS.get(tag)))
                    if tag == "tr" and _is_data_row(node):
                        rows.append(node)
                suspected = suspect(node, tag)
                if suspected is not None and self._is_closed(node, tag, *suspected):
                    events.skip_subtree()
                    continue
                text = node.text
            else:
                if regions and regions[-1].element is node:
                    self.flush()
                    regions.pop().end = len(pieces)
                if tag in INLINE:
                    self._leave(tag)
                elif opened and opened[-1][0] is node:
                    if strings and not (rows and tag in CELLS):
                        self.flush()
                    opened.pop()
                    if rows or pictures or self.asking:
                        self._close(node)
                text = node.tail
            if text is not None and (strings or not text.isspace()):
                self._say(text)

    def _enter(self, node: HtmlElement, tag: str) -> None:
        if tag == "a" and (href := node.get("href")):  # others are places to link to
            self.anchor = (href, len(self.strings))
        elif tag in BOLD:
            self.strong += 1
        elif tag in ASIDES and self.regions and self.regions[-1].reason is Reason.CAPTION:
            self.flush()  # a credit behind its caption

    def _leave(self, tag: str) -> None:
        if tag == "a" and self.anchor is not None:
            self._link(*self.anchor)
            self.anchor = None
        elif tag in BOLD:
            self.strong -= 1

    def _pass(self, node: HtmlElement, tag: str) -> None:
        """Go past an element without text: a picture, a break of the line, a field of a form."""
        if tag in PICTURES:
            if self.picture_at is None:
                self.picture_at = len(self.strings)
            for element, start, _ in self.open[-HOLDERS:]:
                self.pictures[element] = start
        elif tag == "input":
            self._meet_field(node)
        elif tag == "br":
            self.breaks += 1
            if self.breaks > 1 or self._ends_line():
                self.flush()
            elif self.strings:
                self.strings.append(" ")

    def _ends_line(self) -> bool:
        """Whether what was gathered is a whole sentence or several: a break behind it parts paragraphs."""
        line = "".join(self.strings)
        return len(line) >= SENTENCE_LINE and stops(line) and not self.rows

    def _meet_field(self, node: HtmlElement) -> None:
        if node.get("type", "").lower() == "email":
            for element, start, _ in self.open[-HOLDERS - 1 :]:  # the form itself is one more
                self.asking[element] = start

    def _is_closed(self, node: HtmlElement, tag: str, reason: Reason, cause: str) -> bool:
        """Begin a region, and whether nothing inside is to be looked at."""
        if tag in INLINE:
            before = "" if self.breaks else "".join(self.strings[-inline.NEAR :]).strip()
            place = inline.place(node, cause, before, self.suspect)
            if place is inline.Place.WORD:
                return False
            if place is inline.Place.ASIDE:
                self._set_aside(node, reason, cause)
                return True
            self.flush()
        region = Region(node, reason, cause, len(self.found.pieces))
        self.found.regions.append(region)
        self.regions.append(region)
        if cause == "footer" and node.find(".//p") is not None and any(one.tag == "article" for one, _, _ in self.open):
            return False  # an article's own may hold what the editors say about it
        may_be_menu = cause in menus.CAUSES and len(self.regions) <= MOST_AROUND and not self.rows
        return (cause in CLOSED or (may_be_menu and menus.is_menu(node))) and self._close_up(node)

    def _set_aside(self, node: HtmlElement, reason: Reason, cause: str) -> None:
        """Make a piece and a region of what a sentence goes on without."""
        pieces = self.found.pieces
        if (text := spaced(STRINGS(node))) and len(pieces) < MAX_PIECES:
            self.found.regions.append(Region(node, reason, cause, len(pieces), len(pieces) + 1))
            pieces.append(piece(text, BlockKind.PARAGRAPH, self.open[-1][0]))
        if self.strings and self.strings[-1][-1].isalnum() and (node.tail or "")[:1].isalnum():
            self.strings.append(" ")

    def _close_up(self, node: HtmlElement) -> bool:
        """Take all text inside an element as one piece that is no prose, unless it is most of the page's."""
        if len(self.regions) > 1 and 2 * _SIZE(node) > self.whole:
            return False  # as below, without a copy of the text for each of many within each other
        text = " ".join(STRINGS(node))
        if 2 * len(text) > self.whole:
            return False  # left open by mistake, it holds the rest of the page
        for element in node.iter("input"):
            self._meet_field(element)
        self._say(text)
        self.linked = self.plain
        return True

    def _break(self, tag: str) -> None:
        if not (self.rows and tag in CELLS):
            self.flush()
        elif self.plain or self.bold:
            self.strings.append(" | ")

    def _close(self, node: HtmlElement) -> None:
        if self.rows and self.rows[-1] is node:
            self.rows.pop()
        if (start := self.pictures.pop(node, None)) is not None:
            _mark_pictured(self.found.pieces[start:])
        if (start := self.asking.pop(node, None)) is not None:
            self.offers.append((start, len(self.found.pieces)))

    def _link(self, href: str, start: int) -> None:
        if len(self.strings) > start:
            self.targets.append((self.strings[start:], href))

    def _say(self, text: str) -> None:
        if text.isspace():
            if self.strings:
                self.strings.append(" ")
            return
        size = len(text.strip())
        self.breaks = 0
        self.strings.append(text)
        if self.anchor is not None:
            self.linked += size
        if self.strong:
            self.bold += size
        else:
            self.plain += size

    def flush(self) -> None:
        """Make a piece of the text gathered since the last break of a line."""
        strings = self.strings
        if not strings:
            return
        text = spaced(strings)
        if self.anchor is not None:
            self._link(*self.anchor)
            self.anchor = (self.anchor[0], 0)
        pieces = self.found.pieces
        if text and self.open and len(pieces) < MAX_PIECES:
            if text[1:2] == " " and initials.is_set_apart(strings, text):
                self.found.set_apart.append(len(pieces))
            bold = self.bold > 0 and self.plain == 0
            made = piece(text, self._kind(), self.open[-1][0], tuple(self.targets), self.linked, bold)
            if len(strings) > 1 and len(text) <= SHORT:
                made.runs = tuple(strings)
            made.under_picture = self.picture_at == 0
            self.picture_at = 0 if self.picture_at else None  # one within a piece stands over the next
            pieces.append(made)
        strings.clear()
        self.targets.clear()
        self.linked = self.plain = self.bold = self.breaks = 0

    def _kind(self) -> BlockKind:
        """What the open elements make of a piece: the innermost that says anything decides, three levels up."""
        if self.rows:
            return BlockKind.TABLE
        for _, _, kind in self.open[:-5:-1]:
            if kind is not None:
                return kind
        return BlockKind.PARAGRAPH


def _mark_pictured(pieces: list[Piece]) -> None:
    """The few short pieces that share an element with a picture."""
    if len(pieces) <= 3 and sum(piece.size for piece in pieces) <= CAPTION:
        for piece in pieces:
            piece.pictured = True


def _mark_offers(pieces: list[Piece], offers: list[tuple[int, int]]) -> None:
    """The few pieces that share an element with a field for an address of mail: a newsletter is offered."""
    most = MOST_OF_OFFER * sum(piece.prose for piece in pieces)
    for start, end in offers:
        if end - start > OFFER:
            continue  # with a character each they are too long; counting them is cheap where boxes stand in boxes
        inside = pieces[start:end]
        if (
            sum(piece.size for piece in inside) <= OFFER
            and sum(piece.prose for piece in inside) <= most
            and not any(piece.element.tag == "h1" for piece in inside)
        ):
            for piece in inside:
                piece.reason = Reason.NEWSLETTER


def _is_data_row(row: HtmlElement) -> bool:
    """A row of a table that holds data, not layout: several cells, none with blocks of text in it."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2:
        return False
    return not any(True for cell in cells for _ in cell.iter("table", "h1", "h2", "h3", "ul", "ol", "div")) and not any(
        len(cell.findall("p")) > 1 for cell in cells
    )
