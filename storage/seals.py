"""Seals: a hash over what a row says and nothing else could tell, so that damage to it is found.

Bodies and texts have hashes of their own, edit scripts are tried; a seal covers the rest of what is never changed.
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

# The columns that are sealed, a table each.
SOURCE = ("name",)
ARTICLE = ("url",)
ALIAS = ("url",)
CAPTURE = (
    "article_id",
    "requested_url",
    "fetched_at",
    "origin",
    "status",
    "etag",
    "last_modified",
    "headers",
    "body_sha256",
    "outcome",
    "restamped",
    "error",
)
EXTRACTION = ("details", "stripped", "error")
CHANGE = (
    "differ",
    "score",
    "kinds",
    "edits",
    "reason",
    "silent",
    "words_added",
    "words_removed",
    "left_out",
)


def seal(columns: tuple[str, ...], row: Mapping[str, Any]) -> str:
    """The SHA-256, in hex, of those columns of a row, the same before it is stored and after it is read."""
    said = json.dumps([row[name] for name in columns], sort_keys=True, separators=(",", ":"), default=_moment)
    return hashlib.sha256(said.encode()).hexdigest()


def sealed(columns: tuple[str, ...], row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its seal."""
    return {**row, "seal": seal(columns, row)}


def _moment(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    raise TypeError(f"cannot be sealed: {type(value).__name__}")
