"""What an article is about: its section, by the head or the way of links to it, and its tags."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.metadata import headline, jsonld
from crawler.extraction.metadata.times import article_of
from crawler.extraction.metadata.visible import FRONT_PAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crawler.extraction.metadata.marks import Marks
    from crawler.extraction.metadata.visible import Shown

MOST_TAGS = 30
LONGEST_PLACE = 4  # digits of the place of a step
LONGEST_TAG = 60  # characters of a link that is a tag
_TAGGED = etree.XPath("descendant::a[contains(@rel, 'tag')]")


def section_of(
    things: Iterable[jsonld.Thing], articles: list[jsonld.Thing], head: Marks, own: Collection[str], elected: str | None
) -> str | None:
    """The section as the head or JSON-LD names it, else the last step but the article itself of the way to it.

    `own` are the addresses of the page, `elected` is its headline.
    """
    section = head.first("articlesection", "parselysection", "section", "cxenseparsesection", "parselypagesection")
    section = section or next((text for a in articles if (text := jsonld.text_in(a.get("articleSection")))), None)
    return headline.tidy(section or _last_step(things, own, elected)) or None


def _last_step(things: Iterable[jsonld.Thing], own: Collection[str], elected: str | None) -> str | None:
    """The last of a page's breadcrumbs that is neither the article nor the front page."""
    mine = {jsonld.bare(url) for url in own}
    title = headline.key_of(elected or "")
    for thing in things:
        if "BreadcrumbList" in jsonld.types(thing):
            steps = [_step(step) for step in _in_order(thing.get("itemListElement"))]
            if len(steps) > 2 and not steps[-1][1]:  # what is not linked is where one is
                steps.pop()
            for name, address in reversed(steps):
                if name and headline.key_of(name) != title and jsonld.bare(address) not in mine:
                    return None if _is_home(name, address) else name
    return None


def _in_order(steps: Any) -> list[jsonld.Thing]:
    found = [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    places = [str(step.get("position")) for step in found]
    if not all(place.isdecimal() and len(place) <= LONGEST_PLACE for place in places):
        return found
    return [step for _, step in sorted(zip(places, found, strict=True), key=lambda pair: int(pair[0]))]


def _step(step: jsonld.Thing) -> tuple[str, str]:
    """Name and address of a breadcrumb; empty where it has none."""
    item = step.get("item")
    inside = item if isinstance(item, dict) else {"@id": item}
    name = jsonld.text_in(step.get("name")) or jsonld.text_in(inside.get("name")) or ""
    return name, next((value for value in (inside.get("@id"), inside.get("url")) if isinstance(value, str)), "")


def _is_home(name: str, address: str) -> bool:
    return folded(name) in phrases.words("home") or FRONT_PAGE.fullmatch(address) is not None


def tags_of(shown: Shown, articles: list[jsonld.Thing], head: Marks) -> tuple[str, ...]:
    """The tags of the head and of JSON-LD; where these give none, the links of the article with rel="tag"."""
    values: list[str] = list(head.every("articletag", "newskeywords", "keywords", "parselytags"))
    for thing in articles[:1]:
        words = thing.get("keywords")
        values += [word for word in (words if isinstance(words, list) else [words]) if isinstance(word, str)]
    return _distinct(tag for value in values for tag in value.split(",")) or _distinct(_linked_tags(shown))


def _linked_tags(shown: Shown) -> Iterable[str]:
    article = article_of(shown)
    if article.tag not in ("article", "main"):
        return
    for link in _TAGGED(article):
        words = link.get("rel").split()
        if "tag" in words and "category" not in words and next(link.iterancestors("article"), article) is article:
            yield link.text_content()[:LONGEST_TAG]


def _distinct(tags: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for tag in tags:
        if text := headline.tidy(tag):
            found.setdefault(text.casefold(), text)
    return tuple(found.values())[:MOST_TAGS]
