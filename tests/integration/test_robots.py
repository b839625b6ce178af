"""What a crawl makes of a robots.txt that is not there, and of one that cannot be had (RFC 9309, section 2.3.1)."""

from __future__ import annotations

import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from crawler.run import crawl
from tests.integration.crawling import HASTY, articles, captures, done

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STORY = b"""<html><head><title>The ferry is back</title></head><body><article><h1>The ferry is back</h1>
<p>The ferry returned to the quay on Monday after eleven weeks in the dry dock, the harbour office said.</p>
<p>Its first crossing carried two hundred passengers and arrived four minutes early, to some applause.</p>
</article></body></html>"""


class Site(ThreadingHTTPServer):
    """Serves one story under every path, and answers for its robots.txt with a status."""

    def __init__(self) -> None:
        self.robots = 200
        self.asked: dict[str, int] = defaultdict(int)
        super().__init__(("127.0.0.1", 0), Answers)

    @property
    def story(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/2026/ferry-is-back"


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        robots = self.path == "/robots.txt"
        body = b"User-agent: *\nDisallow: /\n" if robots else STORY
        self.send_response(self.server.robots if robots else 200)
        self.send_header("Content-Type", "text/plain" if robots else "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Standard error is for the tests."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def archive(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'archive.db'}"


def test_a_robots_txt_that_is_refused_allows_everything(site: Site, archive: str) -> None:
    site.robots = 403
    summary = done(crawl, [site.story], archive, settings=HASTY)
    assert summary.captured == 1
    assert articles(archive) == [site.story]


def test_a_robots_txt_that_fails_forbids_everything(site: Site, archive: str) -> None:
    site.robots = 503
    unseen = done(crawl, [site.story], archive, settings=HASTY)
    assert [problem.why for problem in unseen.problems] == ["robots.txt: the server answered 503"]
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
