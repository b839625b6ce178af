# ruff: noqa: DTZ001 - many pages give moments without a zone
from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction import metadata
from crawler.extraction.metadata import dates, names, written
from tests.unit.extraction.heads import ld, read


def test_a_page_that_says_nothing_gives_nothing():
    assert read(url=None, lang="") == metadata.Metadata()


@pytest.mark.parametrize(
    ("head", "body", "headline"),
    [
        ("<title>Bridge closed after storm | The Herald</title>", "", "Bridge closed after storm"),
        ("<title>The Herald - Bridge closed after storm</title>", "", "Bridge closed after storm"),
        (
            (
                "<title>Bridge closed after storm - News - The Herald</title>"
                '<meta property="og:title" content="Bridge closed after storm - The Herald">'
            ),
            "<h1>Bridge closed after storm</h1>",
            "Bridge closed after storm",
        ),
        (
            '<meta property="og:title" content="Storm &amp;amp; flood: &quot;It is over&quot;">',
            "",
            'Storm & flood: "It is over"',
        ),
        (
            (
                "<title>Storm closes Springfield bridge: all you need to know</title>"
                '<meta property="og:title" content="The night the bridge gave way">'
            ),
            "<h1>The night the bridge gave way</h1>",
            "The night the bridge gave way",
        ),
        (
            '<meta property="og:title" content="Best harbour cameras of the year">',
            "<h1>The best harbour cameras of the year</h1>",
            "The best harbour cameras of the year",
        ),
        (
            '<meta property="og:title" content="Bridge closed after storm">',
            "<h1><span>Weather</span> Bridge closed after storm</h1>",
            "Bridge closed after storm",
        ),
        (
            '<title>Guard your quay</title><meta property="og:title" content="Guard your quay with cheap cameras">',
            "<h1>Top cheap harbour cameras for small boats</h1>",
            "Top cheap harbour cameras for small boats",
        ),
        (
            '<meta property="og:title" content="Guard your quay with cheap cameras">',
            "<h1>Top cheap harbour cameras for small boats</h1><h1>Elsewhere</h1>",
            "Guard your quay with cheap cameras",
        ),
        (
            '<meta property="og:title" content="## *The Heron* comes home">',
            "<h1>The Heron comes home</h1>",
            "The Heron comes home",
        ),
        ('<meta property="og:title" content="Ratings: 3 * 4 is 12">', "", "Ratings: 3 * 4 is 12"),
        (
            '<meta property="og:title" content="What we know about the bridge">'
            + ld({"@type": "NewsArticle", "headline": "Bridge closed after the storm"}),
            '<nav class="crumbs"><h1>What we know about the bridge</h1></nav><h2>Bridge closed after the storm</h2>',
            "Bridge closed after the storm",
        ),
        (
            '<meta property="og:title" content="Bridge closed after the storm">'
            + ld({"@type": "NewsArticle", "headline": "Weather: Bridge closed after the storm"}),
            "<h1><span>Weather</span>: <span>Bridge closed after the storm</span></h1>",
            "Bridge closed after the storm",
        ),
        (
            "<title>Mayor's 'deep regret' over bridge | The Herald</title>",
            "<h1>Mayor’s ‘deep regret’ over bridge</h1>",
            "Mayor’s ‘deep regret’ over bridge",
        ),
        (
            '<meta property="og:title" content="Bridge closed after the storm">',
            "<h1>The Herald</h1>",
            "Bridge closed after the storm",
        ),
        (
            '<meta property="og:title" content="Springfield bridge closed: storm guide">',
            "<main><h1>Bridge in Springfield closed after the storm</h1></main>",
            "Bridge in Springfield closed after the storm",
        ),
        (
            '<meta property="og:title" content="Springfield bridge closed: storm guide">',
            "<h1>Bridge in Springfield closed after the storm</h1><h1>Sport</h1>",
            "Springfield bridge closed: storm guide",
        ),
        (
            '<meta property="og:title" content="Springfield bridge closed: storm guide">',
            '<h1><a href="/">Springfield bridge news</a></h1>',
            "Springfield bridge closed: storm guide",
        ),
        (
            '<meta property="og:title" content="Springfield bridge: closed for weeks">',
            "<h1><span>Springfield bridge</span> <span>Storm takes a pier</span></h1>",
            "Springfield bridge: closed for weeks",
        ),
        ("", "<h1>Bridge closed after the storm</h1>", "Bridge closed after the storm"),
        ('<meta property="og:title" content="Brü\u00adcke gesperrt">', "", "Brücke gesperrt"),
    ],
)
def test_the_headline_is_elected(head, body, headline):
    assert read('<meta property="og:site_name" content="The Herald">' + head, body).headline == headline


@pytest.mark.parametrize(
    ("author", "byline"),
    [
        ({"@type": "Person", "name": "Jane Doe"}, ("Jane Doe",)),
        ([{"name": "Jane Doe"}, {"name": "John Roe"}], ("Jane Doe", "John Roe")),
        ("Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ([{"name": "Jane Doe, John Roe"}], ("Jane Doe", "John Roe")),
        ({"name": ["Jane Doe", "John Roe"]}, ("Jane Doe", "John Roe")),
        ([{"name": "Jane Doe"}, {"name": "jane doe"}], ("Jane Doe",)),
        ({"@id": "#jane"}, ("Jane Doe",)),
        ([{"name": "The Herald"}, {"name": "Jane Doe"}], ("Jane Doe",)),
        ({"name": "The Herald"}, ("The Herald",)),
        ({"name": "Jane Doe, Political Editor"}, ("Jane Doe",)),
        ({"name": "Jane Doe (Washington)"}, ("Jane Doe",)),
        ({"name": "Jane Doe &amp; John Roe"}, ("Jane Doe", "John Roe")),
        ([{"name": "Jane Doe"}, {"name": "AFP"}], ("Jane Doe", "AFP")),
        ({"url": "https://herald.example/jane"}, ()),
        ("https://herald.example/jane", ()),
        (None, ()),
    ],
)
def test_json_ld_names_the_people(author, byline):
    head = '<meta property="og:site_name" content="The Herald">'
    person = {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}
    article = {"@type": "NewsArticle", "headline": "Bridge closed", "author": author}
    assert read(head + ld(article, person)).byline == byline


@pytest.mark.parametrize(
    ("body", "byline", "lang"),
    [
        (
            '<h1>Bridge closed</h1><p class="byline">By <a>Jane Doe</a> and <a>John Roe</a></p>',
            ("Jane Doe", "John Roe"),
            "en",
        ),
        ('<h1>Brücke</h1><div class="article-author">Von Erika Muster, Berlin</div>', ("Erika Muster",), "de"),
        ('<h1>Pont</h1><span itemprop="author">Jeanne Dupont</span>', ("Jeanne Dupont",), "fr"),
        ('<h1>Bridge</h1><a rel="author">Jane Doe</a>', ("Jane Doe",), "en"),
        ("<h1>Brücke</h1><p>Von <a>Erika Muster</a></p><p>Von Berlin aus fuhr er weiter.</p>", ("Erika Muster",), "de"),
        (
            '<h1>Bridge</h1><span itemprop="author">Jane Doe</span>, <span itemprop="author">John Roe</span>',
            ("Jane Doe", "John Roe"),
            "en",
        ),
        (
            '<h1>Bridge</h1><ul><li><a rel="author">Jane Doe</a></li><li><a rel="author">John Roe</a></li></ul>',
            ("Jane Doe", "John Roe"),
            "en",
        ),
        (
            '<h1>Bridge</h1><p class="lead">By <b>Jane Doe</b></p><p class="lead">Harbour City</p>',
            ("Jane Doe",),
            "en",
        ),
        ("<h1>Bridge</h1><p>By <b>Jane Doe</b>, Associated Press</p>", ("Jane Doe",), "en"),
        ('<h1>Bridge</h1><div class="byline"><span>Jane</span> <span>Doe</span></div>', ("Jane Doe",), "en"),
        ('<aside class="teaser"><span class="author">Max Other</span></aside><h1>Bridge</h1>', (), "en"),
        ('<h1>橋</h1><p class="author">田中花子</p>', ("田中花子",), "ja"),
    ],
)
def test_the_visible_byline_is_read_where_the_head_names_nobody(body, byline, lang):
    assert read(body=body, lang=lang).byline == byline


def test_the_visible_byline_is_read_where_the_head_names_only_the_house():
    head = ld({"@type": "NewsArticle", "author": {"name": "The Herald"}, "publisher": {"name": "The Herald"}})
    assert read(head, '<h1>Bridge</h1><p class="byline">By Jane Doe</p>').byline == ("Jane Doe",)


def test_the_card_for_social_networks_names_who_wrote_it():
    card = '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Jane Doe">'
    assert read('<meta name="author" content="admin">' + card).byline == ("Jane Doe",)
    assert read(card.replace("Written by", "Est. reading time")).byline == ()


def test_linked_authors_that_stand_together_complete_the_head():
    head = '<meta name="author" content="Jane Doe">'
    body = '<address><a rel="author">John Roe</a></address><address><a rel="author">Jane Doe</a></address>'
    assert read(head, body).byline == ("John Roe", "Jane Doe")


@pytest.mark.parametrize(
    ("line", "language", "people"),
    [
        ("By JANE DOE", "en", ("JANE DOE",)),
        ("Von Erika Muster und Max Beispiel", "de", ("Erika Muster", "Max Beispiel")),
        ("Par Jeanne Dupont avec AFP", "fr", ("Jeanne Dupont", "AFP")),
        ("Por Juana Pérez y Luis García", "es", ("Juana Pérez", "Luis García")),
        ("Tekst: Kari Nordmann", "no", ("Kari Nordmann",)),
        ("Автор: Иван Иванов", "ru", ("Иван Иванов",)),
        ("記者：田中花子", "ja", ("田中花子",)),
        ("José Ortega y Gasset", "en", ("José Ortega y Gasset",)),
        ("Dr. Erika von der Heide", "de", ("Dr. Erika von der Heide",)),
        ("Jane Doe | jane@herald.example | @janedoe", "en", ("Jane Doe",)),
        ("Jane Doe, London", "en", ("Jane Doe",)),
        ("Doe, Jane", "en", ("Jane Doe",)),
        ("Doe, Jane; Roe, John A.", "en", ("Jane Doe", "John A. Roe")),
        ("van der Berg, Jean-Marie", "en", ("Jean-Marie van der Berg",)),
        ("Jane, Editor", "en", ("Jane",)),
        ("Reuters, AFP", "en", ("Reuters", "AFP")),
        ("Jane Doe, PhD, and John Roe, Jr.", "en", ("Jane Doe", "John Roe Jr.")),
        ("Jane Doe and John Roe for The Estuary", "en", ("Jane Doe", "John Roe")),
        ("Erika Muster in Berlin", "de", ("Erika Muster",)),
        ("Ein Bericht von Erika Muster", "de", ("Erika Muster",)),
        ("Von unserer Korrespondentin Erika Muster", "de", ("Erika Muster",)),
        ("Door onze redacteur Jan Jansen", "nl", ("Jan Jansen",)),
        ("Reporter Jane Doe", "en", ("Jane Doe",)),
        ("Story by Jane Doe; Photos by John Roe", "en", ("Jane Doe",)),
        ("【山田太郎】", "ja", ("山田太郎",)),
        ("記者 山田太郎", "ja", ("山田太郎",)),
        ("أحمد علي وسارة حسن", "ar", ("أحمد علي", "سارة حسن")),
        ("محمد أحمد وليد حسن", "ar", ("محمد أحمد وليد حسن",)),
        ("12 March 2024", "en", ()),
        ("", "en", ()),
    ],
)
def test_a_byline_is_a_list_of_people(line, language, people):
    assert names.people(line, language) == people


CET = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("head", "body", "at", "source"),
    [
        (
            ld({"@type": "NewsArticle", "datePublished": "2024-03-12T10:15:00+01:00"}),
            "",
            datetime(2024, 3, 12, 10, 15, tzinfo=CET),
            "json-ld",
        ),
        (
            ld({"@type": "NewsArticle", "datePublished": "2024-03-12T10:15:00.123Z"}),
            "",
            datetime(2024, 3, 12, 10, 15, 0, 123000, tzinfo=UTC),
            "json-ld",
        ),
        (
            '<meta property="article:published_time" content="2024-03-12T10:15:00+0100">',
            "",
            datetime(2024, 3, 12, 10, 15, tzinfo=CET),
            "meta articlepublishedtime",
        ),
        (
            '<meta name="article:published:time" content="2024-03-12">',
            "",
            datetime(2024, 3, 12),
            "meta articlepublishedtime",
        ),
        (
            '<meta name="pubdate" content="Tue, 12 Mar 2024 10:15:00 GMT">',
            "",
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            "meta pubdate",
        ),
        ('<meta name="date" content="20240312101500">', "", datetime(2024, 3, 12, 10, 15), "meta date"),
        (
            '<meta name="publishdate" content="1710238500">',
            "",
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            "meta publishdate",
        ),
        (
            "",
            '<article><time datetime="2024-03-12T10:15Z">today</time></article>',
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            "time element",
        ),
        (
            "",
            '<h1>x</h1><p class="publish-date">12 March 2024 at 10:15 GMT</p>',
            datetime(2024, 3, 12, 10, 15, tzinfo=UTC),
            "text",
        ),
        ("", "<h1>x</h1><p>Jane Doe | 12 March 2024</p><p>In 1953 it was open.</p>", datetime(2024, 3, 12), "text"),
        (
            "",
            '<h1>x</h1><p class="date">Updated 13 March 2024</p><p class="date">12 March 2024</p>',
            datetime(2024, 3, 12),
            "text",
        ),
        ("", "", datetime(2024, 3, 12), "url"),
        ('<meta name="date" content="soon">', "", datetime(2024, 3, 12), "url"),
    ],
)
def test_the_published_moment_has_its_zone_and_its_source(head, body, at, source):
    published = read(head, body).published
    assert published is not None
    assert (published.at, published.at.tzinfo is None, published.source) == (at, at.tzinfo is None, source)


def test_the_modified_moment_is_another():
    head = ld({"@type": "NewsArticle", "datePublished": "2024-03-12", "dateModified": "2024-03-13T08:00:00Z"})
    found = read(head)
    assert found.modified is not None
    assert found.modified.at == datetime(2024, 3, 13, 8, tzinfo=UTC)
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 12)


@pytest.mark.parametrize(
    ("text", "language", "at"),
    [
        ("12 March 2024, 10:15 GMT", "en", datetime(2024, 3, 12, 10, 15, tzinfo=UTC)),
        ("March 12, 2024 at 4:05 p.m.", "en", datetime(2024, 3, 12, 16, 5)),
        ("March 9, 2024 10:15 p.m. ET", "en", datetime(2024, 3, 10, 3, 15, tzinfo=UTC)),
        ("March 12, 2024, 4:05 p.m. (PT)", "en", datetime(2024, 3, 12, 23, 5, tzinfo=UTC)),
        ("12 mars 2024 à 10:15 et après", "fr", datetime(2024, 3, 12, 10, 15)),
        ("٢١ نوفمبر ٢٠٢٦", "ar", datetime(2026, 11, 21)),
        ("3/12/2024 10:15 AM", "en", datetime(2024, 3, 12, 10, 15)),
        ("12/03/2024", "en", datetime(2024, 12, 3)),
        ("12/03/2024", "fr", datetime(2024, 3, 12)),
        ("13/03/2024", "en", datetime(2024, 3, 13)),
        ("Stand: 12.03.2024, 10:15 Uhr", "de", datetime(2024, 3, 12, 10, 15)),
        ("12. März 2024", "de", datetime(2024, 3, 12)),
        ("Publié le 12 août 2024 à 14h30", "fr", datetime(2024, 8, 12, 14, 30)),
        ("12 de marzo de 2024", "es", datetime(2024, 3, 12)),
        ("12 marca 2024 10:15", "pl", datetime(2024, 3, 12, 10, 15)),
        ("12 марта 2024, 10:15", "ru", datetime(2024, 3, 12, 10, 15)),
        ("2024年3月12日 10時15分", "ja", datetime(2024, 3, 12, 10, 15)),
        ("입력 2024.03.12 10:15", "ko", datetime(2024, 3, 12, 10, 15)),
        ("12 Mart 2024", "tr", datetime(2024, 3, 12)),
        ("12.3.2024 klo 10.15", "fi", datetime(2024, 3, 12, 10, 15)),
        ("31.02.2024", "de", None),
        ("12 March 1066", "en", None),
        ("on Friday", "en", None),
    ],
)
def test_a_date_is_read_as_people_write_it(text, language, at):
    assert written.moment_in(text, language) == at


@given(st.text())
def test_no_value_breaks_the_reading_of_moments(text):
    assert dates.moment(text) is None or isinstance(dates.moment(text), datetime)
