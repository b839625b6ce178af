"""The head of a page as a table: meta elements by name, links by relation, the title.

Names are spelled in many ways (article:published_time, article:published:time, article.published-time): only their
letters and digits count, in small letters.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lxml.html import HtmlElement

_MARKS = re.compile(r"[\W_]+")
MOST = 2_000  # meta elements that are read, and links; the most of both on any page measured: 271


@dataclass(frozen=True, slots=True)
class Marks:
    """Values in the order of the page."""

    metas: dict[str, list[str]] = field(default_factory=dict)  # by name, property or itemprop, letters and digits only
    links: dict[str, list[str]] = field(default_factory=dict)  # href by rel
    title: str | None = None
    language: str | None = None  # the lang of the root element

    def first(self, *names: str) -> str | None:
        """The value of the first of these names that the page gives one."""
        return next((value for name in names for value in self.metas.get(name, ())), None)

    def every(self, *names: str) -> list[str]:
        """All values of these names, in the order of the names."""
        return [value for name in names for value in self.metas.get(name, ())]


@lru_cache(maxsize=2_000)
def _spelled(name: str) -> str:
    """A name as the table has it; remembered, since pages have the same ones."""
    return _MARKS.sub("", name).lower()


def _is_of_another(meta: HtmlElement) -> bool:
    """Whether a meta element stands in a list or beside the text: the microdata of a teaser."""
    above = meta.getparent()
    is_in_head = above is not None and above.tag == "head"
    return not is_in_head and next(meta.iterancestors("li", "aside"), None) is not None


def _in_one(values: Iterable[str]) -> dict[str, list[str]]:
    """What a page says in one meta element, as an object in JSON: `{"title": …, "authors": […], "pub_date": …}`."""
    found: dict[str, list[str]] = {}
    for value in values:
        try:
            told = json.loads(html.unescape(value)) if value.startswith("{") else {}
        except (ValueError, RecursionError):
            continue
        for name, said in told.items():
            texts = said if isinstance(said, list) else [said]
            found[f"parselypage{_spelled(name)}"] = [text for text in texts if isinstance(text, str) and text.strip()]
    return found


def read(tree: HtmlElement, landmarks: Mapping[str, Sequence[HtmlElement]]) -> Marks:
    """The marks of a page, given the elements that `tree.landmarks` finds."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    for meta in landmarks["meta"][:MOST]:
        told = dict(meta.items())
        if (value := " ".join(told.get("content", "").split())) and not _is_of_another(meta):
            for key in ("name", "property", "itemprop", "http-equiv"):
                if name := told.get(key):
                    metas.setdefault(_spelled(name), []).append(value)
    for link in landmarks["link"][:MOST]:
        if (rel := link.get("rel")) and (href := (link.get("href") or "").strip()):
            for word in rel.lower().split():
                links.setdefault(word, []).append(href)
    # An svg has a title too; the page's comes first.
    titles = (" ".join((element.text or "").split()) for element in landmarks["title"])
    title = next(filter(None, titles), None)
    for key, values in _in_one(metas.get("parselypage", ())).items():
        metas.setdefault(key, []).extend(values)
    return Marks(metas, links, title, tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang"))
