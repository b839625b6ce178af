"""A diff as one self-contained HTML file: no script, nothing loaded, readable in print and without colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from reader.diffs.plain import GUTTER, fold_note, label_of, note_of
from reader.diffs.rows import Fold, Row

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the rows; everything in it is text, escaped when shown."""

    title: str
    url: str
    old: str  # "revision 1, 2026-03-01T10:00Z"
    new: str
    reason: str  # and the score
    words: str  # how many came and went
    language: str | None = None


def render(heading: Heading, parts: Iterable[Row | Fold]) -> str:
    """The whole document. What the page of an article says is escaped: it cannot add markup of its own."""
    environment = Environment(
        loader=PackageLoader("reader.diffs", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.globals.update(gutter=GUTTER, label_of=label_of, note_of=note_of, fold_note=fold_note)
    rows = [(None, part) if isinstance(part, Fold) else (part, None) for part in parts]
    return environment.get_template("page.html").render(heading=heading, rows=rows)
