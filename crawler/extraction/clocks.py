"""Times of day as live blogs write them, "14:30", "2.30pm", "14時30分": on lines of their own or before a text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.pieces import SHORT
from crawler.extraction.tree import BOLD
from storage.records import BlockKind

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

LONGEST_CLOCK = SHORT  # characters of a post's line that is only its time
FEWEST_OF_DATE = 4  # words before a clock from which they must be a date

_BEFORE = "(?:오전|오후|上午|下午|午前|午後)"
_AFTER = r"(?:[ap]\.?\s?m\b\.?|[πμ]\.?\s?μ\b\.?)"
_MINUTES = r"(?:[:.h]\d{2}|\s?[時时点點시]\s?\d{1,2}\s?[分분])(?![./-]?\d)"
_TIME = rf"(?:{_BEFORE}\s?)?\d{{1,2}}(?:{_MINUTES}(?:\s?{_AFTER})?|\s?{_AFTER})"
_ZONE = r"(?:\s?[^\W\d]{1,5})?"
_END = r"(?:(?<=[分분.])|(?![^\W_]))"
_CLOCK = re.compile(rf"^\W*((?:\w+\W+){{0,7}}?)({_TIME}){_END}.{{0,30}}$", re.DOTALL | re.IGNORECASE)
# "11.05 Uhr: …", "11:05 – …", "[11h05] …": a clock, perhaps a word of its zone, and something that sets it off.
_BEGINS = re.compile(rf"^\W*({_TIME}){_ZONE}\s?[:|\u2013\u2014\])-]", re.IGNORECASE)
_HEADS = re.compile(rf"^\W*({_TIME}){_END}", re.IGNORECASE)
_STARTS = re.compile(rf"\W*{_TIME}", re.IGNORECASE)
_ALONE = re.compile(rf"^\W*({_TIME}){_ZONE}\W*$", re.IGNORECASE)
_HALF = re.compile(rf"\s?({_AFTER})$", re.IGNORECASE)
_DAY = re.compile(r"\b\d{1,2}[./-]\d{1,2}\b")
_NUMBER = re.compile(r"\d+")


def is_clock(text: str, *, heading: bool = False) -> bool:
    """Whether a line is only a time of day, perhaps with a date; "11:05 - The dock gives way" says more."""
    if len(text) > LONGEST_CLOCK or (found := _CLOCK.match(text)) is None:
        return False
    if len(found.group(1).split()) >= FEWEST_OF_DATE and not _is_dated(found.group(1)):
        return False
    begun = _BEGINS.match(text)
    if begun is None and not heading:
        return True
    rest = text[begun.end() if begun is not None else found.end(2) :]
    words = [word for word in rest.split() if any(map(str.isalpha, word))]
    if len(words) < (2 if begun is None else 1) or _DAY.search(rest) is not None:
        return True
    return _is_dated(rest)


def _is_dated(text: str) -> bool:
    dated = phrases.words("months") | phrases.words("short_months") | phrases.words("days")
    return any(folded(word).strip(".,") in dated for word in text.split())


def is_update(text: str) -> bool:
    """Whether a line with a clock says when something was changed."""
    said = phrases.words("updated")
    return len(text) <= LONGEST_CLOCK and any(folded(word).strip(".,:") in said for word in text.split())


def in_line(piece: Piece) -> str:
    """A short piece with a space between what stands in elements of its own: a label, a clock, a name."""
    return " ".join(" ".join(piece.runs).split()) if piece.runs else piece.text


def of_piece(piece: Piece) -> bool:
    """Whether a piece is only a time of day."""
    return is_clock(in_line(piece), heading=piece.kind is BlockKind.SUBHEAD)


def name_of(text: str) -> str:
    """A time as it stays: "Today, 11:05" will be yesterday's, "5 minutes ago" says nothing."""
    found = _CLOCK.match(text)
    if found is None or not is_clock(text):
        return ""
    around = text[: found.start(2)].split(), text[found.end(2) :].split()
    before, after = ([word.strip(",;|()[]") for word in side if any(map(str.isdigit, word))] for side in around)
    return " ".join([*before, _plain(found.group(2)), *after])


def short_text(element: HtmlElement) -> str:
    """The text of an element, its strings apart; "" where it is too long for a clock."""
    said: list[str] = []
    for run in element.itertext():
        said += str(run).split()
        if sum(map(len, said)) > LONGEST_CLOCK:
            return ""
    return " ".join(said)


def begin(text: str) -> str | None:
    """The clock that a short line begins with."""
    return None if (found := _HEADS.match(text)) is None else _plain(found.group(1))


def begun(piece: Piece) -> str | None:
    """The clock that a piece begins with, set off from what it says."""
    if piece.kind is BlockKind.SUBHEAD or of_piece(piece):
        return begin(piece.text)
    found = _BEGINS.match(piece.text)
    return _plain(found.group(1)) if found is not None else in_bold(piece)


def in_bold(piece: Piece) -> str | None:
    """The clock that a piece begins with, in bold."""
    if _STARTS.match(piece.text) is None:
        return None
    first: HtmlElement | None = piece.element
    while first is not None and first.tag not in BOLD:
        first = None if (first.text or "").strip() else next(iter(first), None)
    text = "" if first is None else short_text(first)
    found = _ALONE.match(text)
    return _plain(found.group(1)) if found is not None and piece.text.startswith(text.split()[0]) else None


def minutes(clock: str) -> int:
    """The minute of the day, of a clock by its name."""
    hour, minute = [*map(int, _NUMBER.findall(clock)), 0][:2]
    late = clock.endswith(("pm", "μμ")) or clock.startswith(("오후", "下午", "午後"))
    early = clock.endswith(("am", "πμ")) or clock.startswith(("오전", "上午", "午前"))
    return 60 * (hour % 12 + 12 * late if late or early else hour) + minute


def _plain(clock: str) -> str:
    """A clock with the half of the day in small letters: "2:30 p.m." is "2:30 pm"."""
    found = _HALF.search(clock)
    if found is None:
        return clock
    return f"{clock[: found.start()]} {''.join(filter(str.isalpha, found.group(1))).lower()}"
