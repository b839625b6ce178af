"""Bytes in, Extraction out: what a reader sees of an article, and what was taken out of it, with reasons.

Pure: no network, no database, no clock. The only room that imports trafilatura, and only when a page is read: the
names are loaded when first asked for, and who extracts (`EXTRACTOR`) can be asked without loading what extracts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.extraction.identity import EXTRACTOR
    from crawler.extraction.stages import extract

__all__ = ["EXTRACTOR", "extract"]


def __getattr__(name: str) -> object:
    if name == "EXTRACTOR":
        from crawler.extraction.identity import EXTRACTOR

        return EXTRACTOR
    if name == "extract":
        from crawler.extraction.stages import extract

        return extract
    raise AttributeError(f"module 'crawler.extraction' has no attribute {name!r}")
