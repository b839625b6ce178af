"""Whether readers must pay: a guess with its reason, since pages are known to mark themselves wrongly."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from storage.records import Guess

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawler.extraction.metadata import jsonld
    from crawler.extraction.metadata.marks import Marks

MOST_SELECTORS = 1_000  # characters of selectors that are looked at
_CLASS = re.compile(r"\.([\w-]+)")
_TIERS = {
    **dict.fromkeys(("free", "open"), False),
    **dict.fromkeys(("metered", "locked", "premium", "paid", "subscription", "plus", "subscriber", "hard"), True),
}


def paywalled(articles: Iterable[jsonld.Thing], marks: Marks) -> Guess | None:
    """What the page says of itself; None where it says nothing."""
    for article in articles:
        free = _truth(article.get("isAccessibleForFree"))
        locked = [part for part in _parts(article.get("hasPart")) if _truth(part.get("isAccessibleForFree")) is False]
        if free is False or (free is None and locked):
            where = next((part["cssSelector"] for part in locked if isinstance(part.get("cssSelector"), str)), None)
            return Guess(True, f"json-ld isAccessibleForFree is false{f' for {where[:60]}' if where else ''}")
        if free is True:
            return Guess(False, "json-ld isAccessibleForFree is true")
    for name in ("articlecontenttier", "contenttier", "ogcontenttier", "paywall"):
        value = marks.first(name)
        if value and (tier := _TIERS.get(value.strip().lower())) is not None:
            return Guess(tier, f"meta {name} is {value.strip().lower()}")
    return None


def _parts(value: Any) -> list[dict[str, Any]]:
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]


def _truth(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return {"true": True, "false": False, "1": True, "0": False}.get(value.strip().rsplit("/", 1)[-1].lower())
    return None


def classes_of_text(articles: Iterable[jsonld.Thing]) -> frozenset[str]:
    """The classes of elements that hold the article's text behind a wall, as its JSON-LD tells search engines.

    https://developers.google.com/search/docs/appearance/structured-data/paywalled-content
    """
    selectors: list[str] = []
    for article in articles:
        for part in _parts(article.get("hasPart")):
            told = part.get("cssSelector")
            selectors += [one for one in (told if isinstance(told, list) else [told]) if isinstance(one, str)]
    return frozenset(_CLASS.findall(" ".join(selectors)[:MOST_SELECTORS]))
