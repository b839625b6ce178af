"""The newsroom plays its part: what its site answers over real HTTP, edition by edition."""

from __future__ import annotations

import http.client
import json
import xml.etree.ElementTree as ET
from urllib.parse import urlsplit

import pytest

from storage.records import NoticeKind
from tests.newsroom import ARTICLES, Newsroom
from tests.newsroom.articles import pieces
from tests.newsroom.dress import around


@pytest.fixture
def newsroom():
    with Newsroom() as running:
        yield running


def get(newsroom: Newsroom, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    """The response, its body already read into `.text`."""
    connection = http.client.HTTPConnection(urlsplit(newsroom.url()).netloc, timeout=10)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        response.raw = response.read()
        response.text = response.raw.decode("utf-8", "replace")
    finally:
        connection.close()
    return response


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_every_article_carries_its_text_in_its_charset_in_every_edition(newsroom, name):
    article = ARTICLES[name]
    for edition in article.editions:
        if article.gone_at(edition.number):
            continue
        newsroom.edition = edition.number
        response = get(newsroom, article.path_at(edition.number))
        page = response.raw.decode(article.charset)
        assert response.status == 200
        for block in edition.blocks:
            assert block.text.split(" | ")[0][:25].replace("&", "&amp;") in page, block


def test_the_story_develops_by_command_only(newsroom):
    path = ARTICLES["ferry"].path
    assert '<h1 class="article__headline">Two dead' in get(newsroom, path).text
    assert '<h1 class="article__headline">Two dead' in get(newsroom, path).text
    assert newsroom.advance() == 2
    assert '<h1 class="article__headline">Four dead' in get(newsroom, path).text
    newsroom.edition = 4
    assert "as speed comes under scrutiny" in get(newsroom, path).text


def test_the_story_has_what_a_story_is_watched_for():
    first, second, third, fourth = ARTICLES["ferry"].editions
    assert [e.headlines[0].split()[0] for e in (first, second, third, fourth)] == [
        "Two",
        "Four",
        "Fourteen",
        "Fourteen",
    ]
    assert "Elsa Varrow" in third.text().body
    assert "Ilse Varrow" in fourth.text().body
    assert [n.kind for n in third.notices] == [NoticeKind.DEVELOPING]
    assert [n.kind for n in fourth.notices] == [NoticeKind.CORRECTION]
    quote = next(b for b in third.blocks if b.text.startswith('"The master was reckless'))
    assert quote.text not in fourth.text().body
    fog = next(b.text for b in second.blocks if b.text.startswith("Visibility"))
    assert [b.text for b in second.blocks].index(fog) > [b.text for b in third.blocks].index(fog)


def test_asking_for_an_edition_that_does_not_exist_is_refused(newsroom):
    newsroom.edition = 4
    with pytest.raises(ValueError, match="editions 1 to 4"):
        newsroom.advance()


def test_time_can_be_moved_from_outside(newsroom):
    assert json.loads(get(newsroom, "/_newsroom/edition", "POST").text)["edition"] == 2
    assert json.loads(get(newsroom, "/_newsroom/edition?edition=4", "POST").text)["edition"] == 4
    assert get(newsroom, "/_newsroom/edition?edition=9", "POST").status == 400
    assert newsroom.edition == 4
    assert newsroom.requests == []


def test_a_lively_page_differs_from_request_to_request_until_it_is_held_still(newsroom):
    path = ARTICLES["ferry"].path
    first, second = get(newsroom, path), get(newsroom, path)
    assert first.text != second.text
    assert first.headers["ETag"] is None
    newsroom.lively = False
    assert get(newsroom, path).text == get(newsroom, path).text


def test_two_headlines_alternate(newsroom):
    article = ARTICLES["witnesses"]
    one, other = article.at(1).headlines
    pages = [get(newsroom, article.path).text for _ in range(3)]
    assert [f"<h1>{one}</h1>" in page for page in pages] == [True, False, True]
    assert f"<h1>{other}</h1>" in pages[1]


def test_a_steady_page_answers_304_to_its_etag_and_date_until_it_is_edited(newsroom):
    path = ARTICLES["lighthouse"].path
    first = get(newsroom, path)
    assert get(newsroom, path, If_None_Match=first.headers["ETag"]).status == 304
    assert get(newsroom, path, If_Modified_Since=first.headers["Last-Modified"]).status == 304
    newsroom.advance()
    assert get(newsroom, path, If_None_Match=first.headers["ETag"]).status == 200
    assert get(newsroom, path, If_Modified_Since=first.headers["Last-Modified"]).status == 200


def test_an_article_is_deleted_and_another_moves(newsroom):
    deleted, moved = ARTICLES["bakery"], ARTICLES["observatory"]
    assert get(newsroom, deleted.path).status == get(newsroom, moved.path).status == 200
    assert get(newsroom, moved.path_at(3)).status == 404
    newsroom.edition = 3
    assert get(newsroom, deleted.path).status == 404
    answer = get(newsroom, moved.path)
    assert (answer.status, answer.headers["Location"]) == (301, newsroom.article_url("observatory"))
    assert get(newsroom, moved.path_at(3)).status == 200
    newsroom.edition = 4
    assert get(newsroom, deleted.path).status == 410


def test_a_consent_wall_stands_before_an_article_for_one_edition(newsroom):
    article = ARTICLES["shipyard"]
    newsroom.edition = 3
    assert "Before you continue" in get(newsroom, article.path).text
    newsroom.edition = 4
    assert "three icebreakers" in get(newsroom, article.path).text


def test_the_twin_of_an_article_names_the_article_as_canonical(newsroom):
    article = ARTICLES["ferry"]
    page = get(newsroom, article.path).text
    assert f'<link rel="amphtml" href="{newsroom.url("/amp" + article.path)}">' in page
    twin = get(newsroom, "/amp" + article.path)
    assert f'<link rel="canonical" href="{newsroom.article_url("ferry")}">' in twin.text


def test_every_list_names_every_listed_article_and_no_other(newsroom):
    newsroom.edition = 3
    wanted = {article.path_at(3) for article in ARTICLES.values() if article.listed and not article.gone_at(3)}
    rss = ET.fromstring(get(newsroom, "/rss.xml").text).findall(".//item/link")
    atom = ET.fromstring(get(newsroom, "/atom.xml").text).findall(
        "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}link"
    )
    sitemap = ET.fromstring(get(newsroom, "/news-sitemap.xml").text).findall(
        ".//{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
    )
    lists = [
        [link.text for link in rss],
        [link.get("href") for link in atom],
        [item["url"] for item in json.loads(get(newsroom, "/feed.json").text)["items"]],
        [loc.text for loc in sitemap],
    ]
    for urls in lists:
        assert {urlsplit(url).path for url in urls} == wanted
    front = get(newsroom, "/").text
    assert all(f"{newsroom.url(path)}?utm_source=front" in front for path in wanted)
    assert all("utm_source=rss" in url for url in lists[0])


def test_robots_txt_disallows_the_drafts_and_names_the_sitemap(newsroom):
    text = get(newsroom, "/robots.txt").text
    assert "Disallow: /private/" in text
    assert f"Sitemap: {newsroom.url('/sitemap.xml')}" in text


def test_troublesome_pages_make_their_trouble(newsroom):
    assert get(newsroom, "/trouble/error").status == 500
    assert get(newsroom, "/trouble/loop").headers["Location"].endswith("/trouble/loop/back")
    assert get(newsroom, "/trouble/loop/back").headers["Location"].endswith("/trouble/loop")
    with pytest.raises(http.client.IncompleteRead):
        get(newsroom, "/trouble/cut")
    assert len(get(newsroom, "/trouble/oversized").raw) > 39_000_000


def test_a_hung_page_does_not_keep_the_newsroom_from_closing():
    with Newsroom() as newsroom:
        connection = http.client.HTTPConnection(urlsplit(newsroom.url()).netloc, timeout=10)
        connection.request("GET", "/trouble/hangs")
        while not newsroom.requests:
            pass
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        connection.getresponse()
    connection.close()


def test_the_log_holds_every_request_with_its_headers(newsroom):
    get(newsroom, "/rss.xml?utm_source=x", User_Agent="reader/1")
    (request,) = newsroom.asked("/rss.xml")
    assert request.target == "/rss.xml?utm_source=x"
    assert (request.status, request.edition, request.headers["user-agent"]) == (200, 1, "reader/1")


def test_bulk_articles_are_heavy_distinct_and_the_same_on_every_request(newsroom):
    first, second = get(newsroom, "/bulk/1"), get(newsroom, "/bulk/2")
    assert first.text != second.text
    assert get(newsroom, "/bulk/1").raw == first.raw
    assert 60_000 < len(first.raw) < 120_000
    assert get(newsroom, "/bulk/rss/40").text.count("<item>") == 40


def test_a_text_is_written_piece_by_piece():
    text = "A [link](/x) and **bold**.\n\n## Sub\n\n[caption] A boat.\n\n[link](/y) first"
    found = pieces(text + "\n\n@ 2025-03-11T07:15:00Z p1 | Post")
    assert [(p.kind, p.text) for p in found] == [
        ("paragraph", "A link and bold."),
        ("subhead", "Sub"),
        ("caption", "A boat."),
        ("paragraph", "link first"),
        ("post", "Post"),
    ]
    assert found[0].links[0].href == "/x"
    assert found[-1].post == "p1"


def test_what_stands_around_an_article_is_known():
    assert any(piece.reason == "comments" for piece in around(ARTICLES["ferry"]))
