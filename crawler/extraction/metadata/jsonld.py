"""Schema.org objects in a page's JSON-LD scripts, flattened; and which of them is the article.

Pages break JSON in known ways: line breaks and quotes inside strings, a comma too many, a bracket too few, HTML
comments around it. What cannot be mended is left out; a page may have many scripts, and one broken one takes none of
the others with it.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from crawler.extraction.metadata.headline import key_of
from crawler.extraction.metadata.salvage import salvaged, without_commas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

Thing = dict[str, Any]

MOST_CHARACTERS = 2_000_000  # of one script
MOST_THINGS = 3_000
DEEPEST = 40

ARTICLES = frozenset(
    [
        "Article",
        "NewsArticle",
        "ReportageNewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReviewNewsArticle",
        "AdvertiserContentArticle",
        "SatiricalArticle",
        "BlogPosting",
        "LiveBlogPosting",
        "SocialMediaPosting",
        "ScholarlyArticle",
        "TechArticle",
        "Report",
        "Review",
        "CriticReview",
        "CreativeWork",
        "MediaNewsArticle",
    ]
)
OTHER_WORKS = frozenset(
    ["WebPage", "VideoObject", "ItemPage", "MedicalWebPage", "AudioObject", "PodcastEpisode", "Recipe", "FAQPage"]
)

_JSON = json.JSONDecoder(strict=False)
_WRAPPER = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*;?\s*$"
)
_AROUND = re.compile(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$")  # what does not tell one page from another
_TYPE = re.compile(r"[^/#:]+$")


def things(scripts: Iterable[HtmlElement]) -> tuple[Thing, ...]:
    """All objects with a type in the page's scripts, outer before inner, in the order of the page."""
    found: list[Thing] = []
    for script in scripts:
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            _walk(parsed(script.text), found, 0)
    return tuple(found)


def parsed(source: str) -> Any:
    """The value of a script, mended where it is broken in one of the known ways; None where that is not enough."""
    if len(source) > MOST_CHARACTERS:
        return None
    source = source.strip()
    if not source.startswith(("{", "[")) or not source.endswith(("}", "]")):
        source = _WRAPPER.sub("", source)
    for mended in (str, _without_commas, html.unescape):
        try:
            return _JSON.decode(mended(source))
        except (ValueError, RecursionError):
            continue
    return salvaged(source)


def _without_commas(source: str) -> str:
    return without_commas(source.rstrip("; \n\t"))


def _walk(value: Any, found: list[Thing], depth: int) -> None:
    if depth > DEEPEST or len(found) >= MOST_THINGS:
        return
    if isinstance(value, dict):
        if "@type" in value or "headline" in value:
            found.append(value)
        for inner in value.values():
            if isinstance(inner, (dict, list)):
                _walk(inner, found, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            _walk(inner, found, depth + 1)


def types(thing: Thing) -> set[str]:
    """The names of a thing's types, without their namespace."""
    raw = thing.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return {match.group() for name in names if isinstance(name, str) and (match := _TYPE.search(name.strip()))}


def articles(found: Iterable[Thing], urls: Iterable[str] = (), titles: Iterable[str] = ()) -> list[Thing]:
    """The things that may be the page's article, the likeliest first.

    An article beats a mere page or video; among several, the one whose URL is the page's, and the outer one. What
    stands in a list of articles is another one, unless it has the URL of the page or one of its titles.
    """
    own = {bare(url) for url in urls if url}
    found = list(found)
    listed = _listed(found)
    heads = [head for title in titles if (head := key_of(title))] if listed else []
    ranked: list[tuple[int, int, Thing]] = []
    for number, thing in enumerate(found):
        kinds = types(thing)
        if kinds & ARTICLES or ("headline" in thing and not kinds & OTHER_WORKS):
            rank = 0
        elif kinds & OTHER_WORKS:
            rank = 4
        else:
            continue
        if kinds == {"CreativeWork"}:
            rank = 5 if "headline" not in thing else 3
        named = {bare(url) for url in urls_of(thing)}
        if id(thing) in listed and not named & own and not _is_titled(thing, heads):
            continue
        if own and named:
            rank += 0 if named & own else 2
        if not ("headline" in thing or "datePublished" in thing or "author" in thing):
            rank += 3
        ranked.append((rank, number, thing))
    return [thing for _, _, thing in sorted(ranked, key=lambda entry: entry[:2])]


def _listed(found: Iterable[Thing]) -> set[int]:
    """The ids of the things that stand in lists."""
    inside: list[Thing] = []
    for thing in found:
        if "itemListElement" in thing and not types(thing) & {"BreadcrumbList"}:
            _walk(thing["itemListElement"], inside, 0)
    return {id(thing) for thing in inside}


def _is_titled(thing: Thing, heads: Iterable[str]) -> bool:
    """Whether a thing has one of the page's titles, perhaps with the site's name around it in one of them."""
    own = key_of(text_in(thing.get("headline") or thing.get("name")) or "")
    return bool(own) and any(own in head or head in own for head in heads)


def urls_of(thing: Thing) -> Iterator[str]:
    """The addresses that a thing gives as its own."""
    for key in ("url", "mainEntityOfPage", "@id"):
        value = thing.get(key)
        if isinstance(value, dict):
            value = value.get("@id") or value.get("url")
        if isinstance(value, str) and value:
            yield value


def bare(url: str) -> str:
    """A URL without scheme, query, fragment and outer slashes, for comparing."""
    return _AROUND.sub("", url.strip()).strip("/").lower()


def text_in(value: Any) -> str | None:
    """The text of a value that may be a string, a list or an object with a name; entities read, white space folded."""
    if isinstance(value, list):
        return next((text for item in value if (text := text_in(item))), None)
    if isinstance(value, dict):
        return text_in(value.get("name") or value.get("@value"))
    if isinstance(value, str):
        return " ".join(html.unescape(value).split()) or None
    return None
