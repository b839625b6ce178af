"""The part of recording that takes no database: a page as rows ready to be stored.

It is half of the work. A crawl has it done by the processes that read the pages, so that the one process that writes
the archive is left with the writing. Loads no SQLAlchemy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from storage.compression import compress
from storage.revisions import measure
from storage.seals import EXTRACTION, sealed
from storage.searchable import search_columns
from storage.storable import storable, storable_json, storable_text
from storage.texts import columns_of, exact_hash, stripped_rows

if TYPE_CHECKING:
    from storage.records import Extraction, Stamp, Text


@dataclass(frozen=True, slots=True)
class PreparedText:
    """A text to the letter as it is stored, and its row of `texts` but the id."""

    text: Text
    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An extraction, its text (None where nothing could be extracted), its row of `extractions` but the keys, and the
    body compressed on its own (None: whoever needs it does it)."""

    extraction: Extraction
    text: PreparedText | None
    row: dict[str, Any]
    frame: bytes | None = None


def prepare(extraction: Extraction, body: bytes | None = None) -> Prepared:
    """What is stored of an extraction; with `body`, the body's compressed form too."""
    text = prepare_text(extraction.text) if extraction.error is None else None
    details, stripped = storable_json(_details_of(extraction)), storable_json(stripped_rows(extraction.stripped))
    row = sealed_extraction(details, stripped, extraction.error)
    return Prepared(extraction, text, row, None if body is None else compress(body))


def sealed_extraction(details: dict[str, Any], stripped: list[dict[str, Any]], error: str | None) -> dict[str, Any]:
    """The row of `extractions` but the keys."""
    row = {"details": details, "stripped": stripped, "error": storable(error)}
    return sealed(EXTRACTION, row)


def prepare_text(text: Text) -> PreparedText:
    text = storable_text(text)
    columns = columns_of(text)
    measured = measure(text)
    row = {"hash": exact_hash(columns), "fingerprint": measured.fingerprint, "words": measured.words}
    return PreparedText(text, {**columns, **row, **search_columns(columns)})


def _details_of(extraction: Extraction) -> dict[str, Any]:
    """What an extraction says beside its text, as `extractions.details` holds it; empty entries are left out.

    {"kind", "body_source", "published" and "modified": {"at", "source"}, "canonical_url", "amp_url", "site", "section",
    "tags", "paywalled": {"value", "because"}}; moments in ISO 8601, in the zone that the page gave.
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
    }
    return {name: value for name, value in details.items() if value not in (None, [], "")}


def _stamp(stamp: Stamp | None) -> dict[str, str] | None:
    return None if stamp is None else {"at": stamp.at.isoformat(), "source": stamp.source}
