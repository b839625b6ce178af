"""The lists of the newsroom: front page, RSS, Atom, JSON Feed, sitemaps and robots.txt."""

from __future__ import annotations

import json
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from tests.newsroom.answers import Answer
from tests.newsroom.articles import ARTICLES, Article, Edition
from tests.newsroom.dress import SITE, Moment, promos
from tests.newsroom.trouble import TROUBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROBOTS = """User-agent: *
Disallow: /private/
Disallow: /search
Allow: /

Sitemap: {base}/sitemap.xml
"""


def listed(edition: int) -> list[tuple[Article, Edition]]:
    """The articles that the site shows in an edition, last modified first."""
    shown = [
        (article, state)
        for article in ARTICLES.values()
        if article.listed and (state := article.at(edition)) and not article.gone_at(edition)
    ]
    return sorted(shown, key=lambda pair: pair[1].modified, reverse=True)


def answer(path: str, base: str, edition: int, moment: Moment) -> Answer | None:
    """The answer of one of the lists; None if the path is none of them."""
    match path:
        case "/":
            return Answer(200, front(base, edition, moment).encode())
        case "/rss.xml":
            return steady(rss(base, edition), "application/rss+xml; charset=utf-8", edition)
        case "/atom.xml":
            return steady(atom(base, edition), "application/atom+xml; charset=utf-8", edition)
        case "/feed.json":
            return steady(json_feed(base, edition), "application/feed+json; charset=utf-8", edition)
        case "/sitemap.xml":
            return steady(sitemap_index(base), "application/xml; charset=utf-8", edition)
        case "/news-sitemap.xml":
            return steady(news_sitemap(base, edition), "application/xml; charset=utf-8", edition)
        case "/robots.txt":
            return Answer(200, ROBOTS.format(base=base).encode(), "text/plain; charset=utf-8")
        case "/trouble.xml":
            return Answer(200, trouble_feed(base).encode(), "application/rss+xml; charset=utf-8")
    return None


def steady(text: str, mime: str, edition: int) -> Answer:
    """A list that changes with the edition only: it has an ETag."""
    return Answer(200, text.encode(), mime, validators={"ETag": f'"edition-{edition}"'})


def _links(base: str, edition: int, campaign: str) -> Iterator[tuple[Article, Edition, str]]:
    for article, state in listed(edition):
        query = f"?utm_source={campaign}&utm_medium=web" if campaign else ""
        yield article, state, base + article.path_at(edition) + query


def front(base: str, edition: int, moment: Moment) -> str:
    teasers = "\n".join(
        f'<div class="teaser"><span class="kicker">{escape(article.section)}</span>'
        f'<h2><a href="{escape(url)}">{escape(state.headlines[0])}</a></h2>'
        f"<p>{escape(state.standfirst or '')}</p></div>"
        for article, state, url in _links(base, edition, "front")
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{SITE}: news from Port Merrow</title>'
        f'<meta property="og:type" content="website"><link rel="canonical" href="{base}/">'
        f'<link rel="alternate" type="application/rss+xml" href="{base}/rss.xml">'
        f'<link rel="alternate" type="application/atom+xml" href="{base}/atom.xml"></head>'
        f'<body><header><a href="/">{SITE}</a>'
        f'<nav><a href="/harbour">Harbour</a> <a href="/city">City</a></nav></header>'
        f"<main>{teasers}</main><aside><h2>Elsewhere in the Courant</h2>{promos(moment)}</aside>"
        f'<footer>© 2025 {SITE} <a href="/private/drafts/eel-prices">Staff</a></footer></body></html>'
    )


def rss(base: str, edition: int) -> str:
    items = "".join(
        f"<item><title>{escape(state.headlines[0])}</title><link>{escape(url)}</link>"
        f'<guid isPermaLink="false">courant-{article.name}</guid>'
        f"<description>{escape(state.standfirst or '')}</description>"
        f"<pubDate>{format_datetime(article.published)}</pubDate></item>"
        for article, state, url in _links(base, edition, "rss")
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{SITE}</title><link>{base}/</link>'
        f"<description>News from Port Merrow</description><language>en</language>{items}</channel></rss>"
    )


def atom(base: str, edition: int) -> str:
    entries = "".join(
        f'<entry><title>{escape(state.headlines[0])}</title><link rel="alternate" href="{escape(url)}"/>'
        f"<id>{base}/id/{article.name}</id><updated>{state.modified.isoformat()}</updated>"
        f"<published>{article.published.isoformat()}</published>"
        f"<summary>{escape(state.standfirst or '')}</summary></entry>"
        for article, state, url in _links(base, edition, "atom")
    )
    newest = max(state.modified for _, state in listed(edition)).isoformat()
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{SITE}</title>'
        f'<id>{base}/</id><updated>{newest}</updated><link rel="self" href="{base}/atom.xml"/>{entries}</feed>'
    )


def json_feed(base: str, edition: int) -> str:
    items = [
        {
            "id": article.name,
            "url": url,
            "title": state.headlines[0],
            "summary": state.standfirst,
            "date_published": article.published.isoformat(),
            "date_modified": state.modified.isoformat(),
        }
        for article, state, url in _links(base, edition, "")
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": SITE, "home_page_url": f"{base}/", "items": items}
    return json.dumps(feed, ensure_ascii=False)


def sitemap_index(base: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"<sitemap><loc>{base}/news-sitemap.xml</loc></sitemap></sitemapindex>"
    )


def news_sitemap(base: str, edition: int) -> str:
    urls = "".join(
        f"<url><loc>{escape(url)}</loc><lastmod>{state.modified.isoformat()}</lastmod><news:news><news:publication>"
        f"<news:name>{SITE}</news:name><news:language>{article.language}</news:language></news:publication>"
        f"<news:publication_date>{article.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(state.headlines[0])}</news:title></news:news></url>"
        for article, state, url in _links(base, edition, "")
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">{urls}</urlset>'
    )


def trouble_feed(base: str) -> str:
    items = "".join(
        f"<item><title>{escape(what)}</title><link>{base}{path}</link></item>" for path, what in TROUBLE.items()
    )
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Trouble</title><link>{base}/</link>'
        f"<description>Pages that make trouble</description>{items}</channel></rss>"
    )
