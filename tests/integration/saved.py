"""Articles in files, as users save them."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.files import SECOND, TICKS

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

SENTENCES = (
    "The river rose by {n} centimetres overnight, the district said in the morning.",
    "Volunteers filled {n} sandbags at the old brickworks and carried them to the dyke.",
    "The mayor asked everybody on the lower road to move their cars before the evening.",
    "School number {n} stays closed until the water has gone down, the council decided.",
    "No one was hurt, and the trains run again since noon, the railway company said.",
)


def text(headline: str, n: int = 40) -> str:
    return headline + "\n\n" + "\n\n".join(sentence.format(n=n) for sentence in SENTENCES)


def page(headline: str, n: int = 40, url: str | None = None) -> str:
    link = f'<link rel="canonical" href="{url}">' if url else ""
    paragraphs = "".join(f"<p>{sentence.format(n=n)}</p>" for sentence in SENTENCES)
    return (
        f"<!doctype html><html><head><title>{headline}</title>{link}</head><body><nav><a href=/>Home</a></nav>"
        f"<article><h1>{headline}</h1>{paragraphs}</article><footer>All rights reserved</footer></body></html>"
    )


def save(path: Path, content: str | bytes, at: datetime = NOON) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.utime(path, ns=(round(at.timestamp() * 10**6) * 1000,) * 2)
    return path


def settle() -> None:
    """Waits until a further change cannot hide behind the times of the files."""
    time.sleep(TICKS / SECOND * 1.5)
