"""The standard streams of a process: one that cannot write a character."""

from __future__ import annotations

import codecs
import io
import sys
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pathlib import Path

# What stands for a character that the encoding of standard output lacks; a question mark stands for all others.
PLAIN = {
    "‘": "'", "’": "'", "\u201a": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "\u2011": "-", "–": "-", "—": "-", "−": "-",
    "→": "->", "…": "...", "•": "*", "·": "-", "×": "x",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip
_HANDLER = "writethru.plain"


def make_ready() -> None:
    """Has standard output write something for every character."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error(_HANDLER, _plain)
        sys.stdout.reconfigure(errors=_HANDLER)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end


def opened(path: Path | None, encoding: str | None = None) -> IO[str]:
    """That file in UTF-8, or standard output in its own encoding unless one is named; a context manager."""
    if path is None:
        return click.open_file("-", "w", encoding=encoding, errors=None)
    return click.open_file(str(path), "w", encoding="utf-8")


def speaks_unicode(stream: IO[str]) -> bool:
    """Whether every character can be written to it; to one that keeps text, too."""
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name.startswith("utf")
