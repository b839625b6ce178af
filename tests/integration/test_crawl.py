"""Crawls of the newsroom over real HTTP."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.run import crawl
from storage.errors import UsageError
from storage.models import Capture, Revision, StoredExtraction
from storage.records import Outcome
from tests.integration.crawling import HASTY, aliases, articles, captures, counted, done, revisions, visit
from tests.integration.site import serving
from tests.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as room:
        room.lively = False
        yield room


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


def test_a_developing_story_is_captured_edition_by_edition(newsroom: Newsroom, archive: str) -> None:
    first = done(crawl, [newsroom.url("/rss.xml")], archive, settings=HASTY)
    assert first.problems == ()
    assert (first.feeds, first.count(Outcome.NEW)) == (1, len(articles(archive)))
    assert first.captured == first.revisions == first.extractions
    while newsroom.edition < 4:
        newsroom.advance()
        done(crawl, [newsroom.url("/rss.xml")], archive, settings=HASTY)
    story = newsroom.article_url("ferry")
    assert [row.number for row in revisions(archive, story)] == [1, 2, 3, 4]
    assert [row.headline for row in revisions(archive, story)] == [
        newsroom.article("ferry").text(edition).headline for edition in (1, 2, 3, 4)
    ]
    assert visit(archive, newsroom.url("/rss.xml")).kind == "feed"  # type: ignore[union-attr]
    assert "changed" in visit(archive, story).reason  # type: ignore[union-attr]


def test_a_second_crawl_of_an_unchanged_site_reads_and_revises_nothing(newsroom: Newsroom, archive: str) -> None:
    first = done(crawl, [newsroom.url("/rss.xml")], archive, settings=HASTY)
    before = counted(archive, Revision, StoredExtraction)
    asked = len(newsroom.requests)
    second = done(crawl, [newsroom.url("/rss.xml")], archive, settings=HASTY)
    assert (second.captures, second.revisions, second.extractions) == (first.captures, 0, 0)
    assert second.succeeded
    assert counted(archive, Revision, StoredExtraction, Capture) == [*before, 2 * first.captures]
    assert sum(request.status == 304 for request in newsroom.requests[asked:]) >= 9


def test_what_a_url_is_is_found_out(newsroom: Newsroom, archive: str) -> None:
    lists = [newsroom.url(path) for path in ("/", "/atom.xml", "/feed.json")]
    summary = done(crawl, [*lists, newsroom.article_url("tram")], archive, settings=HASTY)
    assert summary.feeds == 3
    assert summary.captures == len(articles(archive))  # each once, though every feed has it
    assert {newsroom.article_url("ferry"), newsroom.article_url("tram")} <= set(articles(archive))
    assert not {*lists, newsroom.url("/rss.xml")} & set(articles(archive))
    assert visit(archive, newsroom.url("/rss.xml")) is not None  # the feed that the front page names


def test_an_article_is_filed_under_its_own_url_whatever_led_there(newsroom: Newsroom, archive: str) -> None:
    story = newsroom.article_url("ferry")
    twin = newsroom.url("/amp" + newsroom.article("ferry").path)
    done(crawl, [f"{story}?utm_source=mail#top", twin], archive, settings=HASTY)
    assert articles(archive) == [story]
    assert set(aliases(archive, story)) == {twin}
    assert len(revisions(archive, twin)) == 1


def test_an_article_that_moves_stays_one_article(newsroom: Newsroom, archive: str) -> None:
    old = newsroom.article_url("observatory")
    done(crawl, [old], archive, settings=HASTY)
    newsroom.edition = 3
    new = newsroom.article_url("observatory")
    done(crawl, [old], archive, settings=HASTY)
    assert articles(archive) == [new]
    assert old in aliases(archive, new)
    assert len(captures(archive, old)) == 2
    assert len(revisions(archive, new)) == 1


def test_a_deleted_article_is_gone_and_its_text_stays(newsroom: Newsroom, archive: str) -> None:
    url = newsroom.article_url("bakery")
    done(crawl, [url], archive, settings=HASTY)
    newsroom.edition = 3
    second = done(crawl, [url], archive, settings=HASTY)
    newsroom.edition = 4
    done(crawl, [url], archive, settings=HASTY)
    assert [(row.outcome, row.status) for row in captures(archive, url)] == [("new", 200), ("gone", 404), ("gone", 410)]
    assert len(revisions(archive, url)) == 1
    assert not second.succeeded
    assert visit(archive, url).reason == "gone"  # type: ignore[union-attr]


TROUBLE = {
    "/trouble/hangs": (None, "no answer in time"),
    "/trouble/error": (500, "the server answered 500"),
    "/trouble/busy": (503, "the server answered 503"),
    "/trouble/loop": (None, "redirected too often"),
    "/trouble/oversized": (None, "larger than is taken"),
    "/trouble/cut": (None, "the answer broke off"),
}


def test_trouble_is_recorded_and_the_crawl_goes_on(
    newsroom: Newsroom, archive: str, capfd: pytest.CaptureFixture[str]
) -> None:
    urls = [newsroom.url(path) for path in TROUBLE]
    summary = done(crawl, [*urls, newsroom.article_url("ferry")], archive, settings=HASTY)
    for path in TROUBLE:
        (row,) = captures(archive, newsroom.url(path))
        assert (row.outcome, row.status, row.error) == ("failed", *TROUBLE[path]), path
    assert len(revisions(archive, newsroom.article_url("ferry"))) == 1
    assert (summary.count(Outcome.FAILED), summary.captured) == (len(TROUBLE), 1)
    assert {problem.what for problem in summary.problems} == set(urls)
    assert visit(archive, urls[0]).reason == "failed once"  # type: ignore[union-attr]
    assert "WARNING" not in capfd.readouterr().err  # Scrapy's own words, of settings


def test_pages_that_nobody_can_read_keep_their_bodies(newsroom: Newsroom, archive: str) -> None:
    urls = [newsroom.url(f"/trouble/{name}") for name in ("empty", "binary", "deep")]
    summary = done(crawl, urls, archive, settings=HASTY)
    assert summary.captures == 3
    for url in urls:
        (row,) = captures(archive, url)
        assert row.body_sha256 is not None
        assert row.outcome in {"failed", "not-article", "new"}


def test_what_is_no_page_is_said_to_be_what_it_is(archive: str) -> None:
    kinds = {
        "/a.json": "application/json; charset=utf-8", "/b.json": "application/ld+json", "/c.css": "text/css",
        "/d.js": "text/javascript", "/e.svg": "image/svg+xml", "/f.png": "image/png",
    }  # fmt: skip
    pages = {"/2026/ferry": "TEXT/HTML", "/2026/quay": "application/xhtml+xml", "/2026/mole": "text/xml"}
    with serving() as site:
        site.robots, site.types = 404, kinds | pages
        summary = done(crawl, [site.url(path) for path in kinds | pages], archive, settings=HASTY)
        told = {problem.what.removeprefix(site.url("")): problem.why for problem in summary.problems}
    assert told == {path: f"not a page of text ({kind})" for path, kind in kinds.items()}
    assert summary.count(Outcome.NEW) == len(pages)


def test_what_robots_txt_forbids_is_not_asked_for(newsroom: Newsroom, archive: str) -> None:
    summary = done(crawl, [newsroom.article_url("draft")], archive, settings=HASTY)
    assert newsroom.asked(newsroom.article("draft").path) == []
    assert [problem.why for problem in summary.problems] == ["robots.txt forbids it"]
    assert not summary.succeeded
    assert articles(archive) == []


def test_a_redirect_cannot_lead_inside_the_network(newsroom: Newsroom, archive: str) -> None:
    summary = done(crawl, [newsroom.url("/trouble/inside")], archive, settings=HASTY)
    (problem,) = summary.problems
    assert problem.why == "leads inside the network: http://127.0.0.2:9/router/admin"
    let_in = done(
        crawl, [newsroom.url("/trouble/inside")], archive, settings={**HASTY, "WRITETHRU_ALLOW_PRIVATE": "127.0.0.0/8"}
    )
    assert "inside" not in let_in.problems[0].why


def test_the_crawl_says_who_it_is(newsroom: Newsroom, archive: str) -> None:
    path = archive.removeprefix("sqlite:///")  # as good as its URL
    environment = {**os.environ, "WRITETHRU_ARCHIVE": path, "WRITETHRU_CONTACT": "https://press.example/bot"}
    command = [sys.executable, "-m", "scrapy", "crawl", "article", "-a", f"url={newsroom.article_url('tram')}"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=60)
    (request,) = newsroom.asked(newsroom.article("tram").path)
    assert request.headers["user-agent"].startswith("Writethru/")
    assert request.headers["user-agent"].endswith("(+https://press.example/bot)")
    assert "cookie" not in request.headers
    assert articles(archive) == [newsroom.article_url("tram")]


def test_scrapy_lists_the_spiders() -> None:
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    assert listed.stdout.split() == ["article", "due", "feed", "seeds"]


def test_what_is_no_feed_is_a_problem_to_the_feed_spider(newsroom: Newsroom, archive: str) -> None:
    environment = {**os.environ, "WRITETHRU_ARCHIVE": archive}
    command = [sys.executable, "-m", "scrapy", "crawl", "feed", "-a", f"url={newsroom.article_url('tram')}"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert "feed: neither RSS, Atom nor JSON Feed" in ran.stderr
    assert articles(archive) == []


@pytest.mark.parametrize("path", ["/sitemap.xml", "/news-sitemap.xml"])
def test_a_sitemap_is_refused_and_leaves_nothing_behind(newsroom: Newsroom, archive: str, path: str) -> None:
    summary = done(crawl, [newsroom.url(path)], archive, settings=HASTY)
    said = "a sitemap, which is not read; give the site's feeds or the articles themselves"
    assert [(problem.what, problem.why) for problem in summary.problems] == [(newsroom.url(path), said)]
    assert (summary.captures, summary.succeeded) == (0, False)
    assert visit(archive, newsroom.url(path)) is None
    assert articles(archive) == []


def test_what_is_no_url_is_wrong_usage(archive: str) -> None:
    with pytest.raises(UsageError, match="not an http or https URL"):
        done(crawl, ["gopher://news.example/"], archive)
    with pytest.raises(UsageError, match="no URL"):
        done(crawl, [], archive)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["article"], "no URL"),
        (["seeds", "-a", "path=nowhere"], "no such file or folder: nowhere"),
        (["seeds", "-a", "path=docs", "-a", "at=garbage"], "not a moment"),
        (["seeds", "-a", "path=docs", "-a", "at=2999-01-01"], "in the future"),
    ],
)
def test_scrapys_own_command_says_in_one_line_what_is_wrong(archive: str, arguments: list[str], said: str) -> None:
    environment = {**os.environ, "WRITETHRU_ARCHIVE": archive}
    command = [sys.executable, "-m", "scrapy", "crawl", *arguments]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 1
    *_, line = ran.stderr.splitlines()
    assert "Traceback" not in ran.stderr
    assert said in line
