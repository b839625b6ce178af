"""Our extractor and differ in the form that the evaluation scripts ask for."""

from __future__ import annotations

from typing import Any


def extract(html: str, url: str | None) -> dict[str, Any]:
    """Standfirst and body as lines, title, authors and published date of a page."""
    from crawler.extraction import extract as extract_body

    # The page's own declaration was made for other bytes.
    found = extract_body(html.encode("utf-8", "replace"), url, charset="utf-8")
    lines = [found.standfirst] if found.standfirst else []
    lines += [block.text for block in found.blocks]
    return {
        "text": "\n".join(lines),
        "title": found.headline,
        "authors": list(found.byline),
        "date": found.published.at.isoformat() if found.published else None,
    }


def diff(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Segments of the body, "=", "-", "+", moved here ">" and moved away "<", and the score of the change."""
    from storage.records import Block, Text
    from storage.revisions import compare

    texts = [Text(side["title"], blocks=tuple(map(Block, side["text"].split("\n")))) for side in (old, new)]
    change = compare(*texts)
    segments: list[tuple[str, str, str]] = []
    for edit in change.script.body:
        for segment in edit.segments:
            if edit.moved and segment.op.value == "=":
                segments += [("<", segment.old, ""), (">", "", segment.new)]
            else:
                segments.append((segment.op.value, segment.old, segment.new))
    return {"segments": segments, "score": change.score}
