"""Edits that nobody owns up to, and dates that promise an edit there is none of."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from storage.revisions.kinds import EditKind
from storage.revisions.score import weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.revisions.kinds import Edit

OWNED_UP = frozenset(
    {EditKind.CORRECTION, EditKind.CLARIFICATION, EditKind.EDITORS_NOTE, EditKind.UPDATE, EditKind.DEVELOPING}
)


class Scored(Protocol):
    """A change as far as silence goes."""

    @property
    def score(self) -> float: ...

    @property
    def edits(self) -> Sequence[Edit]: ...


def material(change: Scored) -> bool:
    """The text says something else than before: its score reaches `material` in the table of weights."""
    return change.score >= weights().material


def silent(change: Scored, old_modified: str | None, new_modified: str | None) -> bool:
    """A material change with neither a notice, in its place or in the text, nor a later modified date.

    The dates are what the page gave, in ISO 8601, with a zone or without; None where it gave none.
    """
    owned = any(edit.kind in OWNED_UP and edit.new for edit in change.edits)
    return material(change) and not owned and not newer(new_modified, old_modified)


def restamped(change: Scored, old_modified: str | None, new_modified: str | None) -> bool:
    """A later modified date over a text in which a reader sees no difference; a first date is no later one."""
    return change.score == 0 and old_modified is not None and newer(new_modified, old_modified)


def newer(modified: str | None, before: str | None) -> bool:
    """Whether a modified date is later than the one before it; a date where there was none is."""
    if modified is None:
        return False
    if before is None:
        return True
    new, old = datetime.fromisoformat(modified), datetime.fromisoformat(before)
    if (new.tzinfo is None) != (old.tzinfo is None):
        new, old = new.replace(tzinfo=None), old.replace(tzinfo=None)
    return new > old
