"""Extractions as rows: what was made of a body, kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from storage.models import StoredExtraction, StoredText
from storage.preparation import sealed_extraction
from storage.rows import core, insert_new, insert_numbered

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.preparation import Prepared, PreparedText
    from storage.records import Text


class Kept(NamedTuple):
    """A text as it is stored: its id, its fingerprint, its words, and the text itself."""

    id: int
    fingerprint: str
    words: int
    text: Text


_texts = core(StoredText).c
_BY_HASH = select(_texts.id, _texts.fingerprint, _texts.words).where(_texts.hash == bindparam("hash"))


def keep_extraction(connection: Connection, sha256: str, extractor: int, prepared: Prepared) -> Kept | None:
    """Stores what the extractor made of the body of that hash, and its text, and returns that text.

    None where there is none, and where the extraction was there already: it stays, whatever the new one says.
    """
    kept = None if prepared.text is None else keep_text(connection, prepared.text)
    row = {
        "body_sha256": sha256,
        "extractor_id": extractor,
        "text_id": None if kept is None else kept.id,
        **prepared.row,
    }
    return kept if insert_new(connection, StoredExtraction, row) else None


def keep_failure(connection: Connection, sha256: str, extractor: int, error: str) -> None:
    """Stores that nothing could be extracted from the body of that hash, and why."""
    row = {"body_sha256": sha256, "extractor_id": extractor, **sealed_extraction({}, [], error)}
    insert_new(connection, StoredExtraction, row)


def keep_text(connection: Connection, prepared: PreparedText) -> Kept:
    """The text, stored where it is new."""
    row, text = prepared.row, prepared.text
    found = connection.execute(_BY_HASH, {"hash": row["hash"]}).first()
    if found is None:
        number = insert_numbered(connection, StoredText, row)
        if number is not None:
            return Kept(number, row["fingerprint"], row["words"], text)
        # Another writer was faster.
        found = connection.execute(_BY_HASH, {"hash": row["hash"]}).one()
    return Kept(found.id, found.fingerprint, found.words, text)
