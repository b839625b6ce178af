from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.feeds import LARGEST, Entry, is_feed, is_sitemap, named_in, parse
from storage.errors import PageError

URL = "https://news.example.com/feeds/all"

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<!-- made by hand -->
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>
  <title>The Brenn Courier</title><link>https://news.example.com/</link>
  <item><title>Dyke breaks</title><link>https://news.example.com/dyke?utm_source=rss</link>
    <pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate></item>
  <item><title>Relative</title><link>/market</link></item>
  <item><title>Again</title><link>/market</link></item>
  <item><title>Only an id</title><guid>https://news.example.com/by-guid</guid></item>
  <item><title>No address</title><guid isPermaLink="false">4711</guid></item>
  <item><title>Script</title><link>javascript:alert(1)</link></item>
</channel></rss>"""

ATOM = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://other.example.com/"><title>Atom</title>
  <entry><title>One</title><link rel="alternate" href="one"/><id>urn:1</id>
    <published>2026-03-01T08:00:00Z</published><updated>2026-03-01T11:30:00+02:00</updated></entry>
</feed>"""

RDF = b"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
  <channel rdf:about="https://news.example.com/"><title>RDF</title><link>https://news.example.com/</link></channel>
  <item rdf:about="https://news.example.com/r"><title>R</title><link>https://news.example.com/r</link></item>
</rdf:RDF>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "JSON",
        "items": [
            {"id": "1", "url": "/j1", "title": "J1", "date_published": "2026-03-01T08:00:00+01:00"},
            {"id": "https://news.example.com/j2"},
            "no item",
        ],
    }
).encode()


def test_rss_gives_each_article_once_with_absolute_urls_and_utc() -> None:
    feed = parse(RSS, URL)
    assert feed.title == "The Brenn Courier"
    assert [entry.url for entry in feed.entries] == [
        "https://news.example.com/dyke?utm_source=rss",
        "https://news.example.com/market",
        "https://news.example.com/by-guid",
    ]
    assert feed.entries[0] == Entry(
        "https://news.example.com/dyke?utm_source=rss", "Dyke breaks", datetime(2026, 3, 1, 9, tzinfo=UTC)
    )
    assert feed.newest == datetime(2026, 3, 1, 9, tzinfo=UTC)


def test_atom_resolves_against_its_base_and_prefers_the_update() -> None:
    feed = parse(ATOM, URL)
    assert feed.entries == (Entry("https://other.example.com/one", "One", datetime(2026, 3, 1, 9, 30, tzinfo=UTC)),)


def test_rss_1_and_json_feed_are_read_too() -> None:
    assert [entry.url for entry in parse(RDF, URL).entries] == ["https://news.example.com/r"]
    feed = parse(JSON_FEED, URL)
    assert [entry.url for entry in feed.entries] == ["https://news.example.com/j1", "https://news.example.com/j2"]
    assert feed.newest == datetime(2026, 3, 1, 7, tzinfo=UTC)


@pytest.mark.parametrize("body", [RSS, ATOM, RDF, JSON_FEED, RSS.decode().replace("utf-8", "utf-16").encode("utf-16")])
def test_a_feed_is_recognised_by_its_beginning(body: bytes) -> None:
    assert is_feed(body)
    assert parse(body, URL).entries


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body><rss></rss>",
        b"{}",
        b'{"version": 2}',
        b"<feed>cows</feed>",
        b"Plain text about <rss>",
        b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_feed_is_none(body: bytes) -> None:
    assert not is_feed(body, "text/html")


@pytest.mark.parametrize("root", ["urlset", "sitemapindex", "s:urlset"])
def test_a_sitemap_is_recognised_by_its_beginning_compressed_or_not(root: str) -> None:
    begun = f'<?xml version="1.0"?>\n<!-- <rss> --><{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    body = begun.encode() + b"<url><loc>https://news.example.com/1</loc></url>" * 9999
    assert is_sitemap(body)
    assert is_sitemap(gzip.compress(body, mtime=0))
    assert is_sitemap(begun.encode("utf-16"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<p>About the element &lt;urlset></p>",
        b"<rss/>",
        b"Plain text about <urlset>",
        b"\x1f\x8bnot",
        gzip.compress(b"<rss/>", mtime=0),
    ],
)
def test_what_is_no_sitemap_is_none(body: bytes) -> None:
    assert not is_sitemap(body)


def test_entities_of_its_own_make_a_feed_refused_before_they_grow() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(PageError, match="entities"):
        parse(bomb + b"<rss version='2.0'><channel><title>&b;</title></channel></rss>", URL)
    with pytest.raises(PageError, match="entities"):
        parse((bomb.decode() + "<rss version='2.0'/>").encode("utf-16"), URL)


@pytest.mark.parametrize(
    "body", [b"<html><p>hello</p></html>", b'{"version": "https://jsonfeed.org/version/1"}', b"{" * 2000, b""]
)
def test_what_cannot_be_read_is_a_page_error(body: bytes) -> None:
    with pytest.raises(PageError):
        parse(body, URL)


def test_an_oversized_feed_is_refused_unread() -> None:
    with pytest.raises(PageError, match="larger"):
        parse(b"<rss>" + b" " * LARGEST, URL)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_feed_or_a_page_error(body: bytes) -> None:
    assert is_feed(body) in (True, False)
    try:
        found = parse(body, URL)
    except PageError:
        return
    assert all(entry.url for entry in found.entries)


def test_a_front_page_names_its_feeds() -> None:
    page = b"""<head><link rel="alternate" type="application/rss+xml" href="/rss?a=1&amp;b=2">
    <LINK TYPE='application/atom+xml' HREF=https://news.example.com/atom REL='alternate'>
    <link rel="alternate" hreflang="de" href="/de"><link rel=alternate type=application/rss+xml href="javascript:x">"""
    assert named_in(page, "https://news.example.com/") == (
        "https://news.example.com/rss?a=1&b=2",
        "https://news.example.com/atom",
    )
