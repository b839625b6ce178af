"""Texts: what they hold is what their hash says, and what is searched is what they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.checking.problems import UNREADABLE, Problem, Progress, rows_of
from storage.engine import said
from storage.models import TEXT_COLUMNS, StoredText
from storage.revisions import fingerprint
from storage.searchable import search_columns
from storage.texts import TextColumns, exact_hash, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Row


def check_texts(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Texts that are not what they were, and those that the search would not find."""
    columns = select(
        StoredText.id.label("key"),
        StoredText.hash,
        StoredText.fingerprint,
        *TEXT_COLUMNS,
        StoredText.search_headline,
        StoredText.search_byline,
        StoredText.search_body,
    )
    for row in rows_of(connection, columns, StoredText.id, what="text", name="texts", progress=progress):
        if isinstance(row, Problem):
            yield row
            continue
        try:
            yield from _problems(row)
        except UNREADABLE as error:
            yield Problem("text", str(row.key), f"cannot be read: {said(error)}")


def _problems(row: Row[*tuple[Any, ...]]) -> Iterator[Problem]:
    where = str(row.key)
    columns = TextColumns(
        headline=row.headline,
        standfirst=row.standfirst,
        byline=row.byline,
        body=row.body,
        shape=row.shape,
        notices=row.notices,
        language=row.language,
    )
    if exact_hash(columns) != row.hash:
        yield Problem("text", where, "is damaged: its content has another hash")
    elif fingerprint(text_of(**columns)) != row.fingerprint:
        yield Problem("text", where, "has another fingerprint than is stored")
    searched = search_columns(columns)
    if searched != {name: getattr(row, name) for name in searched}:
        yield Problem("search", f"text {where}", "what is searched is not what the text holds")
