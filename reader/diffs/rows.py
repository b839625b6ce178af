"""The rows of a diff's page: one a paragraph, in the new text's order, with what went where it stood."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from storage.records import BlockKind
from storage.revisions.script import EditScript, Field, Op, Segment, SentenceEdit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class Status(StrEnum):
    SAME = "same"
    EDITED = "edited"
    ADDED = "added"
    CUT = "cut"
    MOVED = "moved"  # here, from elsewhere
    MOVED_AWAY = "moved-away"  # from here; the words stand where they went


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind. Kept words stand on both sides, deleted ones on the old, added ones on the new."""

    op: Op
    text: str
    moved: bool = False  # moved here
    away: bool = False  # moved from here: they are shown, but count where they went


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph, or another field of the text; `field` says which. Numbers count paragraphs of the body from 1."""

    field: Field
    status: Status
    runs: tuple[Run, ...]
    kind: BlockKind = BlockKind.PARAGRAPH
    old_number: int | None = None
    new_number: int | None = None
    others: tuple[int, ...] = ()  # the paragraphs that moved words came from, or went to

    @property
    def old_runs(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.away or (run.op is not Op.ADDED and not run.moved))

    @property
    def new_runs(self) -> tuple[Run, ...]:
        return tuple(run for run in self.runs if run.op is not Op.DELETED and not run.away)


@dataclass(frozen=True, slots=True)
class Fold:
    """So many unchanged paragraphs are left out here."""

    paragraphs: int


@dataclass(slots=True)
class _Draft:
    """A row being put together."""

    old: int | None = None  # its paragraph on either side, from 0
    new: int | None = None
    runs: list[Run] = field(default_factory=list)
    others: list[int] = field(default_factory=list)

    def takes(self, edit: SentenceEdit, away: bool) -> bool:
        """The sentence belongs to the paragraph that this row shows."""
        if edit.new is None or away:
            return edit.old is not None and edit.old.block == self.old
        if self.new is not None:
            return edit.new.block == self.new
        return not edit.moved and edit.old is not None and edit.old.block == self.old

    def add(self, edit: SentenceEdit, away: bool) -> None:
        if away:
            self.runs.append(Run(Op.KEPT, edit.old_text, away=True))
            self.old = edit.old.block if edit.old else self.old
            if edit.new:
                self.others.append(edit.new.block + 1)
            return
        self.runs += [Run(s.op, _letters(s), moved=edit.moved) for s in edit.segments if s.new or s.old]
        if edit.new:
            self.new = edit.new.block
        if edit.old and edit.moved:
            self.others.append(edit.old.block + 1)
        elif edit.old and self.old is None:
            self.old = edit.old.block


def _letters(segment: Segment) -> str:
    """The words of a segment; kept ones as they are now, with the space behind them if either side has one."""
    letters = segment.new or segment.old
    return letters + segment.old[len(segment.old.rstrip()) :] if letters == letters.rstrip() else letters


def rows_of(script: EditScript) -> tuple[Row, ...]:
    """A row for each line of each field, changed or not, fields in a reader's order."""
    return tuple(row for name in Field for row in _rows_of_field(script, name))


def folded(rows: Sequence[Row], context: int | None) -> Iterator[Row | Fold]:
    """The changed rows, each with `context` unchanged rows of the body around it; the others are counted. With None
    for context every row of the body is there.

    An unchanged headline stays, so that a reader knows where they are; other unchanged fields are left out."""
    changed = [index for index, row in enumerate(rows) if row.status is not Status.SAME]
    if context is None:
        kept = set(range(len(rows)))
    else:
        kept = {index + step for index in changed for step in range(-context, context + 1)}
    hidden = 0
    for index, row in enumerate(rows):
        if row.status is Status.SAME and row.field is not Field.BODY and row.field is not Field.HEADLINE:
            continue
        if index in kept or row.field is Field.HEADLINE:
            if hidden:
                yield Fold(hidden)
            hidden = 0
            yield row
        else:
            hidden += 1
    if hidden:
        yield Fold(hidden)


def _rows_of_field(script: EditScript, name: Field) -> Iterator[Row]:
    draft: _Draft | None = None
    one_line = name in {Field.HEADLINE, Field.STANDFIRST}
    for edit, away in _with_traces(script[name]):
        if draft is None or not (one_line or draft.takes(edit, away)):
            if draft:
                yield _row(script, name, draft)
            draft = _Draft()
        draft.add(edit, away)
    if draft:
        yield _row(script, name, draft)


def _with_traces(edits: Iterable[SentenceEdit]) -> list[tuple[SentenceEdit, bool]]:
    """The edits in their order, and each moved one a second time (True) where it stood in the old text."""
    shown = [(edit, False) for edit in edits]
    for moved in sorted((e for e, _ in shown if e.moved and e.old), key=lambda e: e.old or ()):
        index = 0
        for i, (edit, away) in enumerate(shown):
            if edit.old and moved.old and edit.old < moved.old and (away or not edit.moved):
                index = i + 1
        shown.insert(index, (moved, True))
    return shown


def _row(script: EditScript, name: Field, draft: _Draft) -> Row:
    row = Row(
        field=name,
        status=_status(draft),
        runs=tuple(_parted(_joined(draft.runs))),
        old_number=None if draft.old is None else draft.old + 1,
        new_number=None if draft.new is None else draft.new + 1,
        others=tuple(sorted(set(draft.others))),
    )
    if name is not Field.BODY:
        return row
    kinds, number = (script.new_blocks, draft.new) if draft.new is not None else (script.old_blocks, draft.old)
    return replace(row, kind=kinds[number]) if number is not None else row


def _status(draft: _Draft) -> Status:
    runs = draft.runs
    if all(run.away for run in runs):
        return Status.MOVED_AWAY
    if all(run.op is Op.ADDED for run in runs):
        return Status.ADDED
    if all(run.op is Op.DELETED for run in runs):
        return Status.CUT
    if all(run.moved for run in runs):
        return Status.MOVED
    return Status.SAME if all(run.op is Op.KEPT and not run.moved and not run.away for run in runs) else Status.EDITED


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Neighbouring runs of one kind as one."""
    last: Run | None = None
    for run in runs:
        if last and (last.op, last.moved, last.away) == (run.op, run.moved, run.away):
            last = replace(last, text=last.text + run.text)
        else:
            if last:
                yield last
            last = run
    if last:
        yield last


def _parted(runs: Iterable[Run]) -> Iterator[Run]:
    """A space between words that went and came at the end of a line, where nothing else parts them; none in scripts
    that are written without."""
    before: Run | None = None
    for run in runs:
        if before and run.op is not before.op and Op.KEPT not in (run.op, before.op):
            joint = before.text[-1:] + run.text[:1]
            if not any(c.isspace() or east_asian_width(c) in "WF" for c in joint):
                before = replace(before, text=before.text + " ")
        if before:
            yield before
        before = run
    if before:
        yield before
