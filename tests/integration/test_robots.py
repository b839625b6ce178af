"""What a crawl makes of a robots.txt that is not there, and of one that cannot be had (RFC 9309, section 2.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.run import crawl
from tests.integration.crawling import HASTY, articles, captures, done
from tests.integration.site import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as server:
        yield server


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


def test_a_robots_txt_that_is_refused_allows_everything(site: Site, archive: str) -> None:
    site.robots = 403
    summary = done(crawl, [site.story], archive, settings=HASTY)
    assert summary.captured == 1
    assert articles(archive) == [site.story]


def test_a_robots_txt_that_fails_or_is_asked_for_too_often_forbids_everything(site: Site, archive: str) -> None:
    site.robots = 429
    unseen = done(crawl, [site.story], archive, settings=HASTY)
    assert [problem.why for problem in unseen.problems] == ["robots.txt: the server answered 429"]
    assert articles(archive) == []
    site.robots = 404
    done(crawl, [site.story], archive, settings=HASTY)
    site.robots = 500
    done(crawl, [site.story], archive, settings=HASTY)
    assert site.asked["/2026/ferry-is-back"] == 1
    assert [(row.outcome, row.error) for row in captures(archive, site.story)] == [
        ("new", None),
        ("failed", "robots.txt: the server answered 500"),
    ]


def test_a_url_whose_server_does_not_exist_is_a_problem_and_no_article(archive: str) -> None:
    with Site() as closed:
        url = closed.story
    summary = done(crawl, [url, "no-such-host.invalid/story"], archive, settings=HASTY)
    assert {problem.why for problem in summary.problems} == {"connection refused", "no such host"}
    assert articles(archive) == []
