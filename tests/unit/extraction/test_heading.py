"""The heading that is the headline, and what stands near it: bylines and dates are not those of logos and teasers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.extraction.heads import read

TITLE = '<meta property="og:title" content="Bridge closed after storm">'
TEASERS = (
    '<nav><h1>The Herald</h1></nav><div class="top"><h3>Ferry sold</h3><span class="byline">By Max Other</span></div>'
    + "<div><span>menu</span></div>" * 60
)


def test_the_byline_and_date_of_a_page_with_a_logo_as_heading_stand_near_the_headline():
    body = f'{TEASERS}<h2 class="entry-title">Bridge closed after storm</h2><p class="byline">By Jane Doe</p>'
    body += '<p class="date">12 March 2024, 10:15 UTC</p>'
    found = read(TITLE, body, url="https://herald.example/bridge")
    assert found.byline == ("Jane Doe",)
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 12, 10, 15, tzinfo=UTC)


def test_an_empty_heading_is_passed_over():
    body = '<h1></h1><div></div><h1>The bridge</h1><p class="byline">By Jane Doe</p>'
    assert read("", body).byline == ("Jane Doe",)


def test_a_heading_whose_words_the_address_has_is_the_headline():
    title = "Old bridge closed: it may fall"
    head = f'<meta property="og:title" content="{title}"><title>{title}</title>'
    body = "<h1>Bridge closed after storm</h1><h1>Bridge closed after storm</h1>"
    assert read(head, body, url="https://herald.example/a/bridge-closed-after-storm").headline == (
        "Bridge closed after storm"
    )
    assert read(head, body, url="https://herald.example/a/123").headline == title


def test_a_link_to_the_author_counts_wherever_it_stands_but_in_teasers_and_bios():
    link = '<a rel="author" href="/doe">Jane Doe</a>'
    far = "<h1>Bridge closed</h1>" + "<p>Text <b>of</b> it.</p>" * 60
    assert read("", f"{far}<p>{link}</p>").byline == ("Jane Doe",)
    assert read("", f'{far}<aside class="related"><p>{link}</p></aside>').byline == ()


def test_the_other_title_of_a_house_is_no_author():
    meta = '<meta name="author" content="{}">'
    assert read(meta.format("Jane Doe, The Springfield Courier")).byline == ("Jane Doe",)
    assert read(meta.format("The Springfield Courier")).byline == ("The Springfield Courier",)


def test_one_object_of_metadata_is_read_where_the_page_says_nothing_else():
    told = '{"authors": ["Jane Doe", "John Roe"], "section": "Local", "pub_date": "2024-03-12T10:15:00Z"}'
    head = f"<meta name='parsely-page' content='{told}'>"
    found = read(head, url="https://herald.example/bridge")
    assert (found.byline, found.section) == (("Jane Doe", "John Roe"), "Local")
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 12, 10, 15, tzinfo=UTC)
    assert read("<meta name='parsely-page' content='{broken'>", url=None).byline == ()


def test_microdata_of_teasers_gives_no_date():
    teaser = '<ul><li itemscope><meta itemprop="datePublished" content="2020-01-01"></li></ul>'
    own = '<p class="date">12 March 2024</p>'
    found = read("", f"{teaser}<h1>Bridge closed</h1>{own}", url=None).published
    assert found is not None
    assert found.at.year == 2024


def test_the_word_for_an_update_may_stand_before_an_element():
    line = "<p>on December 26, 2014 at 9:00 AM, updated <span>December 26, 2014 at 9:13 AM</span></p>"
    body = f"<h1>Bridge closed</h1>{line}"
    found = read("", body, url=None)
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.at.minute, found.modified.at.minute) == (0, 13)


def test_a_date_may_begin_with_its_year():
    found = read('<meta name="citation_publication_date" content="2023 Jan 7">', url=None).published
    assert found is not None
    assert (found.at.year, found.at.month, found.at.day) == (2023, 1, 7)


SITE = '<meta property="og:site_name" content="Daily Estuary">'


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Daily Estuary: Bridge closed after storm", "Bridge closed after storm"),
        ("Bridge closed after storm: Daily Estuary", "Bridge closed after storm"),
        ("Bridge closed after storm: Local: Daily Estuary", "Bridge closed after storm"),
        ("Bridge closed: what we know now: Daily Estuary", "Bridge closed: what we know now"),
        ("Bridge closed: nobody knows why", "Bridge closed: nobody knows why"),
    ],
)
def test_the_name_of_the_site_leaves_a_title_with_colons(title, headline):
    assert read(f"{SITE}<title>{title}</title>").headline == headline


def test_what_a_heading_has_before_a_colon_stays_whoever_has_that_name():
    title = "Daily Estuary: we are sorry"
    assert read(f"{SITE}<title>{title}</title>", f"<h1>{title}</h1>").headline == title


@pytest.mark.parametrize("name", ["Estuary Daily", "The Daily", "Daily"])
def test_the_host_gives_a_name_that_a_title_ends_with(name):
    title = f"<title>Bridge closed after storm | {name}</title>"
    assert read(title, url="https://www.daily.estuary/a").headline == "Bridge closed after storm"


@pytest.mark.parametrize(
    ("logo", "headline"),
    [
        ("<h1>Daily Estuary</h1>", "Old bridge closed after the storm"),
        ('<h1><a href="/">News of the bay</a></h1>', "Old bridge closed after the storm"),
        ("", "Old bridge closed after the storm"),
        ('<h1><a href="#top">Bridge is closed after storm</a></h1>', "Bridge closed after storm"),
    ],
)
def test_a_second_heading_that_is_named_so_is_the_headline_where_the_first_is_a_logo(logo, headline):
    head = f'{SITE}<meta property="og:title" content="Bridge closed after storm">'
    body = f'{logo}<h2>Most read</h2><h2 class="entry-title">Old bridge closed after the storm</h2>'
    assert read(head, body).headline == headline


def test_what_microdata_names_the_headline_is_one_beside_a_heading_that_says_something_else():
    head = '<title>Bridge closed</title><script type="application/ld+json">'
    head += '{"@type": "NewsArticle", "headline": "Storm shuts the old bridge"}</script>'
    found = read(head, '<h1>Bridge closed</h1><p itemprop="headline">Storm shuts the old bridge</p>')
    assert found.headline == "Storm shuts the old bridge"
