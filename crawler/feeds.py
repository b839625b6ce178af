"""Feeds: RSS, Atom and JSON Feed in, entries out. Pure, but to be run in a worker: the bytes are a stranger's.

RSS 0.9-2.0 (rssboard.org/rss-specification), Atom (RFC 4287), JSON Feed 1.1 (jsonfeed.org/version/1.1).
"""

from __future__ import annotations

import calendar
import io
import json
import re
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from crawler.moments import iso
from crawler.tags import links_and_metas
from crawler.urls import LONGEST, canonical, is_web
from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterable

# The largest feeds of newspapers have a few hundred kilobytes.
LARGEST = 5_000_000
MOST_ENTRIES = 2_000

_PROLOG = 65_536  # bytes in which the first element of a document is looked for
_ROOT = re.compile(rb"<(?![?!])\s*(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOTS = {b"rss": "rss", b"feed": "atom", b"RDF": "rdf"}
_SITEMAPS = frozenset({b"urlset", b"sitemapindex"})
_GZIP = b"\x1f\x8b"
_ATOM = b"http://www.w3.org/2005/Atom"
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_JSON_VERSION = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/jsonfeed\.org\\?/version')


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed: the article's absolute URL, and when the feed says it was published or updated, in UTC."""

    url: str
    title: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's entries in its own order, each URL once."""

    title: str | None = None
    home: str | None = None
    entries: tuple[Entry, ...] = ()

    @property
    def newest(self) -> datetime | None:
        """When the newest entry was published or updated."""
        return max((entry.at for entry in self.entries if entry.at is not None), default=None)


def is_feed(body: bytes, content_type: str = "") -> bool:
    """Whether these bytes are a feed: by what they begin with, whatever their type is called."""
    head = _head(body)
    start = head.lstrip()
    if start.startswith(b"{"):
        return bool(_JSON_VERSION.search(head)) or "feed+json" in content_type.lower()
    root = _root(head)
    if not start.startswith(b"<") or root is None or root[1] not in _ROOTS:
        return False
    # An element called "feed" could be anything.
    return root[1] != b"feed" or _ATOM in head or "atom" in content_type.lower()


def is_sitemap(body: bytes) -> bool:
    """Whether these bytes, gzipped or not, are a sitemap or an index of some (sitemaps.org/protocol.html)."""
    if body.startswith(_GZIP):
        try:
            body = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(body, _PROLOG)
        except zlib.error:
            return False
    head = _head(body)
    root = _root(head)
    return head.lstrip().startswith(b"<") and root is not None and root[1] in _SITEMAPS


def named_in(page: bytes, url: str) -> tuple[str, ...]:
    """The feeds that an HTML page names (`rel=alternate`, in its order), as absolute URLs."""
    found: dict[str, None] = {}
    for attributes in links_and_metas(page[: _PROLOG * 4], b"alternate"):
        if "alternate" not in attributes.get("rel", "").lower().split() or attributes.get("type") not in _TYPES:
            continue
        try:
            address = urljoin(url, attributes.get("href", ""))
        except ValueError:
            continue
        if is_web(address):
            found[canonical(address)] = None
    return tuple(found)


def parse(body: bytes, url: str) -> Feed:
    """The feed in these bytes; relative links are resolved against `url`. Raises `PageError` where there is none."""
    if len(body) > LARGEST:
        raise PageError(f"the feed is larger than {LARGEST // 1_000_000} MB")
    if _head(body).lstrip().startswith(b"{"):
        return _json_feed(body, url)
    return _xml_feed(body, url)


def _head(body: bytes) -> bytes:
    head = body[:_PROLOG]
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")):
        head = head.replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")


def _root(head: bytes) -> re.Match[bytes] | None:
    """The first tag outside comments."""
    found = _ROOT.search(head)
    if found is None or b"<!--" not in head[: found.start()]:
        return found
    return _ROOT.search(_COMMENT.sub(b"", head))


def _xml_feed(body: bytes, url: str) -> Feed:
    import feedparser

    head = _COMMENT.sub(b"", _head(body))
    root = _ROOT.search(head)
    if b"<!ENTITY" in (head[: root.start()] if root else head):
        # No feed needs entities of its own, and nested ones are a bomb (CWE-776).
        raise PageError("the feed declares entities")
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers={"content-location": url}, sanitize_html=False, resolve_relative_uris=True
    )
    if not parsed.get("version"):
        raise PageError("neither RSS, Atom nor JSON Feed")
    return Feed(
        _text(parsed.feed.get("title")),
        _text(parsed.feed.get("link")),
        _entries(
            (item.get("link") or _address(item.get("id")), item.get("title"), _utc(item), url)
            for item in parsed.entries[:MOST_ENTRIES]
        ),
    )


def _utc(item: Any) -> datetime | None:
    for name in ("updated_parsed", "published_parsed"):
        # `get` would fall back from the one to the other with a warning.
        moment = dict.get(item, name)
        if moment:
            try:
                return datetime.fromtimestamp(calendar.timegm(moment), UTC)
            except (ValueError, OverflowError):
                continue
    return None


def _json_feed(body: bytes, url: str) -> Feed:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise PageError(f"the JSON Feed cannot be read: {error}") from None
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        raise PageError("a JSON Feed without items")
    return Feed(
        _text(feed.get("title")),
        _text(feed.get("home_page_url")),
        _entries(
            (item.get("url") or _address(item.get("id")), item.get("title"), _iso(item), url)
            for item in items[:MOST_ENTRIES]
            if isinstance(item, dict)
        ),
    )


def _iso(item: dict[str, object]) -> datetime | None:
    for name in ("date_modified", "date_published"):
        text = item.get(name)
        # RFC 3339 has a zone always; without one nothing better than UTC is known.
        if isinstance(text, str) and (moment := iso(text)):
            return moment
    return None


def _entries(items: Iterable[tuple[object, object, datetime | None, str]]) -> tuple[Entry, ...]:
    found: dict[str, Entry] = {}
    for link, title, at, base in items:
        if not isinstance(link, str) or len(link) > LONGEST:
            continue
        try:
            url = urljoin(base, link.strip())
        except ValueError:
            continue
        if url not in found and is_web(url):
            found[url] = Entry(url, _text(title), at)
    return tuple(found.values())


def _address(identity: object) -> str | None:
    """An entry's id where it is a whole URL: it then stands for a link that is missing."""
    return identity if isinstance(identity, str) and is_web(identity) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
