"""A diff for a terminal, with rich: side by side where it is wide, inline where it is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from reader.diffs.plain import GUTTER, fold_note, label_of, note_of
from reader.diffs.rows import Fold, Row, Run, Status
from storage.revisions.script import Op

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

WIDE = 120  # columns; two texts of 50 characters and what stands beside them

STYLES = {Op.KEPT: "", Op.DELETED: "red strike", Op.ADDED: "green bold"}
MOVED = "cyan"
GUTTER_STYLES = {
    Status.SAME: "dim",
    Status.EDITED: "yellow",
    Status.ADDED: "green",
    Status.CUT: "red",
    Status.MOVED: "cyan",
    Status.MOVED_AWAY: "cyan dim",
}


def render(console: Console, parts: Iterable[Row | Fold], side_by_side: bool | None = None) -> None:
    """Print the rows; side by side by default where the console is at least `WIDE` columns wide."""
    both = console.width >= WIDE if side_by_side is None else side_by_side
    table = Table.grid(padding=(0, 1, 0, 0), expand=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(ratio=1)
    if both:
        table.add_column(justify="right", no_wrap=True)
        table.add_column(ratio=1)
    for part in parts:
        if isinstance(part, Fold):
            note = Text(f"… {fold_note(part)} …", style="dim")
            table.add_row("", note, *(("", "") if both else ()))
        elif both:
            _two(table, part)
        else:
            table.add_row(_label(part, label_of(part)), _styled(part, part.runs))
        table.add_row("")
    console.print(table)


def _two(table: Table, row: Row) -> None:
    old = str(row.old_number or "") if row.field == "body" else row.field.value
    new = str(row.new_number or "") if row.field == "body" else ""
    table.add_row(
        Text(old if row.old_runs else "", style="dim"),
        _styled(row, row.old_runs, note=row.status is Status.MOVED_AWAY),
        _label(row, new),
        _styled(row, row.new_runs, note=row.status is not Status.MOVED_AWAY),
    )


def _label(row: Row, label: str) -> Text:
    return Text(f"{GUTTER[row.status]} {label}", style=GUTTER_STYLES[row.status])


def _styled(row: Row, runs: tuple[Run, ...], note: bool = True) -> Text:
    text = Text(style="dim" if row.status is Status.SAME else "")
    for run in runs:
        words = run.text.rstrip()
        style = "cyan dim strike" if run.away else f"{STYLES[run.op]} {MOVED if run.moved else ''}".strip()
        text.append(words, style=style)
        text.append(run.text[len(words) :])
    if note and (said := note_of(row)):
        text.append(f"  ({said})", style=f"{MOVED} italic")
    text.rstrip()
    return text
