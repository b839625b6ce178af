"""What became of a text: the differ, the kinds of edit and the score, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.revisions.change import Change
from storage.revisions.diffing import Side, script_of_field
from storage.revisions.edits import edits_of
from storage.revisions.score import score
from storage.revisions.script import EditScript, Field, Op, lines_of
from storage.revisions.words import word_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from storage.records import Text


def compare(old: Text, new: Text) -> Change:
    """What lies between two texts: empty exactly where their fingerprints are equal."""
    script = script_between(old, new)
    scored = score(edits_of(script, old, new))
    return Change(
        script=script,
        edits=scored.edits,
        kinds=scored.kinds,
        score=scored.value,
        reason=scored.reason,
        words_added=_count(segment.new for _, edit in script for segment in edit.segments if segment.op is Op.ADDED),
        words_removed=_count(
            segment.old for _, edit in script for segment in edit.segments if segment.op is Op.DELETED
        ),
    )


def script_between(old: Text, new: Text) -> EditScript:
    """The edit script from one text to another, every field on its own."""
    return EditScript(
        **{
            field.value: script_of_field(
                Side(lines_of(old, field), old.language), Side(lines_of(new, field), new.language)
            )
            for field in Field
        },
        old_blocks=tuple(block.kind for block in old.blocks),
        new_blocks=tuple(block.kind for block in new.blocks),
        old_notices=tuple(notice.kind for notice in old.notices),
        new_notices=tuple(notice.kind for notice in new.notices),
    )


def _count(pieces: Iterable[str]) -> int:
    return sum(word_count(piece) for piece in pieces)
