"""Extractions as rows: what was made of a body, kept once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from storage.models import StoredExtraction, StoredText
from storage.revisions import fingerprint
from storage.revisions.doubt import word_count
from storage.rows import core, insert_new, insert_numbered
from storage.storable import storable, storable_json, storable_text
from storage.texts import columns_of, exact_hash, stripped_rows

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.records import Extraction, Stamp, Text


class Kept(NamedTuple):
    """A text as it is stored: its id, its fingerprint, its words, and the text itself."""

    id: int
    fingerprint: str
    words: int
    text: Text


_texts = core(StoredText).c
_BY_HASH = select(_texts.id, _texts.fingerprint, _texts.words).where(_texts.hash == bindparam("hash"))


def keep_extraction(connection: Connection, sha256: str, extractor: int, extraction: Extraction) -> Kept | None:
    """Stores what the extractor made of the body of that hash, and its text, and returns that text.

    None where there is none, and where the extraction was there already: it stays, whatever the new one says.
    """
    kept = keep_text(connection, extraction.text) if extraction.error is None else None
    row = {
        "body_sha256": sha256,
        "extractor_id": extractor,
        "text_id": None if kept is None else kept.id,
        "details": storable_json(details_of(extraction)),
        "stripped": storable_json(stripped_rows(extraction.stripped)),
        "error": storable(extraction.error),
    }
    return kept if insert_new(connection, StoredExtraction, row) else None


def keep_failure(connection: Connection, sha256: str, extractor: int, error: str) -> None:
    """Stores that nothing could be extracted from the body of that hash, and why."""
    row = {"body_sha256": sha256, "extractor_id": extractor, "details": {}, "stripped": [], "error": storable(error)}
    insert_new(connection, StoredExtraction, row)


def keep_text(connection: Connection, text: Text) -> Kept:
    """The text, stored where it is new."""
    text = storable_text(text)
    columns = columns_of(text)
    exact = exact_hash(columns)
    found = connection.execute(_BY_HASH, {"hash": exact}).first()
    if found is None:
        prints, words = fingerprint(text), word_count(text)
        row = {**columns, "hash": exact, "fingerprint": prints, "words": words}
        number = insert_numbered(connection, StoredText, row)
        if number is not None:
            return Kept(number, prints, words, text)
        # Another writer was faster.
        found = connection.execute(_BY_HASH, {"hash": exact}).one()
    return Kept(found.id, found.fingerprint, found.words, text)


def details_of(extraction: Extraction) -> dict[str, Any]:
    """What an extraction says beside its text, as `extractions.details` holds it; empty entries are left out.

    {"kind", "body_source", "published" and "modified": {"at", "source"}, "canonical_url", "amp_url", "site", "section",
    "tags", "paywalled": {"value", "because"}, "doubts"}; moments in ISO 8601, in the zone that the page gave.
    """
    paywalled = extraction.paywalled
    details = {
        "kind": extraction.kind.value,
        "body_source": extraction.body_source,
        "published": _stamp(extraction.published),
        "modified": _stamp(extraction.modified),
        "canonical_url": extraction.canonical_url,
        "amp_url": extraction.amp_url,
        "site": extraction.site,
        "section": extraction.section,
        "tags": list(extraction.tags),
        "paywalled": None if paywalled is None else {"value": paywalled.value, "because": paywalled.because},
        "doubts": list(extraction.doubts),
    }
    return {name: value for name, value in details.items() if value not in (None, [], "")}


def _stamp(stamp: Stamp | None) -> dict[str, str] | None:
    return None if stamp is None else {"at": stamp.at.isoformat(), "source": stamp.source}
