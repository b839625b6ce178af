"""What became of a text: the differ, the kinds of edit and the score, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.revisions.change import Change
from storage.revisions.diffing import script_between
from storage.revisions.edits import edits_of
from storage.revisions.posts import posts_of
from storage.revisions.score import score
from storage.revisions.script import Field, Op
from storage.revisions.wholes import Wholes
from storage.revisions.words import word_count

if TYPE_CHECKING:
    from storage.records import Text
    from storage.revisions.script import EditScript


def compare(old: Text, new: Text) -> Change:
    """What lies between two texts: empty exactly where their fingerprints are equal."""
    script = script_between(old, new)
    wholes = Wholes(script.body, posts_of(old), posts_of(new))
    scored = score(edits_of(script, old, new, wholes))
    came, went = _counts(script, wholes)
    return Change(
        script=script,
        edits=scored.edits,
        kinds=scored.kinds,
        score=scored.value,
        reason=scored.reason,
        words_added=came,
        words_removed=went,
    )


def _counts(script: EditScript, wholes: Wholes) -> tuple[int, int]:
    """How many words came, and how many went; those that only left the page with their post did not."""
    came = went = 0
    for field, edit in script:
        if field is Field.BODY and wholes.is_paged(edit):
            continue
        for segment in edit.segments if edit.changed else ():
            if segment.op is Op.ADDED:
                came += word_count(segment.new)
            elif segment.op is Op.DELETED:
                went += word_count(segment.old)
    return came, went
