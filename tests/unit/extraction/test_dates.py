# ruff: noqa: DTZ001 - many pages give moments without a zone
"""Published and modified where the head says less than the page, or each of them only a part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from crawler.extraction.metadata import dates, region, written
from tests.unit.extraction.heads import ld, read

CET = timezone(timedelta(hours=1))
BARE = "https://herald.example/bridge-closed"  # an address without a date
DATED = "https://herald.example/2024/03/12/bridge-closed"


@pytest.mark.parametrize(
    ("told", "meta", "at"),
    [
        ("2024-03-12", "2024-03-12T10:15:00Z", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("2024-03-12T00:00:00Z", "2024-03-12T10:15:00Z", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("2024-03-12T10:15:00", "2024-03-12T10:15:20+01:00", datetime(2024, 3, 12, 10, 15, 20, tzinfo=CET)),
        ("2024-03-12", "2024-03-14T10:15:00Z", datetime(2024, 3, 12)),
        ("2024-03-12T09:15:00Z", "2024-03-12T11:00:00Z", datetime(2024, 3, 12, 9, 15, tzinfo=UTC)),
    ],
)
def test_a_day_is_completed_by_what_gives_its_hour(told, meta, at):
    head = ld({"@type": "NewsArticle", "headline": "Bridge closed", "datePublished": told})
    published = read(head + f'<meta property="article:published_time" content="{meta}">').published
    assert published is not None
    assert (published.at, published.at.tzinfo is None) == (at, at.tzinfo is None)


@pytest.mark.parametrize(
    ("body", "lang", "published", "modified"),
    [
        (
            '<time class="updated" datetime="2024-03-13T08:00Z"></time><time datetime="2024-03-12T10:15Z"></time>',
            "en",
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            datetime(2024, 3, 13, 8, tzinfo=UTC),
        ),
        (
            '<time class="entry-date published updated" datetime="2024-03-12T10:15Z"></time>',
            "en",
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            None,
        ),
        (
            '<time itemprop="dateModified">2024-03-13</time><time itemprop="datePublished">2024-03-12</time>',
            "en",
            datetime(2024, 3, 12),
            datetime(2024, 3, 13),
        ),
        (
            '<p>Updated: <time datetime="2024-03-13">Wed</time>, <time datetime="2024-03-12">Tue</time></p>',
            "en",
            datetime(2024, 3, 12),
            datetime(2024, 3, 13),
        ),
        (
            "<p>Updated March 13, 2024 | Published March 12, 2024</p>",
            "en",
            datetime(2024, 3, 12),
            datetime(2024, 3, 13),
        ),
        (
            "<p>Publié le 12 mars 2024 à 10h15, mis à jour le 13 mars 2024 à 8h00</p>",
            "fr",
            datetime(2024, 3, 12, 10, 15),
            datetime(2024, 3, 13, 8),
        ),
        ("<p>Updated 13 March 2024</p>", "en", datetime(2024, 3, 13), datetime(2024, 3, 13)),
        ("<p>12 March 2024</p>", "en", datetime(2024, 3, 12), None),
        ('<p class="date">٢١ نوفمبر ٢٠٢٦</p>', "ar", datetime(2026, 11, 21), None),
        ("<p>On March 3, 2019 the bridge was repainted.</p>", "en", None, None),
    ],
)
def test_the_page_shows_when_it_was_published_and_updated(body, lang, published, modified):
    found = read(body=f"<article><h1>Bridge closed</h1>{body}</article>", lang=lang, url=BARE)
    assert (found.published and found.published.at, found.modified and found.modified.at) == (published, modified)


@pytest.mark.parametrize(
    "elsewhere",
    [
        '<blockquote>— X (@x) <a><time datetime="2019-03-03">March 3, 2019</time></a></blockquote>',
        '<article class="card"><time datetime="2019-03-03"></time></article>',
    ],
)
def test_a_time_of_something_else_gives_way_to_the_address(elsewhere):
    clock = "<header><time>2019-03-04</time><p class=date>4 March 2019</p></header>"
    page = f"{clock}<article><h1>Bridge closed</h1><p>Cracks.</p>{elsewhere}</article>"
    published = read(body=page, url=DATED).published
    assert published is not None
    assert (published.at, published.source) == (datetime(2024, 3, 12), "url")


@pytest.mark.parametrize(
    ("text", "language", "at"),
    [
        ("2024年3月12日 午後10時15分", "ja", datetime(2024, 3, 12, 22, 15)),
        ("2024年3月12日 午前0時15分", "ja", datetime(2024, 3, 12, 0, 15)),
        ("2024年3月12日 午後3時", "ja", datetime(2024, 3, 12, 15)),
        ("2024年3月12日 下午10:15", "zh", datetime(2024, 3, 12, 22, 15)),
        ("2024年3月12日 晚上10点15分", "zh", datetime(2024, 3, 12, 22, 15)),
        ("2024年3月12日 上午10:15", "zh-TW", datetime(2024, 3, 12, 10, 15)),
        ("입력 2024.03.12. 오후 10:15", "ko", datetime(2024, 3, 12, 22, 15)),
        ("2024년 3월 12일 오후 3시", "ko", datetime(2024, 3, 12, 15)),
        ("12 مارس 2024 10:15 مساءً", "ar", datetime(2024, 3, 12, 22, 15)),
        ("12 مارس 2024 10:15 صباحًا", "ar", datetime(2024, 3, 12, 10, 15)),
        ("12 марта 2024, 10:15 МСК", "ru", datetime(2024, 3, 12, 7, 15, tzinfo=UTC)),
        ("12 मार्च 2024, 10:15 PM IST", "hi", datetime(2024, 3, 12, 16, 45, tzinfo=UTC)),
        ("March 12, 2024 10:15 IST", "en-IN", datetime(2024, 3, 12, 4, 45, tzinfo=UTC)),
        ("March 12, 2024 10:15 IST", "en-IE", datetime(2024, 3, 12, 9, 15, tzinfo=UTC)),
        ("March 12, 2024 10:15 IST", "en", datetime(2024, 3, 12, 10, 15)),
        ("06/05/2024", "en", datetime(2024, 6, 5)),
        ("06/05/2024", "en-US", datetime(2024, 6, 5)),
        ("06/05/2024", "en-GB", datetime(2024, 5, 6)),
    ],
)
def test_halves_of_the_day_and_zones_are_read_as_the_language_and_the_country_have_them(text, language, at):
    found = written.moment_in(text, language)
    assert found is not None
    assert (found, found.tzinfo is None) == (at, at.tzinfo is None)


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ("March 12, 2024 10:15 PM EDT", datetime(2024, 3, 13, 2, 15, tzinfo=UTC)),
        ("Tue, 12 Mar 2024 10:15:00 +0100", datetime(2024, 3, 12, 9, 15, tzinfo=UTC)),
        ("Tue Mar 12 10:15:00 GMT 2024", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
    ],
)
def test_a_date_as_text_in_the_head_keeps_its_half_of_the_day_and_its_zone(value, at):
    assert dates.moment(value, "en") == at


@pytest.mark.parametrize(
    ("marks", "url", "tag"),
    [
        (["en-GB", "en_US"], "https://estuary.example/a", "en-GB"),
        (["en-US", "en_GB"], "https://estuary.co.uk/a", "en-US"),
        (["en", "en_US"], "https://estuary.co.uk/a", "en-GB"),
        (["en", "en_AU"], "https://estuary.example/a", "en-AU"),
        (["en", "fr_FR"], "https://estuary.example/a", "en"),
        ([], None, "en"),
    ],
)
def test_the_country_is_told_by_the_root_then_by_the_domain_then_by_the_cards(marks, url, tag):
    assert region.tagged("en", marks, url) == tag


@pytest.mark.parametrize(
    ("head", "line", "url", "at", "source"),
    [
        ("", '<p class="date">12.29.14</p>', "/2014/12/a", datetime(2014, 12, 29), "text"),
        ("", '<p class="date">29/12/14</p>', "/2014/12/a", datetime(2014, 12, 29), "text"),
        ("", '<p class="date">12.29.14</p>', "/2014/11/a", None, None),
        ("", "<p>12.29.14</p>", "/2014/12/a", None, None),
        ("2009-01-01", '<p class="date">3 March 2024</p>', "/2024/03/a", datetime(2024, 3, 3), "text"),
        ("2009-01-01", '<p class="date">3 April 2024</p>', "/2024/03/a", datetime(2009, 1, 1), "meta date"),
        ("2023-12-30", '<p class="date">3 March 2024</p>', "/2024/03/a", datetime(2023, 12, 30), "meta date"),
    ],
)
def test_the_month_in_the_address_confirms_what_the_page_shows(head, line, url, at, source):
    told = f'<meta name="date" content="{head}">' if head else ""
    found = read(told, f"<article><h1>Bridge closed</h1>{line}</article>", url="https://herald.example" + url).published
    assert ((found.at, found.source) if found else (None, None)) == (at, source)
