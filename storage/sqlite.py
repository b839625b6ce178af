"""What is true of an archive that is a SQLite file, whoever opens it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from storage.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

DEFAULT = "archive.db"

# How long a writer waits for the others, in seconds. A transaction lasts some ten milliseconds at most, the rebuilding
# of an article's revisions a second.
BUSY = 60


def url_of(named: str | None) -> str:
    """The SQLAlchemy URL of an archive that is named by one, or by the path of a SQLite file; without a name, of
    `archive.db` in the current folder."""
    named = named or DEFAULT
    return named if "://" in named else f"sqlite:///{named}"


def look_at(path: Path) -> None:
    """Raises `ArchiveError` where no SQLite archive can be at that path."""
    if path.is_dir():
        raise ArchiveError(f"{path} is a folder; name a file in it")
    if not path.absolute().parent.is_dir():
        raise ArchiveError(f"no archive can be at {path}: the folder {path.parent} does not exist; make it first")


def is_writable(path: Path) -> bool:
    """Whether that file and its folder may be written: SQLite keeps its write-ahead log beside the file."""
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
