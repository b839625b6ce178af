"""What a page says about its article: every candidate read, the best one chosen by vote.

The head is read once and the JSON-LD is parsed once; the later stages find the objects in `Metadata.jsonld`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from crawler.extraction.folding import folded
from crawler.extraction.language import hinted
from crawler.extraction.metadata import byline, dates, headline, jsonld, kind, marks, paywall, region, topics, visible
from storage.records import Guess, PageKind, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

MOST_HEADINGS = 5
MOST_OF_HEADING = 500  # characters
FEWEST_WORDS = 4  # of a headline that an address may be made of


@dataclass(frozen=True, slots=True)
class Description:
    """A summary that a page gives in its head: seen by readers only if the page shows it too."""

    text: str
    source: str  # "meta description", "og:description", "json-ld" …


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the head, the JSON-LD and the marked-up parts of a page say; None where they say nothing."""

    headline: str | None = None
    byline: tuple[str, ...] = ()
    published: Stamp | None = None
    modified: Stamp | None = None
    language: str | None = None  # as the page is marked, ISO 639-1
    canonical_url: str | None = None  # absolute, http or https; not yet believed
    amp_url: str | None = None
    site: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    descriptions: tuple[Description, ...] = ()
    jsonld: tuple[dict[str, Any], ...] = ()  # all objects, outer before inner
    articles: tuple[dict[str, Any], ...] = ()  # those that may be the article, the likeliest first
    paywalled: Guess | None = None
    kind: PageKind = PageKind.ARTICLE


def read(tree: HtmlElement, landmarks: Mapping[str, Sequence[HtmlElement]], url: str | None) -> Metadata:
    """What a page says about its article, given the elements that `tree.landmarks` finds. The tree is only read."""
    head = marks.read(tree, landmarks)
    things = jsonld.things(landmarks["script"])
    own = [*head.links.get("canonical", ()), *head.every("ogurl"), *([url] if url else [])]
    articles = jsonld.articles(things, own, [*head.every("ogtitle", "twittertitle"), head.title or ""])
    language = hinted(head.language) or hinted(head.first("oglocale", "contentlanguage", "language", "dclanguage"))
    tag = region.tagged(language, [head.language, *head.every("oglocale", "contentlanguage")], url)
    site = _site(things, articles, head)
    house = _names(site, head, url)
    elected = headline.elected(
        _headlines(landmarks, articles, head, url, house),
        house,
        lambda keys: visible.prominence_of(tree, landmarks["h1"], keys),
    )
    shown = visible.shown_by(tree, landmarks, elected)
    section = topics.section_of(things, articles, head, own, elected)
    return Metadata(
        headline=elected,
        byline=byline.byline_of(shown, articles, things, head, language, {folded(name) for name in house}),
        published=dates.published_of(shown, articles, head, url, tag),
        modified=dates.modified_of(shown, articles, head, tag),
        language=language,
        canonical_url=_absolute(head.links.get("canonical", []), url) or _absolute(head.every("ogurl"), url),
        amp_url=_absolute(head.links.get("amphtml", []), url),
        site=site,
        section=section,
        tags=topics.tags_of(shown, articles, head),
        descriptions=tuple(_descriptions(articles, head)),
        jsonld=things,
        articles=tuple(articles),
        paywalled=paywall.paywalled(articles, head),
        kind=kind.kind_of(things, articles, head, url, section, language),
    )


def _headlines(
    landmarks: Mapping[str, Sequence[HtmlElement]],
    articles: list[jsonld.Thing],
    head: marks.Marks,
    url: str | None,
    house: list[str],
) -> list[headline.Candidate]:
    found = [headline.Candidate(value, "og") for value in head.every("ogtitle")[:1]]
    found += [headline.Candidate(value, "twitter") for value in head.every("twittertitle")[:1]]
    own = next((text for thing in articles if (text := jsonld.text_in(thing.get("headline")))), None)
    if own:
        found.append(headline.Candidate(own, "ld"))
    headings = landmarks["h1"][:MOST_HEADINGS]
    if all(visible.is_logo(heading, house) for heading in headings):
        headings = list(islice(filter(visible.is_named_headline, landmarks["h2"]), MOST_HEADINGS))
    for heading in headings:
        alone = (len(headings) == 1 and _in_one_piece(heading)) or _is_in_address(heading, url)
        found.append(headline.Candidate(heading.text_content(), "h1", alone))
    if head.title:
        found.append(headline.Candidate(head.title, "title"))
    return found


def _is_in_address(heading: HtmlElement, url: str | None) -> bool:
    """Whether the last part of the page's address is made of a heading's words."""
    said = headline.key_of(headline.tidy(heading.text_content()[:MOST_OF_HEADING])).replace(" ", "-")
    return said.count("-") >= FEWEST_WORDS - 1 and said in urlsplit(url or "").path.lower()


def _in_one_piece(heading: HtmlElement) -> bool:
    """Whether a heading is no link, and has no kicker or second line in an element of its own."""
    if next(heading.iter("a"), None) is not None or next(heading.iterancestors("a"), None) is not None:
        return False
    whole = heading.text_content().strip()
    return all(element.text_content().strip() in ("", whole) for element in heading)


def _names(site: str | None, head: marks.Marks, url: str | None) -> list[str]:
    """What the site may be called at the end of its titles."""
    host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = [site or "", *head.every("ogsitename", "applicationname", "applemobilewebapptitle", "twittersite")]
    names += [host, ".".join(labels[-2:]), " ".join(reversed(labels))]
    return [*names, *(label for label in labels[:-1] if len(label) > 2)]


def _site(things: tuple[jsonld.Thing, ...], articles: list[jsonld.Thing], head: marks.Marks) -> str | None:
    publishers = [thing.get("publisher") for thing in articles]
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    for publisher in publishers:
        if isinstance(publisher, dict) and "name" not in publisher:
            publisher = by_id.get(str(publisher.get("@id")))
        if not head.first("ogsitename") and (name := jsonld.text_in(publisher)):
            return name
    return headline.tidy(head.first("ogsitename", "applicationname")) or None


def _descriptions(articles: list[jsonld.Thing], head: marks.Marks) -> Iterator[Description]:
    seen = set()
    named = [("og:description", v) for v in head.every("ogdescription")]
    named += [("json-ld", jsonld.text_in(thing.get("description")) or "") for thing in articles]
    named += [("json-ld", jsonld.text_in(thing.get("alternativeHeadline")) or "") for thing in articles]
    named += [
        (f"meta {name}", v) for name in ("description", "twitterdescription", "dcdescription") for v in head.every(name)
    ]
    for source, value in named:
        text = headline.tidy(value)
        if text and text not in seen:
            seen.add(text)
            yield Description(text, source)


def _absolute(found: list[str], url: str | None) -> str | None:
    for value in found:
        try:
            whole = urljoin(url or "", value.strip())
            parts = urlsplit(whole)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname:
            return whole
    return None
