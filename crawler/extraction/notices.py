"""Notices: what the editors say about the article itself, told from the text by the phrase tables."""

from __future__ import annotations

from crawler.extraction import phrases
from storage.records import Notice


def notice_of(text: str, language: str | None) -> Notice | None:
    """The notice that a block is; None where the block is about the world and not about the article."""
    kind = phrases.notice_kind_of(text, language)
    return Notice(" ".join(text.split()), kind) if kind else None
