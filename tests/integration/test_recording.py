"""What `Archive.record` makes of captures, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from storage.records import Block, Capture, Extraction, Extractor, Outcome

if TYPE_CHECKING:
    from storage import Archive

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
URL = "https://www.harbour.example/news/ferry"
RULES = Extractor("rules", "1", "0" * 64)


def capture(body: bytes, hours: float = 0, url: str = URL) -> Capture:
    return Capture(url, url, START + timedelta(hours=hours), status=200, body=body)


def extraction(*paragraphs: str, headline: str = "Ferry runs aground") -> Extraction:
    return Extraction(RULES, headline=headline, blocks=tuple(Block(paragraph) for paragraph in paragraphs))


def test_the_first_capture_of_an_article_makes_revision_1(archive: Archive) -> None:
    recorded = archive.record(capture(b"one"), extraction("The ferry ran aground."))
    assert (recorded.outcome, recorded.revision) == (Outcome.NEW, 1)
