# ruff: noqa: DTZ001 - many pages give moments without a zone
"""Published and modified where the head says less than the page, or each of them only a part."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

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
