"""Stamps of a clock in a text, "Updated 2 hours ago": they differ at every look and say nothing of the story.

The words stand in `stamps.toml`, a row a language. A stamp is a line of its own, or a part of a short one that is set
off: "Ann Lee | 2 hours ago", "Kyiv (updated 2 hours ago)". A clock inside a sentence belongs to the story.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

import regex

# What sets a stamp off from its neighbours on the line: a bar well enough for a bare "2 hours ago", a break for one
# that a label opens.
_BAR = regex.compile(r"\s*[|•·▪‧∙]\s*")
_BARS = re.compile(r"[|•·▪‧∙]")
_BREAK = regex.compile(r"\s+[-–—]\s+|[()\[\]]|(?<=\w{2}[.!])\s+")
_SET_OFF = re.compile(r"[|•·▪‧∙()\[\]]|\s[-–—]\s|[.!]\s")
_UNSETTLED = regex.compile(r"(?V1)[\p{M}\p{DI}\p{Cc}[\s--\ ]]")
_UNSEEN = regex.compile(r"(?V1)[[\p{DI}\p{Cc}]--\s]")
# A paragraph is not searched: a line with a byline, a place and a stamp has at most 160 letters, a stamp 60.
_LONGEST_LINE = 160
_LONGEST = 60


def stamps(line: str) -> list[tuple[int, int]]:
    """Where in a line a stamp stands: half-open ranges of its letters, in order."""
    if len(line) > _LONGEST_LINE or (len(line) > _LONGEST and not _SET_OFF.search(line)):
        return []
    if (line.isascii() and line.isprintable()) or not _UNSETTLED.search(line):
        return _in_settled(line)
    # One Unicode form, one kind of space and nothing invisible; and for each letter its cluster's place on the line.
    seen, places = "", []
    for cluster in regex.finditer(r"\X", line):
        letters = unicodedata.normalize("NFC", _UNSEEN.sub("", cluster[0]))
        seen += " " if letters.isspace() else letters
        places += [cluster.span()] * (1 if letters.isspace() else len(letters))
    return [(places[first][0], places[last - 1][1]) for first, last in _in_settled(seen)]


def _in_settled(line: str) -> list[tuple[int, int]]:
    found = []
    for start, end in _parts(_BAR, line, 0, len(line)) if _BARS.search(line) else [(0, len(line))]:
        if _fits(_stamp(), line, start, end):
            found.append((start, end))
        else:
            found += [(a, b) for a, b in _parts(_BREAK, line, start, end) if _fits(_aged(), line, a, b)]
    return found


def _fits(pattern: Any, line: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST and pattern.fullmatch(line, start, end) is not None


@cache
def stamp_table() -> dict[str, dict[str, list[str]]]:
    """The table by language."""
    table: dict[str, dict[str, list[str]]] = tomllib.loads(
        files("storage.revisions").joinpath("stamps.toml").read_text("utf-8")
    )
    return table


def _parts(separator: Any, line: str, start: int, end: int) -> list[tuple[int, int]]:
    parts = []
    for match in separator.finditer(line, start, end):
        parts.append((start, match.start()))
        start = match.end()
    return [*parts, (start, end)]


@cache
def _stamp() -> Any:
    """How long ago; or a label, then how long ago or nothing but digits and the words of dates."""
    shapes = []
    for row in stamp_table().values():
        # A word of dates ends where a digit, a sign or the line does: "mar" is March in "4 mar 2024", not in "4 marks".
        end = r"(?:[\s,.:\uFF1A/\-–+]+|(?<=\p{Nd})|(?=\p{Nd})|\Z)"
        date = rf"(?=\D*\p{{Nd}})(?:(?:\p{{Nd}}+|{_any(row['when'])}){end})+"
        shapes += [_ago(row), rf"{_label(row)}(?:{_ago(row)}|{date})"]
    return _pattern(shapes)


@cache
def _aged() -> Any:
    """A label and how long ago."""
    return _pattern([_label(row) + _ago(row) for row in stamp_table().values()])


def _pattern(shapes: list[str]) -> Any:
    return regex.compile(rf"(?i)\s*{_any(shapes)}[.:]?\s*")


def _label(row: dict[str, list[str]]) -> str:
    return rf"{_any(row['labels'])}\s*[:\uFF1A]?\s*"


def _ago(row: dict[str, list[str]]) -> str:
    number = _any([r"\p{Nd}{1,3}", *row["one"]])
    return _any([way.replace("{n}", number).replace("{unit}", _any(row["units"])) for way in row["ago"]])


def _any(alternatives: list[str]) -> str:
    return f"(?:{'|'.join(alternatives)})"
