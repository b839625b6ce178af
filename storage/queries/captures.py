"""Captures of an article: every observation, whatever came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.models import Article, Body, Capture, Revision, StoredExtraction, StoredText
from storage.queries.reading import naming, records
from storage.queries.standing import active_extractor, source_id
from storage.records import Origin, Outcome, PageKind

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """A capture without its bytes; `Archive.body(sha256)` has those."""

    id: int
    article: int
    fetched_at: datetime
    origin: Origin
    requested_url: str
    status: int | None  # of HTTP; None for a file and for no answer
    outcome: Outcome
    restamped: bool  # a new modified date over unchanged text
    error: str | None
    etag: str | None
    last_modified: str | None
    headers: tuple[tuple[str, str], ...]
    sha256: str | None  # of the body; None where there was none
    size: int  # of the body in bytes before compression
    revision: int | None  # the number of the revision that it made
    doubt: str | None = None  # what is doubted of it, if its outcome is "doubtful"


def captures(
    connection: Connection,
    article_id: int | None = None,
    *,
    source: str | None = None,
    restamped: bool = False,
    with_body: bool = False,
    since: datetime | None = None,
    until: datetime | None = None,
    newest_first: bool = True,
    limit: int | None = None,
) -> list[CaptureEntry]:
    """The captures of an article, or of all, fetched at `since` or later and before `until`.

    `source` is the name of a source; with `restamped` only those with a new modified date over unchanged text, with
    `with_body` only those that brought bytes, whatever came of them.
    """
    query = (
        select(
            Capture.id,
            Capture.article_id,
            Capture.fetched_at,
            Capture.origin,
            Capture.requested_url,
            Capture.status,
            Capture.outcome,
            Capture.restamped,
            Capture.error,
            Capture.etag,
            Capture.last_modified,
            Capture.headers,
            Capture.body_sha256,
            Body.size,
            Revision.number,
        )
        .outerjoin(Body, Body.sha256 == Capture.body_sha256)
        .outerjoin(Revision, (Revision.capture_id == Capture.id) & (Revision.extractor_id == active_extractor()))
    )
    if article_id is not None:
        query = query.where(Capture.article_id == article_id)
    if source is not None:
        query = query.join(Article, Article.id == Capture.article_id)
        query = query.where(Article.source_id == source_id(connection, source))
    if restamped:
        query = query.where(Capture.restamped)
    if with_body:
        query = query.where(Capture.body_sha256.is_not(None))
    if since is not None:
        query = query.where(Capture.fetched_at >= since)
    if until is not None:
        query = query.where(Capture.fetched_at < until)
    order = (Capture.fetched_at.desc(), Capture.id.desc()) if newest_first else (Capture.fetched_at, Capture.id)
    name = "the capture {id} of article {article_id}"
    found = records(connection, query.order_by(*order), _entry, name, limit=limit)
    return [replace(one, doubt=_doubt(connection, one)) if one.outcome is Outcome.DOUBTFUL else one for one in found]


def _entry(row: Any) -> CaptureEntry:
    return CaptureEntry(
        id=row.id,
        article=row.article_id,
        fetched_at=row.fetched_at,
        origin=Origin(row.origin),
        requested_url=row.requested_url,
        status=row.status,
        outcome=Outcome(row.outcome),
        restamped=row.restamped,
        error=row.error,
        etag=row.etag,
        last_modified=row.last_modified,
        headers=tuple((name, value) for name, value in row.headers),
        sha256=row.body_sha256,
        size=row.size or 0,
        revision=row.number,
    )


def _doubt(connection: Connection, entry: CaptureEntry) -> str | None:
    """What is doubted of a capture, as far as what it showed (a 304 what the one before did) can still be told."""
    from storage.revisions.doubt import why

    shown = (
        select(StoredText.words, StoredExtraction.details)
        .select_from(Capture)
        .join(StoredExtraction, StoredExtraction.body_sha256 == Capture.body_sha256)
        .join(StoredText, StoredText.id == StoredExtraction.text_id)
        .where(Capture.article_id == entry.article, Capture.fetched_at <= entry.fetched_at)
        .where(StoredExtraction.extractor_id == active_extractor())
        .order_by(Capture.fetched_at.desc(), Capture.id.desc())
        .limit(1)
    )
    stood = (
        select(StoredText.words)
        .join(Revision, Revision.text_id == StoredText.id)
        .where(Revision.article_id == entry.article, Revision.seen_at < entry.fetched_at)
        .where(Revision.extractor_id == active_extractor())
        .order_by(Revision.number.desc())
        .limit(1)
    )
    with naming(f"the capture {entry.id} of article {entry.article}"):
        new, old = connection.execute(shown).first(), connection.execute(stood).scalar()
        if new is None or old is None:
            return None
        return why(old, new.words, PageKind(new.details.get("kind", PageKind.ARTICLE)))
