"""JSON-LD, which pages break, and the article in it, which may be another one's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawler.extraction.metadata import jsonld
from storage.records import PageKind
from tests.unit.extraction.heads import URL, ld, read


@pytest.mark.parametrize(
    "source",
    [
        '{"@type": "NewsArticle", "headline": "Bridge\nclosed"}',
        '{"@type": "NewsArticle", "headline": "Bridge closed",}',
        '<!-- {"@type": "NewsArticle", "headline": "Bridge closed"} -->',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Bridge closed"}\n//]]>',
        '{"@graph": [{"@type": "WebPage"}, {"@type": ["Article", "NewsArticle"], "headline": "Bridge closed"}]}',
        '[{"@type": "http://schema.org/NewsArticle", "headline": "Bridge closed"}]',
        '{"@type": "NewsArticle", "headline": "Bridge closed"};',
        '{"@type": "NewsArticle", "headline": "Bridge closed"}{"@type": "Organization"}',
        '{"@type": "Organization"},\n{"@type": "NewsArticle", "headline": "Bridge closed"};',
        '{"@type": "NewsArticle", "description": "The "old" bridge, he said, "must go"", "headline": "Bridge closed"}',
        '{"@type": "NewsArticle", "description": "It\\\'s over", "headline": "Bridge closed"};',
        '{"@type": "NewsArticle", "headline": "Bridge closed", "author": {"name": "Jane Doe"}',
        '[{"@type": "NewsArticle", "author": [{"name": "Jane Doe"}], "headline": "Bridge closed',
    ],
)
def test_broken_json_ld_is_mended(source):
    page = html.fromstring(f'<html><head><script type="application/ld+json">{source}</script></head></html>')
    found = jsonld.articles(jsonld.things(page.iter("script")))
    assert jsonld.text_in(found[0]["headline"]) == "Bridge closed"


@given(st.text(max_size=200))
def test_no_script_breaks_the_reading_of_json_ld(source):
    assert isinstance(jsonld.parsed(source), dict | list | str | int | float | None)


def test_a_broken_script_takes_no_other_with_it():
    head = '<script type="application/ld+json">{"@type": </script>' + ld(
        {"@type": "NewsArticle", "headline": "Bridge closed today"}
    )
    assert read(head).headline == "Bridge closed today"


def test_deep_json_ld_is_cut_off():
    assert jsonld.parsed("[" * 100_000) is None


def test_of_several_articles_the_one_of_this_page_counts():
    other = {"@type": "NewsArticle", "url": "https://www.herald.example/other", "author": "Max Other"}
    own = {"@type": "NewsArticle", "mainEntityOfPage": {"@id": URL + "#top"}, "author": "Jane Doe"}
    assert read(ld(other, own)).byline == ("Jane Doe",)


def test_the_articles_in_a_list_say_nothing_of_the_page():
    item = {
        "headline": "Ferry late",
        "author": "Max Other",
        "isAccessibleForFree": False,
        "datePublished": "2020-01-01",
    }
    things = [{"@type": "ListItem", "item": {"@type": kind, **item}} for kind in ("NewsArticle", "LiveBlogPosting")]
    found = read(
        ld({"@type": "ItemList", "itemListElement": things}),
        '<h1>Bridge closed</h1><p class="byline">By Jane Doe</p>',
    )
    assert (found.byline, found.paywalled, found.kind) == (("Jane Doe",), None, PageKind.ARTICLE)
    assert found.published is not None
    assert found.published.source == "url"


@pytest.mark.parametrize("own", [{"url": URL}, {"headline": "Bridge closed"}])
def test_the_page_itself_may_stand_in_a_list(own):
    item = {"@type": "NewsArticle", "author": "Jane Doe", **own}
    head = "<title>Bridge closed | The Herald</title>"
    assert read(head + ld({"@type": "ItemList", "itemListElement": [item]})).byline == ("Jane Doe",)


def test_json_ld_is_shared_flat_with_the_later_stages():
    found = read(ld({"@graph": [{"@type": "WebSite", "publisher": {"@type": "Organization"}}, {"@type": "Article"}]}))
    assert [sorted(jsonld.types(thing)) for thing in found.jsonld] == [["WebSite"], ["Organization"], ["Article"]]
    assert [sorted(jsonld.types(thing)) for thing in found.articles] == [["Article"]]
