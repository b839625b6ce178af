"""What the head says of the page itself: payment, kind, addresses and the rest."""

from __future__ import annotations

import pytest

from storage.records import PageKind
from tests.unit.extraction.heads import URL, ld, read


@pytest.mark.parametrize(
    ("thing", "value"),
    [
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, True),
        ({"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "false", "cssSelector": ".body"}}, True),
        ({"isAccessibleForFree": True}, False),
        ({"isAccessibleForFree": "true", "hasPart": [{"isAccessibleForFree": False}]}, False),
    ],
)
def test_a_paywall_is_a_guess_with_its_reason(thing, value):
    guess = read(ld({"@type": "NewsArticle", "headline": "Bridge closed"} | thing)).paywalled
    assert guess is not None
    assert guess.value is value
    assert "isAccessibleForFree" in guess.because


def test_a_page_that_says_nothing_of_payment_gives_no_guess():
    assert read(ld({"@type": "NewsArticle", "headline": "Bridge closed"})).paywalled is None
    tier = read('<meta property="article:content_tier" content="locked">').paywalled
    assert tier is not None
    assert tier.value is True


@pytest.mark.parametrize(
    ("head", "url", "kind"),
    [
        ("", URL, PageKind.ARTICLE),
        (ld({"@type": "LiveBlogPosting", "headline": "Storm: live"}), URL, PageKind.LIVE),
        (ld({"@type": "OpinionNewsArticle", "headline": "Close it"}), URL, PageKind.OPINION),
        ("", "https://herald.example/opinion/close-it", PageKind.OPINION),
        ('<meta property="article:section" content="Leitartikel">', URL, PageKind.OPINION),
        ('<meta property="og:type" content="video.other">', "https://herald.example/video/1", PageKind.VIDEO),
        (ld({"@type": "ImageGallery"}), "https://herald.example/fotos/1", PageKind.GALLERY),
        ("", "https://herald.example/", PageKind.FRONT),
        ("", "https://herald.example/deliver-us", PageKind.ARTICLE),
    ],
)
def test_the_head_tells_the_kind_of_page(head, url, kind):
    lang = "de" if "Leitartikel" in head else "en"
    assert read(head, url=url, lang=lang).kind is kind


def test_addresses_are_absolute_and_of_the_web():
    found = read('<link rel="canonical" href="/bridge"><link rel="amphtml" href="//amp.herald.example/bridge">')
    assert found.canonical_url == "https://www.herald.example/bridge"
    assert found.amp_url == "https://amp.herald.example/bridge"
    assert read('<link rel="canonical" href="javascript:alert(1)">').canonical_url is None
    assert read('<link rel="canonical" href="http://[broken">').canonical_url is None


def test_the_rest_of_the_head_is_read():
    head = (
        '<meta property="og:site_name" content="The Herald"><meta property="article:section" content="Local">'
        '<meta property="article:tag" content="Bridges"><meta name="keywords" content="bridges, Storms ,">'
        '<meta property="og:description" content="Cracks in two &lt;b&gt;pillars&lt;/b&gt;.">'
        '<meta name="description" content="All you need to know.">'
    )
    found = read(head + ld({"@type": "NewsArticle", "description": "Cracks in two pillars."}), lang="en-GB")
    assert (found.site, found.section, found.tags, found.language) == (
        "The Herald",
        "Local",
        ("Bridges", "Storms"),
        "en",
    )
    assert [(d.source, d.text) for d in found.descriptions] == [
        ("og:description", "Cracks in two pillars."),
        ("meta description", "All you need to know."),
    ]
