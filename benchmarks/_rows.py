"""The rows of the measuring sets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The objects of a file of JSON lines. Only a line feed ends one: their texts hold other separators."""
    with path.open(encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]
