"""A post of a live blog, its id, and the posts that JSON-LD tells of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.extraction.metadata import jsonld

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_POSTS = 3_000


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a live blog."""

    id: str
    at: datetime | None  # in UTC; None where the page gives no zone


@dataclass(frozen=True, slots=True)
class Update:
    """A post as JSON-LD tells it."""

    post: Post
    headline: str
    body: str  # text or markup


def updates_in(things: Sequence[dict[str, Any]]) -> list[Update]:
    """The posts in the `liveBlogUpdate` of things, as they stand there (https://schema.org/LiveBlogPosting)."""
    found = []
    for thing in things:
        inner = thing.get("liveBlogUpdate")
        for told in islice(inner if isinstance(inner, list) else [inner], MOST_POSTS):
            if isinstance(told, dict):
                at = moment_of(jsonld.text_in(told.get("datePublished")))
                anchors = (url.partition("#")[2] for url in jsonld.urls_of(told))
                own = next(filter(None, anchors), None) or (at.isoformat() if at else "")
                body = told.get("articleBody")
                headline = jsonld.text_in(told.get("headline") or told.get("name")) or ""
                found.append(Update(Post(own, at), headline, body if isinstance(body, str) else ""))
    ids = numbered([(None, update.post.id, update.post.at) for update in found])
    return [replace(update, post=replace(update.post, id=own)) for update, own in zip(found, ids, strict=True)]


def numbered(rows: Sequence[tuple[object, str, datetime | None]]) -> list[str]:
    """The ids of posts, given in the order of the page; of those that share one all but the oldest have a number."""
    times = [at for _, _, at in rows if at is not None]
    oldest_last = not times or times[0] >= times[-1]
    seen: Counter[str] = Counter()
    out = []
    for _, own, _ in reversed(rows) if oldest_last else rows:
        seen[own] += 1
        out.append(own if seen[own] == 1 and own else f"{own} ({seen[own]})".strip())
    return out[::-1] if oldest_last else out


def moment_of(value: str | None) -> datetime | None:
    """A moment in UTC; None for what names none, or no zone."""
    value = (value or "").strip()
    try:
        if value.isdecimal() and len(value) in (10, 13):  # seconds or milliseconds since 1970
            return datetime.fromtimestamp(int(value[:10]), UTC)
        at = datetime.fromisoformat(value)
        return at.astimezone(UTC) if at.tzinfo is not None else None
    except (ValueError, OverflowError, OSError):
        return None
