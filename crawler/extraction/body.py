"""Where the article's body is: trafilatura looks for it in a tree freed of what is surely not text.

trafilatura runs in its fast mode, without metadata: its comparison with two other extractors costs more than half of
its time, and what those add is recovered here from the pieces of the page. Its answer is laid over the pieces: a piece
is anchored if its text stands in the answer.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

from trafilatura import bare_extraction

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.extraction.blocks import Piece

# It warns about every page without a body; that is told in the extraction.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

SHORT = 40  # letters of a piece below which it must stand as a whole line, or its like is found anywhere

_NOT_LETTERS = re.compile(r"[\W_]+")


def found_by_trafilatura(root: HtmlElement, url: str | None) -> str:
    """The body as lines; empty where there is none. The tree is left as it is."""
    found = bare_extraction(root, url=url, fast=True, include_comments=False, include_tables=True)
    text: str | None = getattr(found, "text", None)
    return text or ""


def letters(text: str) -> str:
    """Letters and digits only, lower-cased: how pieces are told apart."""
    return _NOT_LETTERS.sub("", text).lower()


def anchor(pieces: list[Piece], body: str) -> None:
    """Mark the pieces that stand in the body."""
    lines = {letters(line) for line in body.split("\n")}
    whole = letters(body)
    for piece in pieces:
        key = letters(piece.text)
        if key:
            piece.anchored = key in lines or (len(key) >= SHORT and key in whole)
