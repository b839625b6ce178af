"""A site of one story, whose robots.txt and whose moods the tests choose."""

from __future__ import annotations

import threading
from collections import defaultdict
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

STORY = b"""<html><head><title>The ferry is back</title></head><body><article><h1>The ferry is back</h1>
<p>The ferry returned to the quay on Monday after eleven weeks in the dry dock, the harbour office said.</p>
<p>Its first crossing carried two hundred passengers and arrived four minutes early, to some applause.</p>
</article></body></html>"""


class Site(ThreadingHTTPServer):
    """Serves one story under every path, and answers for its robots.txt with a status. `busy` holds, for a path, what
    it says before the story: statuses, each with its Retry-After; `types`, what it says that the story is."""

    def __init__(self) -> None:
        self.robots = 200
        self.robots_txt = b"User-agent: *\nDisallow: /\n"
        self.busy: dict[str, list[tuple[int, str]]] = {}
        self.types: dict[str, str] = {}
        self.asked: dict[str, int] = defaultdict(int)
        super().__init__(("127.0.0.1", 0), Answers)

    @property
    def story(self) -> str:
        return self.url("/2026/ferry-is-back")

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"


class Answers(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.asked[self.path] += 1
        status, body, mime, retry_after = 200, STORY, "text/html", None
        if waiting := self.server.busy.get(self.path):
            status, retry_after = waiting.pop(0)
        elif self.path == "/robots.txt":
            status, body, mime = self.server.robots, self.server.robots_txt, "text/plain"
        mime = self.server.types.get(self.path, mime)
        self.send_response(status)
        self.send_header("Content-Type", mime)
        self.send_header("Content-Length", str(len(body)))
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Standard error is for the tests."""


@contextmanager
def serving() -> Iterator[Site]:
    """The site while it answers."""
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
