"""Which elements of a page are surely not text, and why: by tag, role, ARIA, microdata and the words of their names."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from crawler.extraction.tree import is_hidden, names
from storage.records import Reason

if TYPE_CHECKING:
    from lxml.html import HtmlElement

VOCABULARY = files("crawler.extraction").joinpath("vocabulary.toml")

# Elements whose meaning HTML itself gives (https://html.spec.whatwg.org/#sections).
TAGS = {
    "nav": Reason.NAVIGATION,
    "aside": Reason.RELATED,
    "footer": Reason.NAVIGATION,
    "figcaption": Reason.CAPTION,
    "figure": Reason.CAPTION,
    "button": Reason.INTERFACE,
    "form": Reason.INTERFACE,
    "label": Reason.INTERFACE,
    "amp-consent": Reason.CONSENT,
    "amp-ad": Reason.AD,
    "amp-sidebar": Reason.NAVIGATION,
    "amp-social-share": Reason.SHARE,
}

# WAI-ARIA landmarks and widgets (https://www.w3.org/TR/wai-aria-1.2/#roles).
ROLES = {
    "navigation": Reason.NAVIGATION,
    "banner": Reason.NAVIGATION,
    "complementary": Reason.RELATED,
    "contentinfo": Reason.NAVIGATION,
    "search": Reason.INTERFACE,
    "dialog": Reason.CONSENT,
    "alertdialog": Reason.CONSENT,
    "button": Reason.INTERFACE,
    "menu": Reason.NAVIGATION,
    "menubar": Reason.NAVIGATION,
    "toolbar": Reason.INTERFACE,
    "tooltip": Reason.INTERFACE,
    "tablist": Reason.INTERFACE,
}

# Elements that carry the state of the whole page in their names.
WHOLE = frozenset({"html", "body", "main", "article"})

_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-Z])|[^\w]+|_+")


def reason_of(element: HtmlElement) -> Reason | None:
    """Why an element is surely not text; None where nothing says so."""
    tag = element.tag
    if is_hidden(element):
        return Reason.INTERFACE
    if tag in WHOLE:
        return None
    if (reason := TAGS.get(tag)) is not None:
        return reason
    if (role := element.get("role")) and (reason := ROLES.get(role.strip().lower())) is not None:
        return reason
    if element.get("data-nosnippet") is not None and tag != "span":
        return Reason.OTHER
    if name := names(element):
        return reason_of_name(name)
    return None


@lru_cache(maxsize=20_000)
def reason_of_name(name: str) -> Reason | None:
    """What class names and the like say about the text inside."""
    vocabulary = _vocabulary()
    lowered = name.lower()
    words = f" {' '.join(word for word in _HUMP.split(name) if word).lower()} "
    for reason, wanted, parts in vocabulary:
        if wanted.search(words) or (parts is not None and parts.search(lowered)):
            return reason
    return None


@cache
def _vocabulary() -> tuple[tuple[Reason, re.Pattern[str], re.Pattern[str] | None], ...]:
    table = tomllib.loads(VOCABULARY.read_text("utf-8"))
    table.pop("spared")
    rows = []
    for reason, row in table.items():
        words = re.compile(" (?:" + "|".join(map(re.escape, row["words"])) + ") ")
        parts = re.compile("|".join(map(re.escape, row["parts"]))) if row.get("parts") else None
        rows.append((Reason(reason), words, parts))
    return tuple(rows)
