"""The edit script: how one text became another, sentence by sentence, word by word. Lossless both ways.

A text has fields: headline, standfirst, byline, body, notices. Each field's script is a sequence of `SentenceEdit` in
the new text's reading order; sentences that went stand where they were. Put together, the `old` sides of a script give
the old text to the letter (in the order of the old places), the `new` sides the new text.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Field(StrEnum):
    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    BODY = "body"
    NOTICES = "notices"


class Op(StrEnum):
    KEPT = "="
    DELETED = "-"
    ADDED = "+"


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with the space behind each, to the letter. DELETED has no `new`, ADDED no `old`.

    KEPT words may differ in the space behind them, so both sides are given."""

    op: Op
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a sentence stands: the index of its block in the field, of the sentence in the block; both from 0."""

    block: int
    sentence: int


@dataclass(frozen=True, slots=True)
class SentenceEdit:
    """What became of one sentence. Without `old` it was added, without `new` deleted; with both it was kept, edited,
    moved, or moved and edited (`moved`, and segments that are not all KEPT)."""

    old: Place | None
    new: Place | None
    segments: tuple[Segment, ...]
    moved: bool = False

    @property
    def old_text(self) -> str:
        return "".join(segment.old for segment in self.segments)

    @property
    def new_text(self) -> str:
        return "".join(segment.new for segment in self.segments)

    @property
    def edited(self) -> bool:
        """Both sides exist and differ in words."""
        return self.old is not None and self.new is not None and any(s.op is not Op.KEPT for s in self.segments)
