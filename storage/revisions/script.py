"""The edit script: how one text became another, sentence by sentence, word by word. Lossless both ways.

A text has fields: headline, standfirst, byline, body, notices. Each field's script is a sequence of `SentenceEdit` in
the new text's reading order; sentences that went stand where they were. Put together, the `old` sides of a script give
the old text to the letter (in the order of the old places), the `new` sides the new text.

A sentence that was split, or two that were joined, are one `SentenceEdit` for each piece: the pieces share a sentence
and count up in `Place.part`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from storage.records import Block, BlockKind, Notice, NoticeKind, Text

if TYPE_CHECKING:
    from collections.abc import Iterator


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


_KEPT = Op.KEPT


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of words with the space behind each, to the letter. DELETED has no `new`, ADDED no `old`.

    KEPT words read the same, but may differ in letters that no reader sees (spaces, the form of a quotation mark, a
    soft hyphen), so both sides are given; one is empty where a line held nothing else."""

    op: Op
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a sentence stands: the index of its block in the field, of the sentence in the block, and of the piece in
    a sentence that was split or joined; all from 0."""

    block: int
    sentence: int
    part: int = 0


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
        segments = self.segments
        return segments[0].old if len(segments) == 1 else "".join([segment.old for segment in segments])

    @property
    def new_text(self) -> str:
        segments = self.segments
        return segments[0].new if len(segments) == 1 else "".join([segment.new for segment in segments])

    @property
    def edited(self) -> bool:
        """Both sides exist and differ in words."""
        return self.old is not None and self.new is not None and _differ(self.segments)

    @property
    def changed(self) -> bool:
        """A reader sees a difference: words came, went or moved."""
        return self.moved or _differ(self.segments)


def _differ(segments: tuple[Segment, ...]) -> bool:
    """Words came or went."""
    if len(segments) == 1:  # nearly every sentence of a text
        return segments[0].op is not _KEPT
    return any(segment.op is not _KEPT for segment in segments)


@dataclass(frozen=True, slots=True)
class EditScript:
    """How one text became another: the edits of each field, and what kind each block and notice was on both sides."""

    headline: tuple[SentenceEdit, ...] = ()
    standfirst: tuple[SentenceEdit, ...] = ()
    byline: tuple[SentenceEdit, ...] = ()
    body: tuple[SentenceEdit, ...] = ()
    notices: tuple[SentenceEdit, ...] = ()
    old_blocks: tuple[BlockKind, ...] = ()
    new_blocks: tuple[BlockKind, ...] = ()
    old_notices: tuple[NoticeKind, ...] = ()
    new_notices: tuple[NoticeKind, ...] = ()

    def __getitem__(self, field: Field) -> tuple[SentenceEdit, ...]:
        edits: tuple[SentenceEdit, ...] = getattr(self, field.value)
        return edits

    def __iter__(self) -> Iterator[tuple[Field, SentenceEdit]]:
        """Every edit with its field, fields in a reader's order."""
        for field in Field:
            for edit in self[field]:
                yield field, edit

    @property
    def changed(self) -> bool:
        """A reader sees a difference."""
        return any(edit.changed for _, edit in self)


def old_text(script: EditScript) -> Text:
    """The text before, put together from the script: its letters, the kinds of its blocks and notices, no links."""
    lines = {field: _lines(field, [(e.old, e.old_text) for e in script[field] if e.old is not None]) for field in Field}
    return _text(lines, script.old_blocks, script.old_notices)


def new_text(script: EditScript) -> Text:
    """The text after, as `old_text`."""
    lines = {field: _lines(field, [(e.new, e.new_text) for e in script[field] if e.new is not None]) for field in Field}
    return _text(lines, script.new_blocks, script.new_notices)


def lines_of(text: Text, field: Field) -> tuple[str, ...]:
    """What a field holds, a string for each block, notice or name; a headline and a standfirst are one line or none."""
    match field:
        case Field.HEADLINE:
            return () if text.headline is None else (text.headline,)
        case Field.STANDFIRST:
            return () if text.standfirst is None else (text.standfirst,)
        case Field.BYLINE:
            return text.byline
        case Field.BODY:
            return tuple(block.text for block in text.blocks)
        case Field.NOTICES:
            return tuple(notice.text for notice in text.notices)


def _lines(field: Field, pieces: list[tuple[Place, str]]) -> tuple[str, ...]:
    pieces.sort(key=lambda piece: piece[0])
    lines: list[list[str]] = []
    for place, letters in pieces:
        if place.block == len(lines):
            lines.append([])
        elif place.block != len(lines) - 1:
            raise ValueError(f"an edit script without line {len(lines)} of the {field}")
        lines[-1].append(letters)
    return tuple("".join(line) for line in lines)


def _text(lines: dict[Field, tuple[str, ...]], blocks: tuple[BlockKind, ...], notices: tuple[NoticeKind, ...]) -> Text:
    return Text(
        headline=next(iter(lines[Field.HEADLINE]), None),
        standfirst=next(iter(lines[Field.STANDFIRST]), None),
        byline=lines[Field.BYLINE],
        blocks=tuple(Block(letters, kind) for letters, kind in zip(lines[Field.BODY], blocks, strict=True)),
        notices=tuple(Notice(letters, kind) for letters, kind in zip(lines[Field.NOTICES], notices, strict=True)),
    )
