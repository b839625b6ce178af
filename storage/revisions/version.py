"""Which differ and scorer made a change, so that stored changes can be computed anew when either answers otherwise."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING

from storage.revisions.score import SCORER_VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

# Raised whenever the edit script of two texts, or what makes a revision, would be another.
SCRIPT_VERSION = "2"


def version_of(tables: Mapping[str, bytes]) -> str:
    """The version of the differ, that of the scorer and eight hexadecimal digits of the tables' contents, by dots."""
    digest = hashlib.sha256()
    for name, contents in sorted(tables.items()):
        digest.update(f"{name}\0{len(contents)}\0".encode() + contents)
    return f"{SCRIPT_VERSION}.{SCORER_VERSION}.{digest.hexdigest()[:8]}"


def tables() -> dict[str, bytes]:
    """The tables of words, stamps and weights, by their names."""
    folder = files("storage.revisions")
    return {name: entry.read_bytes() for place in (folder, folder / "tables") for name, entry in _tables_in(place)}


def _tables_in(place: Traversable) -> list[tuple[str, Traversable]]:
    return [(entry.name, entry) for entry in place.iterdir() if entry.name.endswith(".toml")]


# Changes with the differ, the scorer or a table.
DIFFER_VERSION = version_of(tables())
