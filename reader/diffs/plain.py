"""A diff as plain text, for mail and for terminals without colour: [-deleted-] {+added+}, as in `git --word-diff`."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from reader.diffs.rows import Fold, Row, Run, Status
from storage.revisions.script import Field, Op

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

GUTTER = {
    Status.SAME: " ",
    Status.EDITED: "~",
    Status.ADDED: "+",
    Status.CUT: "-",
    Status.MOVED: ">",
    Status.MOVED_AWAY: "<",
}


def label_of(row: Row) -> str:
    """What stands beside a row: the field's name, or the paragraph's number."""
    if row.field is not Field.BODY:
        return row.field.value
    return str(row.new_number or row.old_number or "")


def note_of(row: Row) -> str:
    """What is said of words that moved: where they came from, or went."""
    if not row.others:
        return ""
    paragraphs = ", ".join(map(str, row.others))
    if row.status is Status.MOVED_AWAY:
        return f"moved to paragraph {paragraphs}"
    if row.status is Status.MOVED:
        return f"moved here from paragraph {paragraphs}"
    return f"partly moved, to or from paragraph {paragraphs}"


def fold_note(fold: Fold) -> str:
    return f"{fold.paragraphs} unchanged paragraph{'s' * (fold.paragraphs != 1)}"


def marked(run: Run) -> str:
    """The run with marks around its words, the space behind them outside."""
    words = run.text.rstrip()
    behind = run.text[len(words) :]
    if run.away:
        return f"[<{words}>]{behind}"
    if run.op is Op.DELETED:
        return f"[-{words}-]{behind}"
    if run.op is Op.ADDED:
        return f"{{+{words}+}}{behind}"
    return run.text


def runs_text(runs: Iterable[Run]) -> str:
    """Runs as one string with their marks."""
    return "".join(marked(run) for run in runs).strip()


def render(parts: Iterable[Row | Fold], width: int = 78) -> Iterator[str]:
    """Lines of at most `width` characters."""
    for part in parts:
        if isinstance(part, Fold):
            yield f"  … {fold_note(part)} …"
            yield ""
            continue
        head = f"{GUTTER[part.status]} {label_of(part)}"
        if note := note_of(part):
            head += f" ({note})"
        text = runs_text(part.runs)
        if part.field is Field.BODY:
            yield head
            yield from textwrap.wrap(
                text, width, initial_indent="    ", subsequent_indent="    ", break_on_hyphens=False
            )
        else:
            yield from textwrap.wrap(f"{head}: {text}", width, subsequent_indent="    ", break_on_hyphens=False)
        yield ""
