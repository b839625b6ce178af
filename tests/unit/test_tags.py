"""Tags in the bytes of a page."""

from __future__ import annotations

from crawler.tags import links_and_metas

PAGE = b"""<!doctype html><head><LINK REL='canonical' Href = " https://news.example/a?b=1&amp;c=2 ">
<meta property=og:url content=https://news.example/a><link rel=stylesheet href=/a.css>
<link rel="alternate" type="application/rss+xml" href="/feed" title="caf\xe9">"""


def test_links_and_metas_are_found_with_what_they_say() -> None:
    assert list(links_and_metas(PAGE, b"canonical", b"og:url")) == [
        {"rel": "canonical", "href": "https://news.example/a?b=1&c=2"},
        {"property": "og:url", "content": "https://news.example/a"},
    ]
    assert [tag["href"] for tag in links_and_metas(PAGE, b"alternate")] == ["/feed"]
    assert list(links_and_metas(PAGE)) == []


def test_a_tag_without_end_is_none() -> None:
    assert list(links_and_metas(b"<link rel=canonical " + b"x" * 10_000, b"canonical")) == []
