"""A generated archive: articles of ordinary length, some of them rewritten. The same numbers give the same archive."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from typing import TYPE_CHECKING

from storage.engine import writing
from storage.preparation import prepare
from storage.recording import record
from storage.records import Block, Capture, Extraction, Extractor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage import Archive

START = datetime(2026, 1, 1, tzinfo=UTC)
RULES = Extractor("generated", "1", "0" * 64)

PARAGRAPHS, WORDS = 12, 35  # 420 words, as news has
VOCABULARY = 20_000
SOURCES = 40
BATCH = 200


def fill(archive: Archive, articles: int, *, rewritten: float = 0.25) -> None:
    """Records the articles; a share of them in a second edition with another paragraph and headline."""
    numbered = captures(articles, rewritten=rewritten)
    while batch := list(islice(numbered, BATCH)):
        # Many in one transaction: it is the archive that is wanted here, not the speed of recording.
        with writing(archive.engine) as connection:
            for capture, extraction in batch:
                record(connection, capture, prepare(extraction), schedule=None)


def captures(articles: int, *, rewritten: float = 0.25) -> Iterator[tuple[Capture, Extraction]]:
    """The captures of the articles, with what is extracted from them."""
    for number, editions in enumerate(_articles(articles, rewritten)):
        url = f"https://source{number % SOURCES}.example/2026/story-{number}"
        for edition, extraction in enumerate(editions):
            at = START + timedelta(minutes=number, hours=6 * edition)
            yield Capture(url, url, at, status=200, body=_page(extraction)), extraction


def _articles(count: int, rewritten: float) -> Iterator[list[Extraction]]:
    chance = random.Random(7)
    # Zipf's law: the word of rank n is n times rarer than the first.
    words = ["".join(chance.choices("abcdefghiklmnoprstuvw", k=chance.randint(2, 9))) for _ in range(VOCABULARY)]
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))

    def sentence(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=length)).capitalize() + "."

    for number in range(count):
        blocks = [Block(sentence(WORDS)) for _ in range(PARAGRAPHS)]
        editions = [_extraction(f"Story {number}: {sentence(6)}", blocks)]
        if chance.random() < rewritten:
            blocks = [*blocks[:3], Block(sentence(WORDS)), *blocks[4:]]
            editions.append(_extraction(f"Story {number}: {sentence(6)}", blocks))
        yield editions


def _extraction(headline: str, blocks: list[Block]) -> Extraction:
    return Extraction(RULES, headline=headline, language="en", blocks=tuple(blocks))


def _page(extraction: Extraction) -> bytes:
    paragraphs = "".join(f"<p>{block.text}</p>" for block in extraction.blocks)
    return f"<html><body><h1>{extraction.headline}</h1>{paragraphs}</body></html>".encode()
