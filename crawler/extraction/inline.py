"""Suspect elements on a line with other text: a sentence keeps the words it needs, and without the others is whole.

A link to a party's topic page may be named "tag-link", a word with an explanation "tooltip", a day "date". What stands
alone on its line is judged by its name as any other element is.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from crawler.extraction.names import is_unseen, names_of
from crawler.extraction.stops import stops
from crawler.extraction.tree import INLINE, SILENT, STRINGS

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement

    from storage.records import Reason

    Suspect = Callable[[HtmlElement, str], tuple[Reason, str] | None]

LINE = 40  # characters on a line from which it is of a sentence though no full stop is seen
OWN = 80  # characters from which a suspect element says a sentence of its own
FAR = 200  # characters after an element that are looked at
NEAR = 50  # strings before it, and elements after it

OF_PICTURES = frozenset({"name caption", "name credit"})  # causes that begin no sentence
JOINERS = frozenset(",;'’)")  # what follows a word of a sentence


class Place(Enum):
    """What an element is on its line."""

    APART = "apart"  # a line of its own, whatever stands beside it
    WORD = "word"  # of the sentence around it
    ASIDE = "aside"  # the sentence around it goes on without it


def place(element: HtmlElement, cause: str, before: str, suspect: Suspect) -> Place:
    """What a suspect element is, given what says so and the text before it on its line."""
    if not before and _is_alone(element):
        return Place.APART
    after = _after(element, suspect)
    if not (_has_letters(before) or _has_letters(after)) or _holds_lines(element):
        return Place.APART
    if len(before) + len(after) < LINE and not stops(before + after):
        return Place.APART
    own = " ".join("".join(STRINGS(element)).split())
    if not _has_letters(own):
        return Place.WORD  # a colon that is read aloud only
    if cause == "hidden" or is_unseen(names_of(element)):
        return Place.ASIDE
    is_link = element.tag == "a"
    if not _has_letters(before):
        if cause in OF_PICTURES:
            return Place.APART
        return Place.WORD if is_link or _goes_on(after) else Place.APART
    if not _has_letters(after):
        ends = not stops(before) and (is_link or stops(own + after))
        return Place.WORD if ends else Place.APART
    if len(own) >= OWN or (not is_link and stops(before) and not _goes_on(after)):
        return Place.ASIDE
    return Place.WORD


def _is_alone(element: HtmlElement) -> bool:
    """Whether nothing stands behind an element; most suspect ones are lines of menus and lists."""
    tail = element.tail
    if tail is not None and not tail.isspace():
        return False
    beside = element.getnext()
    if beside is not None:
        return beside.tag not in INLINE and beside.tag not in SILENT
    above = element.getparent()
    return above is None or above.tag not in INLINE


def _after(element: HtmlElement, suspect: Suspect) -> str:
    """The text behind an element up to the end of its line, without that of other suspect elements."""
    found: list[str] = []
    size = seen = 0
    at: HtmlElement | None = element
    while at is not None and size < FAR and seen < NEAR:
        seen += 1
        if at.tail is not None:
            found.append(at.tail)
            size += len(at.tail)
        beside = at.getnext()
        if beside is None:
            at = at.getparent()
            if at is None or at.tag not in INLINE:
                break
            continue
        at = beside
        tag = str(at.tag)
        if tag == "br" or (tag not in INLINE and tag not in SILENT):
            break
        if tag in INLINE and suspect(at, tag) is None:
            if _holds_lines(at):
                break
            found += (strings := STRINGS(at))
            size += sum(map(len, strings))
    return "".join(found).strip()


def _holds_lines(element: HtmlElement) -> bool:
    return any(inner.tag not in INLINE and inner.tag not in SILENT for inner in element.iterdescendants())


def _has_letters(text: str) -> bool:
    return any(map(str.isalnum, text))


def _goes_on(after: str) -> bool:
    """Whether a text is no beginning of a sentence."""
    return after[:1] in JOINERS or not next(filter(str.isalnum, after), "").isupper()
