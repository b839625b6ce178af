"""Captures and extractions to record, said in a line."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.models import Article, Revision, StoredText
from storage.records import Block, Capture, Extraction, Extractor, Stamp

if TYPE_CHECKING:
    from storage import Archive
    from storage.records import Recorded

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://www.harbour.example/news/ferry"
RULES = Extractor("rules", "1", "0" * 64)

# Long enough that losing most of it is doubted.
LONG = tuple(f"Paragraph {number} says what happened at the quay that morning, in ten words." for number in range(10))


def at(hours: float) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=hours)


def extraction(*paragraphs: str, headline: str | None = "Ferry runs aground", **more: Any) -> Extraction:
    """What the rules make of a page of these paragraphs; `modified` may be given in hours after the start."""
    if isinstance(more.get("modified"), int | float):
        more["modified"] = Stamp(at(more["modified"]), "json-ld")
    more.setdefault("extractor", RULES)
    return Extraction(headline=headline, blocks=tuple(Block(paragraph) for paragraph in paragraphs), **more)


def capture(hours: float, body: bytes | None = None, *, url: str = URL, **more: Any) -> Capture:
    """A good fetch so many hours after the start."""
    return Capture(url, more.pop("requested_url", url), at(hours), **{"status": 200, "body": body, **more})


def body_of(extraction: Extraction) -> bytes:
    """Bytes that stand for the page: the same for the same extraction, others for another."""
    return f"<html>{extraction!r}</html>".encode("utf-8", "replace")


def record(
    archive: Archive, hours: float, *paragraphs: str, url: str = URL, schedule: Any = None, **more: Any
) -> Recorded:
    """Records an edition of the article at the URL, captured so many hours after the start."""
    made = extraction(*paragraphs, **more)
    return archive.record(capture(hours, body_of(made), url=url), made, schedule=schedule)


def revisions(archive: Archive, url: str = URL) -> list[tuple[int, datetime, str, int | None]]:
    """Number, moment, body and number of the revision gone back to, of each revision of the article."""
    wanted = (
        select(Revision.number, Revision.seen_at, StoredText.body, Revision.reverts_to)
        .join(StoredText, StoredText.id == Revision.text_id)
        .join(Article, Article.id == Revision.article_id)
        .where(Article.url == url)
        .order_by(Revision.number)
    )
    with archive.reading() as connection:
        return [tuple(row) for row in connection.execute(wanted)]


def rows(archive: Archive, wanted: Any) -> list[Any]:
    """The rows of a query."""
    with archive.reading() as connection:
        return list(connection.execute(wanted).all())
