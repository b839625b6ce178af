"""The newsroom plays its story, and real crawls over real HTTP archive it: revisions, no phantoms, trouble, manners."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from storage import Archive, queries
from storage.models import StoredExtraction
from storage.queries import find_article
from storage.records import AliasKind, Outcome
from storage.revisions import fingerprint
from tests.newsroom import ARTICLES, Newsroom
from tests.newsroom.trouble import TROUBLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.queries import CaptureEntry, RevisionEntry
    from storage.records import Text
    from tests.newsroom import Request

# Scrapy's event loop runs once in a process.
CRAWL = """
import json, sys
from crawler.run import crawl
given = json.load(sys.stdin)
json.dump(crawl(given["urls"], given["archive"], settings=given["settings"]).as_dict(), sys.stdout)
"""
SETTINGS = {"WRITETHRU_WORKERS": 2, "LOG_ENABLED": False, "DOWNLOAD_TIMEOUT": 2, "RETRY_TIMES": 0}


@dataclass
class Crawl:
    """One crawl: what it said of itself, what it asked for, and how many extractions the archive held afterwards."""

    edition: int
    summary: dict[str, Any]
    requests: list[Request]
    extractions: int


@dataclass
class Story:
    """The newsroom after its last edition, and the archive of it."""

    newsroom: Newsroom
    archive: Archive
    archive_url: str
    crawls: dict[str, Crawl]

    def crawl(self, name: str, *paths: str) -> None:
        before = len(self.newsroom.requests)
        given = {
            "urls": [self.newsroom.url(path) for path in paths],
            "archive": self.archive_url,
            "settings": SETTINGS,
        }
        done = subprocess.run(
            [sys.executable, "-c", CRAWL], input=json.dumps(given), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        with self.archive.reading() as connection:
            extractions = connection.scalar(select(func.count()).select_from(StoredExtraction))
        requests = self.newsroom.requests[before:]
        self.crawls[name] = Crawl(self.newsroom.edition, json.loads(done.stdout), requests, extractions or 0)

    def id(self, name: str) -> int:
        with self.archive.reading() as connection:
            return find_article(connection, self.newsroom.url(ARTICLES[name].path)).id

    def revisions(self, name: str) -> list[RevisionEntry]:
        with self.archive.reading() as connection:
            return queries.revisions(connection, self.id(name), newest_first=False)

    def texts(self, name: str) -> list[Text]:
        entries = self.revisions(name)
        with self.archive.reading() as connection:
            return [queries.text(connection, entry.text) for entry in entries]

    def captures(self, name: str) -> list[CaptureEntry]:
        with self.archive.reading() as connection:
            return queries.captures(connection, self.id(name), newest_first=False)

    def expected(self, name: str) -> list[Text]:
        """The texts that the newsroom showed to the crawls, one for each time it became another."""
        article = ARTICLES[name]
        shown: list[Text] = []
        visit = -1
        for crawl in self.crawls.values():
            if not any(r.path == article.path_at(crawl.edition) for r in crawl.requests):
                continue
            visit += crawl is not self.crawls["still"]
            state = article.at(crawl.edition)
            if state is None or article.gone_at(crawl.edition) or crawl.edition in article.walled:
                continue
            text = state.text(visit)
            if not shown or fingerprint(text) != fingerprint(shown[-1]):
                shown.append(text)
        return shown


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    archive_url = f"sqlite:///{tmp_path_factory.mktemp('story') / 'archive.db'}"
    deleted, moved = ARTICLES["bakery"].path, ARTICLES["observatory"].path
    with Newsroom() as newsroom, Archive.open(archive_url) as archive:
        played = Story(newsroom, archive, archive_url, {})
        played.crawl("first", "/rss.xml")
        newsroom.lively = False
        played.crawl("still", "/")  # the front page names the feed
        newsroom.lively = True
        played.crawl("lively", "/rss.xml")
        newsroom.edition = 2
        played.crawl("second", "/rss.xml", "/amp" + ARTICLES["ferry"].path)
        newsroom.edition = 3
        played.crawl("moved", moved, deleted)
        played.crawl("third", "/rss.xml")
        newsroom.edition = 4
        played.crawl("fourth", "/atom.xml", deleted)
        played.crawl("trouble", "/trouble.xml")
        yield played


@pytest.mark.parametrize("name", sorted(name for name, article in ARTICLES.items() if article.listed))
def test_an_article_has_a_revision_for_every_time_it_was_rewritten_and_no_other(story, name):
    def shown(text: Text) -> tuple[Any, ...]:
        headline = " ".join((text.headline or "").split())  # an ideographic space is a space
        return headline, text.standfirst, text.byline, text.body.split("\n"), [n.text for n in text.notices]

    assert [shown(text) for text in story.texts(name)] == [shown(text) for text in story.expected(name)]


def test_the_first_crawl_finds_every_listed_article(story):
    listed = [article for article in ARTICLES.values() if article.listed]
    assert story.crawls["first"].summary["new"] == len(listed)
    assert story.crawls["first"].summary["feeds"] == 1


def test_a_crawl_of_the_unchanged_newsroom_makes_no_revision_and_no_extraction(story):
    first, still = story.crawls["first"], story.crawls["still"]
    assert still.summary["captures"] == still.summary["not-modified"] == first.summary["captures"]
    assert still.summary["revisions"] == 0
    assert still.extractions == first.extractions


def test_timestamps_and_promos_make_no_revision(story):
    # The one article under test shows its other headline.
    assert story.crawls["lively"].summary["revisions"] == 1
    assert story.crawls["lively"].summary["unchanged"] > 0


def test_the_changes_of_the_story_are_named(story):
    first, second, third, fourth = story.revisions("ferry")
    assert first.kinds == ()
    assert {"figure", "paragraph-added", "byline"} <= set(second.kinds)
    assert {"figure", "moved", "headline"} <= set(third.kinds)
    assert {"correction", "name", "headline", "quote"} <= set(fourth.kinds)
    assert all(entry.score > 0 and entry.reason for entry in (second, third, fourth))


def test_the_story_matters_more_than_a_spelling(story):
    (spelling,) = story.revisions("most")[1:]
    assert "spelling" in spelling.kinds
    assert all(entry.score > spelling.score for entry in story.revisions("ferry")[1:])


def test_two_headlines_under_test_flap_between_two_texts(story):
    entries = story.revisions("witnesses")
    assert [entry.reverts_to for entry in entries] == [None, None, 1, 2, 3]
    assert len({entry.text for entry in entries}) == 2


def test_a_word_that_comes_back_is_a_revert(story):
    assert [entry.reverts_to for entry in story.revisions("lighthouse")] == [None, None, 1]


def test_a_deleted_article_is_gone_and_its_text_stays(story):
    captures = story.captures("bakery")
    assert [(c.outcome, c.status) for c in captures[-2:]] == [(Outcome.GONE, 404), (Outcome.GONE, 410)]
    with story.archive.reading() as connection:
        article = find_article(connection, story.newsroom.url(ARTICLES["bakery"].path))
    assert article.state == "gone"
    assert len(story.texts("bakery")) == 1


def test_an_article_that_moved_is_one_article_under_both_addresses(story):
    article = ARTICLES["observatory"]
    old, new = (story.newsroom.url(article.path_at(edition)) for edition in (1, 3))
    with story.archive.reading() as connection:
        assert find_article(connection, old).id == find_article(connection, new).id
    assert len(story.revisions("observatory")) == 1


def test_the_twin_of_an_article_is_no_article_of_its_own(story):
    twin = story.newsroom.url("/amp" + ARTICLES["ferry"].path)
    with story.archive.reading() as connection:
        assert find_article(connection, twin).id == story.id("ferry")
        assert AliasKind.AMP in {alias.kind for alias in queries.aliases_of(connection, story.id("ferry"))}


def test_a_consent_wall_before_an_article_is_no_revision_of_it(story):
    walled = [c for c in story.captures("shipyard") if c.outcome not in {Outcome.NEW, Outcome.CHANGED}]
    outcomes = Counter(c.outcome for c in walled)
    assert outcomes[Outcome.NOT_ARTICLE] + outcomes[Outcome.DOUBTFUL] + outcomes[Outcome.FAILED] == 1


def test_trouble_is_recorded_and_the_crawl_goes_on(story):
    asked = {path for path in TROUBLE if path.startswith("/trouble/")} - {"/trouble/inside"}
    summary = story.crawls["trouble"].summary
    reasons = {problem["what"].removeprefix(story.newsroom.url("")): problem["why"] for problem in summary["problems"]}
    for path in sorted(asked - {"/trouble/deep", "/trouble/consent"}):
        with story.archive.reading() as connection:
            entry = find_article(connection, story.newsroom.url(path))
            (capture,) = queries.captures(connection, entry.id)
        assert capture.outcome is Outcome.FAILED, path
        assert reasons[path], path
    assert story.crawls["trouble"].summary["new"] == 0


def test_what_robots_txt_disallows_is_never_asked_for(story):
    assert not [r for r in story.newsroom.requests if r.path.startswith("/private/")]
    (problem,) = [p for p in story.crawls["trouble"].summary["problems"] if "/private/" in p["what"]]
    assert "robots.txt" in problem["why"]


def test_a_page_cannot_lead_the_crawl_to_another_address_inside(story):
    (problem,) = [p for p in story.crawls["trouble"].summary["problems"] if "inside" in p["what"] + p["why"]]
    assert "127.0.0.2" in problem["what"] + problem["why"]


def test_every_crawl_reads_robots_txt_first_and_asks_for_nothing_twice(story):
    for name, crawl in story.crawls.items():
        paths = [r.path for r in crawl.requests]
        assert paths[0] == "/robots.txt", name
        twice = {path for path, times in Counter(paths).items() if times > 1}
        assert twice <= {"/trouble/loop", "/trouble/loop/back"}, name


def test_the_crawler_says_who_it_is_and_carries_no_tracking_parameters(story):
    for request in story.newsroom.requests:
        assert request.headers["user-agent"].startswith("Writethru/")
        assert "utm_" not in request.target
        assert "cookie" not in request.headers


def test_a_page_that_has_an_etag_is_asked_for_only_if_it_changed(story):
    path = ARTICLES["museum"].path
    first, *others = [r for r in story.newsroom.requests if r.path == path]
    assert "if-none-match" not in first.headers
    assert others
    assert all(r.headers["if-none-match"] and r.status == 304 for r in others)
