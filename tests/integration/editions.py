"""Editions of articles, recorded in a line each: what the tests of reads look at."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from storage.records import Alias, Block, Capture, Extraction, Extractor, Notice, NoticeKind, Reason, Stripped

if TYPE_CHECKING:
    from storage import Archive
    from storage.records import Recorded

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Extractor("rules", "1", "0" * 64)


def at(hours: float) -> datetime:
    """So many hours after the start."""
    return START + timedelta(hours=hours)


def record(
    archive: Archive,
    url: str,
    *paragraphs: str,
    hours: float = 0,
    headline: str | None = "Ferry runs aground",
    standfirst: str | None = None,
    byline: tuple[str, ...] = (),
    developing: bool = False,
    correction: str | None = None,
    stripped: str | None = None,
    aliases: tuple[Alias, ...] = (),
) -> Recorded:
    """Records an edition of the article at the URL, captured so many hours after the start."""
    notices = [Notice("This is a developing story.", NoticeKind.DEVELOPING)] if developing else []
    if correction is not None:
        notices.append(Notice(correction, NoticeKind.CORRECTION))
    extraction = Extraction(
        RULES,
        headline=headline,
        standfirst=standfirst,
        byline=byline,
        language="en",
        blocks=tuple(Block(paragraph) for paragraph in paragraphs),
        stripped=(Stripped(stripped, Reason.CAPTION),) if stripped else (),
        notices=tuple(notices),
    )
    page = repr((headline, standfirst, byline, paragraphs, notices, stripped)).encode()
    body = b"<html>" + page + hashlib.sha256(page).hexdigest().encode() + b"</html>"
    capture = Capture(url, url, at(hours), status=200, body=body, headers=(("Server", "press"),), aliases=aliases)
    return archive.record(capture, extraction)


def answer(archive: Archive, url: str, status: int, *, hours: float) -> Recorded:
    """Records an answer of the server without a text."""
    return archive.record(Capture(url, url, at(hours), status=status))
