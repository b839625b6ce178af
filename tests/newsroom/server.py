"""The newsroom over real HTTP, on the loopback address, in threads of its own."""

from __future__ import annotations

import json
import socket
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self
from urllib.parse import parse_qs, urlsplit

from tests.newsroom.answers import Answer, not_found
from tests.newsroom.articles import ARTICLES, LAST_EDITION, Article
from tests.newsroom.site import Site, described

if TYPE_CHECKING:
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the request log; header names are in lower case."""

    method: str
    target: str  # path and query, as asked for
    headers: dict[str, str]
    status: int
    edition: int

    @property
    def path(self) -> str:
        return urlsplit(self.target).path


class Newsroom:
    """The running site: a context manager. Time stands still until `advance()` or `edition = N`."""

    def __init__(self, port: int = 0, *, edition: int = 1) -> None:
        self.requests: list[Request] = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="newsroom", daemon=True)
        self.site = Site(base=f"http://127.0.0.1:{self._server.server_port}", edition=edition)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop, and break off every connection that is still open."""
        self._server.shutdown()
        self._server.break_off()
        self._server.server_close()
        self._thread.join()

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return self.site.base + path

    def article(self, name: str) -> Article:
        return ARTICLES[name]

    def article_url(self, name: str) -> str:
        """Where an article stands in the edition of the moment."""
        return self.url(ARTICLES[name].path_at(self.edition))

    @property
    def edition(self) -> int:
        return self.site.edition

    @edition.setter
    def edition(self, number: int) -> None:
        if not 1 <= number <= LAST_EDITION:
            raise ValueError(f"the newsroom has editions 1 to {LAST_EDITION}, not {number}")
        self.site.edition = number

    def advance(self) -> int:
        """Move time to the next edition; its number."""
        self.edition += 1
        return self.edition

    @property
    def lively(self) -> bool:
        """Timestamps, promos and A/B tests change from request to request; False holds them still."""
        return self.site.lively

    @lively.setter
    def lively(self, value: bool) -> None:
        self.site.lively = value

    def asked(self, path: str) -> list[Request]:
        """The requests for a path so far, in order."""
        return [request for request in list(self.requests) if request.path == path]

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """The answer to a request, which goes into the log unless it is for the newsroom's own desk."""
        with self._lock:
            if target.startswith("/_newsroom/"):
                return self._desk(method, target, body)
            answer = self.site.answer(target, headers)
            self.requests.append(Request(method, target, headers, answer.status, self.edition))
            return answer

    def _desk(self, method: str, target: str, body: bytes) -> Answer:
        parts = urlsplit(target)
        match method, parts.path:
            case "POST", "/_newsroom/edition":
                asked = parse_qs(body.decode()).get("edition") or parse_qs(parts.query).get("edition")
                self.edition = int(asked[0]) if asked else self.edition + 1
            case "POST", "/_newsroom/still":
                self.lively = False
            case "POST", "/_newsroom/lively":
                self.lively = True
            case "GET", "/_newsroom/requests":
                return described([{"method": r.method, "target": r.target, "status": r.status} for r in self.requests])
            case "GET", "/_newsroom/edition":
                pass
            case _:
                return not_found(parts.path)
        return described({"edition": self.edition, "editions": LAST_EDITION, "lively": self.lively})


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # joined on closing, so that no socket outlives the newsroom
    block_on_close = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request, client_address):  # type: ignore[no-untyped-def]
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request):  # type: ignore[no-untyped-def]
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def break_off(self) -> None:
        self.closing.set()
        with self._guard:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was faster
                    continue

    def handle_error(self, request, client_address):  # type: ignore[no-untyped-def]
        """A client that hangs up in the middle of an answer is none of the newsroom's business."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Newsroom"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            answer = self.server.newsroom.answer(self.command, self.path, headers, body)
        except ValueError as error:
            answer = Answer(400, json.dumps({"error": str(error)}).encode(), "application/json")
        if answer.hangs:
            self.server.closing.wait()
            self.close_connection = True
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in (answer.headers | answer.validators).items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Type", answer.mime)
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
        self.wfile.flush()
        self.close_connection = self.close_connection or answer.cut

    def log_message(self, *args: object) -> None:
        """The request log is the newsroom's, not standard error's."""
