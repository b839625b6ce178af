"""The standard streams of a process: one that it was started without, one that cannot write a character, one that
nobody reads any longer."""

from __future__ import annotations

import codecs
import io
import os
import select
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# What a program's end says that nobody read to the end: the status that a shell gives for the signal SIGPIPE.
UNREAD = 128 + 13

# What stands for a character that the encoding of standard output lacks; a question mark stands for all others.
PLAIN = {
    "‘": "'", "’": "'", "\u201a": "'", "′": "'",
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "\u2011": "-", "–": "-", "—": "-", "−": "-",
    "→": "->", "…": "...", "•": "*", "·": "-", "×": "x",
    "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip
_HANDLER = "writethru.plain"


class UnreadError(Exception):
    """Whoever read the output has gone, as in `writethru articles | head -1`."""


def make_ready() -> None:
    """Gives the process what it was started without, and has standard output write something for every character."""
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(_nothing(os.O_RDONLY, "r"))
    if sys.stdout is None:
        # Open for reading only: what is written to it fails, as it should.
        sys.stdout = io.TextIOWrapper(_nothing(os.O_RDONLY, "w"))
    if sys.stderr is None:
        sys.stderr = io.TextIOWrapper(_nothing(os.O_WRONLY, "w"))
    if isinstance(sys.stdout, io.TextIOWrapper):
        codecs.register_error(_HANDLER, _plain)
        sys.stdout.reconfigure(errors=_HANDLER)


def _nothing(flags: int, mode: str) -> IO[bytes]:
    """The null device under the lowest free number, which is that of the missing stream: no other file may get it, nor
    may that of a child."""
    number = os.open(os.devnull, flags)
    os.set_inheritable(number, True)
    return open(number, mode + "b")  # noqa: PTH123 - for as long as the process lives


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(PLAIN.get(character, "?") for character in error.object[error.start : error.end]), error.end


def let_go() -> None:
    """Forgets what could not be written, so that the interpreter does not complain of it at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def watching_for_readers() -> Iterator[None]:
    """Raises `UnreadError` where a pipe breaks because nobody reads standard output or standard error; any other pipe
    that breaks is an error as before."""
    try:
        yield
    except BrokenPipeError as error:
        if _is_unread(sys.stdout) or _is_unread(sys.stderr):
            raise UnreadError from error
        raise


def _is_unread(stream: IO[str]) -> bool:
    if not hasattr(select, "poll"):  # as on Windows
        return True
    poll = select.poll()
    poll.register(stream.fileno(), 0)
    return bool(poll.poll(0))


def opened(path: Path | None, encoding: str | None = None) -> IO[str]:
    """That file in UTF-8, or standard output in its own encoding unless one is named; a context manager."""
    if path is None:
        return click.open_file("-", "w", encoding=encoding, errors=None)
    return click.open_file(str(path), "w", encoding="utf-8")


def speaks_unicode(stream: IO[str]) -> bool:
    """Whether every character can be written to it; to one that keeps text, too."""
    return codecs.lookup(getattr(stream, "encoding", None) or "utf-8").name.startswith("utf")
