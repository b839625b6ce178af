"""Bytes in, Extraction out: what a reader sees of an article, and what was taken out of it, with reasons.

Pure: no network, no database, no clock. The only room that imports trafilatura, and only when a page is read.
"""

from __future__ import annotations

from crawler.extraction.extract import extract
from crawler.extraction.identity import EXTRACTOR

__all__ = ["EXTRACTOR", "extract"]
