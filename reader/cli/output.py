"""What commands print: records as JSON, moments as ISO 8601, what pages say without control characters."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import textwrap
import unicodedata
from dataclasses import asdict, is_dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import IO, TYPE_CHECKING, Any

import click

from reader.cli.streams import speaks_unicode
from storage.records import BlockKind, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from storage.highlights import Marked

# The widest that running text is set, whatever the terminal: longer lines are hard to read.
READING_WIDTH = 88
# The least: fewer columns hold a word or two.
LEAST_WIDTH = 20
# A terminal that is not as wide has no room for a table of counts, nor for a headline behind a date: what else stands
# beside each other stands one below the other.
WIDE = 80

# Characters that turn the direction of what follows: a page could make a line read as another.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

# What an ellipsis takes the place of at the end of a line that is cut: blanks, and another ellipsis with its mark.
_LOOSE_END = re.compile(r"(?:\s|…[”“\"’»]?)+$")
_QUOTED = re.compile("“[^“”]*”")


def moment(at: datetime | None) -> str:
    """ISO 8601 in UTC, to the second; a dash for never."""
    return "-" if at is None else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def safe(text: str | None) -> str:
    """What a page says, fit for a terminal: no escape sequences and no other control characters."""
    return "".join(
        c for c in text or "" if c in "\n\t" or not (unicodedata.category(c) in {"Cc", "Cs"} or c in TURNING)
    )


def emit(record: object, stream: IO[str] | None = None) -> None:
    """One JSON object on a line, of standard output if nothing else is named; moments as ISO 8601 in UTC."""
    content = asdict(record) if is_dataclass(record) and not isinstance(record, type) else record
    escaped = not speaks_unicode(stream or sys.stdout)
    click.echo(json.dumps(content, ensure_ascii=escaped, default=_json), file=stream)


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def is_colourless() -> bool:
    """Whether the person wants no colours (no-color.org), or the terminal has none."""
    return bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") in {"dumb", "unknown"}


def terminal_width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns


def is_narrow() -> bool:
    """Whether lists are set one thing below the other."""
    return terminal_width() < WIDE


def reading_width() -> int:
    return min(READING_WIDTH, shutil.get_terminal_size((READING_WIDTH, 24)).columns)


def wrapped(text: str, indent: str = "") -> str:
    """Text in lines of a readable width."""
    shown, width = safe(text), max(reading_width(), len(indent) + LEAST_WIDTH)
    if columns(shown) > len(shown):
        return "\n".join(indent + line.strip() for line in _wide_lines(shown, width - len(indent)))
    return textwrap.fill(shown, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def counted(number: int, noun: str, width: int = 1) -> str:
    """So many of something: "1 article", "2 articles"; the number takes `width` columns at least."""
    return f"{number:>{width}} {noun}{'s' * (number != 1)}"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: Chinese, Japanese and Korean characters take two each."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _wide_lines(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns, broken between any two characters, as is usual where words have no spaces."""
    line, taken = "", 0
    for character in text:
        wide = columns(character)
        if taken + wide > width:
            yield line
            line, taken = "", 0
        line, taken = line + character, taken + wide
    yield line


def shortened(text: str | None, width: int) -> str:
    """The text on one line of at most `width` columns."""
    line = " ".join(safe(text).split())
    if columns(line) <= width:
        return line
    while line and columns(line) > width - 1:
        line = line[: max(1, len(line) - max(1, (columns(line) - width) // 2))] if len(line) > 1 else ""
    return _LOOSE_END.sub("", line) + "…"


def told(reason: str) -> str:
    """Why a change matters, with one kind of quotation marks inside another."""
    return _QUOTED.sub(lambda match: match[0].replace('"', "'"), reason)


def in_lines(items: Iterable[str], indent: str = "    ") -> str:
    """Items beside each other, two blanks apart, and on further lines where the terminal is too narrow for all; none is
    broken. They may be styled."""
    width = terminal_width()
    lines: list[str] = []
    for item in items:
        if lines and columns(click.unstyle(f"{lines[-1]}  {item.rstrip()}")) <= width:
            lines[-1] += f"  {item}"
        else:
            lines.append((indent if lines else "") + item)
    return "\n".join(line.rstrip() for line in lines)


def side_by_side(items: Iterable[str], indent: str = "    ") -> str:
    """Items beside each other, two blanks apart, on one line however long; in a narrow terminal as `in_lines`."""
    return in_lines(items, indent) if is_narrow() else "  ".join(items)


def highlighted(text: Marked, indent: str = "", *, behind: int = 0, bold: bool = False) -> str:
    """What was found, in lines of a readable width, the words sought in colour; so many columns of the first line are
    taken."""
    shown = [(character, run.found) for run in text for character in safe(run.text)]
    found = iter([mark for character, mark in shown if not character.isspace()])
    # What is taken is stuck to the first word, so that it is broken nowhere.
    lines = wrapped("x" * behind + "".join(character for character, _ in shown), indent)[behind:]
    marks = [(character, False if character.isspace() else next(found)) for character in lines]
    return "".join(
        click.style(letters, fg="green", bold=True) if mark else click.style(letters, bold=True) if bold else letters
        for mark, run in groupby(marks, key=lambda one: one[1])
        for letters in ["".join(character for character, _ in run)]
    )


def print_text(text: Text) -> None:
    """The clean text as one reads it: headline, standfirst, byline, notices, body."""
    if text.headline:
        click.secho(wrapped(text.headline), bold=True)
        click.echo()
    if text.standfirst:
        click.secho(wrapped(text.standfirst), italic=True)
        click.echo()
    if text.byline:
        click.secho(wrapped("By " + ", ".join(text.byline)), dim=True)
        click.echo()
    for notice in text.notices:
        click.secho(wrapped(f"[{notice.kind.value}] {notice.text}"), fg="yellow")
        click.echo()
    for position, block in enumerate(text.blocks):
        match block.kind:
            case BlockKind.SUBHEAD:
                click.secho(wrapped(block.text), bold=True)
            case BlockKind.ITEM:
                click.echo(wrapped("• " + block.text, "  "))
            case BlockKind.QUOTE:
                click.echo(wrapped(block.text, "  | "))
            case BlockKind.POST:
                first = position == 0 or text.blocks[position - 1].id != block.id
                if first and block.at:
                    click.secho(moment(block.at), fg="cyan")
                click.echo(wrapped(block.text, "  "))
            case _:
                click.echo(wrapped(block.text))
        click.echo()
