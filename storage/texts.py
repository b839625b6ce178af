"""Texts and stripped pieces as the columns of a row, and back: the one place that knows the shape of their JSON."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from storage.records import Block, BlockKind, Link, Notice, NoticeKind, Reason, Stripped, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class TextColumns(TypedDict):
    """The columns of `texts` that say what a reader saw."""

    headline: str | None
    standfirst: str | None
    byline: list[str]
    body: str
    shape: list[dict[str, Any]]
    notices: list[dict[str, str]]
    language: str | None


def columns_of(text: Text) -> TextColumns:
    """The text as columns of `texts`: a line of the body and an entry of the shape for each block."""
    return TextColumns(
        headline=text.headline,
        standfirst=text.standfirst,
        byline=list(text.byline),
        body=text.body,
        shape=[_shape_of(block) for block in text.blocks],
        notices=[{"kind": notice.kind.value, "text": notice.text} for notice in text.notices],
        language=text.language,
    )


def exact_hash(columns: TextColumns) -> str:
    """The SHA-256, in hex, of a text to the letter, its links and notices included."""
    letters = json.dumps(columns, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(letters.encode()).hexdigest()


def text_of(
    headline: str | None,
    standfirst: str | None,
    byline: Sequence[str],
    body: str,
    shape: Sequence[dict[str, Any]],
    notices: Iterable[dict[str, str]],
    language: str | None,
) -> Text:
    """The text that `columns_of` gave these columns for."""
    lines = body.split("\n") if shape else []
    return Text(
        headline=headline,
        standfirst=standfirst,
        byline=tuple(byline),
        blocks=tuple(_block_of(line, entry) for line, entry in zip(lines, shape, strict=True)),
        notices=tuple(Notice(text=entry["text"], kind=NoticeKind(entry["kind"])) for entry in notices),
        language=language,
    )


def stripped_rows(pieces: Iterable[Stripped]) -> list[dict[str, Any]]:
    """The pieces as the JSON of `extractions.stripped`."""
    return [{"text": piece.text, "reason": piece.reason.value, "before": piece.before} for piece in pieces]


def stripped_of(rows: Iterable[dict[str, Any]]) -> tuple[Stripped, ...]:
    """The pieces that `stripped_rows` gave these rows for."""
    return tuple(Stripped(text=row["text"], reason=Reason(row["reason"]), before=row["before"]) for row in rows)


def _shape_of(block: Block) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": block.kind.value}
    if block.id is not None:
        entry["id"] = block.id
    if block.at is not None:
        entry["at"] = block.at.isoformat()
    if block.links:
        entry["links"] = [[link.text, link.href] for link in block.links]
    return entry


def _block_of(line: str, entry: dict[str, Any]) -> Block:
    at = entry.get("at")
    return Block(
        text=line,
        kind=BlockKind(entry["kind"]),
        id=entry.get("id"),
        at=datetime.fromisoformat(at) if at else None,
        links=tuple(Link(text, href) for text, href in entry.get("links", ())),
    )
