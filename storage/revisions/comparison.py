"""What became of a text: the differ, the kinds of edit and the score, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.revisions.change import Change
from storage.revisions.diffing import script_between
from storage.revisions.edits import edits_of
from storage.revisions.score import score
from storage.revisions.script import Op
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


def _count(pieces: Iterable[str]) -> int:
    return sum(word_count(piece) for piece in pieces)
