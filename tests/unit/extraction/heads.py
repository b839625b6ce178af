"""Metadata as it is read from pages made of a head and a body."""

from __future__ import annotations

import json

from crawler.extraction import metadata, tree

URL = "https://www.herald.example/2024/03/12/bridge-closed"


def read(head: str = "", body: str = "", url: str | None = URL, lang: str = "en") -> metadata.Metadata:
    page = tree.parse(f'<html lang="{lang}"><head>{head}</head><body>{body}</body></html>')
    return metadata.read(page, tree.landmarks(page), url)


def ld(*things: dict) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(thing)}</script>' for thing in things)
