"""Between Scrapy and the network."""

from __future__ import annotations

import logging
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from scrapy import signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.robotstxt import RobotParser
from twisted.internet.defer import Deferred

from crawler.clock import clock_of
from crawler.doors import Doors
from crawler.failures import NotAskedError, why
from crawler.manners import BUSY, PutOffError, manners_of, pause_kept

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response

logger = logging.getLogger(__name__)

_doors: WeakKeyDictionary[Crawler, Doors] = WeakKeyDictionary()


def doors_of(crawler: Crawler) -> Doors:
    """The doors of a crawl: one for its spider, its middleware and its resolver."""
    if crawler not in _doors:
        _doors[crawler] = Doors.of(crawler.settings.get("WRITETHRU_ALLOW_PRIVATE") or "")
    return _doors[crawler]


def all_doors() -> list[Doors]:
    """The doors of every crawl in this process; names are resolved for all of them in one place."""
    return list(_doors.values())


class InsideError(NotAskedError):
    """A page, feed or redirect tried to lead the crawl inside the network."""


class DoorsMiddleware:
    """Refuses requests that lead inside the network, redirects too; servers on this very machine are not throttled."""

    def __init__(self, doors: Doors, unthrottled: frozenset[str]) -> None:
        self._doors = doors
        self._unthrottled = unthrottled

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(doors_of(crawler), frozenset(crawler.settings.getlist("LOOPBACK")))

    def process_request(self, request: Request) -> None:
        if self._doors.refuses(request.url):
            raise InsideError(f"leads inside the network: {request.url}")
        if (urlsplit(request.url).hostname or "") in self._unthrottled:
            request.meta["autothrottle_dont_adjust_delay"] = True

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002
        # Before the retries: asking again leads nowhere else.
        host = (urlsplit(request.url).hostname or "").lower().rstrip(".")
        if host in self._doors.refused:
            raise InsideError(f"leads inside the network: {host} is {self._doors.refused[host]}")


# RFC 9309, section 2.4: a robots.txt is not to be used longer than a day. One that could not be had is asked for again
# sooner, so that a watch goes on when the server is well again.
ROBOTS_KEPT = timedelta(days=1)
ROBOTS_MISSED = timedelta(minutes=10)


class Unreadable(RobotParser):
    """Stands for a robots.txt that could not be had: it forbids everything (RFC 9309, section 2.3.1.4)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:  # noqa: ARG003
        return cls("not read")

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:  # noqa: ARG002
        return False


class RobotsMiddleware(RobotsTxtMiddleware):
    """Obeys robots.txt. Where there is none (4xx, section 2.3.1.3) everything is allowed; where the server fails (5xx),
    is busy (429) or cannot be reached, nothing. A Crawl-delay is kept, up to AUTOTHROTTLE_MAX_DELAY."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._until: dict[str, datetime] = {}
        # Of each host by port: each has a robots.txt of its own, and the pause is one for all.
        self._pauses: defaultdict[str, dict[str, float]] = defaultdict(dict)
        self._slots = crawler.settings.getdict("DOWNLOAD_SLOTS")
        self._usual = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._longest = crawler.settings.getfloat("AUTOTHROTTLE_MAX_DELAY")
        crawler.signals.connect(self._keep_pause, signal=signals.robots_parsed)

    async def robot_parser(self, request: Request) -> RobotParser | None:
        host, now = urlsplit(request.url).netloc, self._now()
        if host in self._until and self._until[host] <= now:
            del self._until[host], self._parsers[host]
        return await super().robot_parser(request)

    def process_request_2(self, rp: RobotParser | None, request: Request) -> None:
        if isinstance(rp, Unreadable):
            until = manners_of(self.crawler).until(request.url, self._now())
            # A host that is busy is not failing: nothing is known of the page, and it is planned for when that is over.
            raise NotAskedError(rp.reason) if until is None else PutOffError(request.url, until)
        super().process_request_2(rp, request)

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= 500 or response.status in BUSY:
            self._settle(netloc, Unreadable(f"robots.txt: the server answered {response.status}"))
        elif response.status >= 400:
            self._settle(netloc, None)
        else:
            await super()._parse_robots(response, netloc, request)
            self._until[netloc] = self._now() + ROBOTS_KEPT

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        if isinstance(exc, IgnoreRequest) and not isinstance(exc, PutOffError):
            # Too many redirects count as none (section 2.3.1.2); what leads inside is refused by itself.
            self._settle(netloc, None)
        else:
            self._settle(netloc, Unreadable(why(exc)))

    def _settle(self, host: str, parser: RobotParser | None) -> None:
        waiting, self._parsers[host] = self._parsers[host], parser
        now = self._now()
        self._until[host] = now + ROBOTS_KEPT
        if parser is not None:
            # Who is busy until a moment is visited then, and is asked for its robots.txt before.
            asked = manners_of(self.crawler).until(f"//{host}", now)
            self._until[host] = min(now + ROBOTS_MISSED, asked or now + ROBOTS_MISSED)
        if isinstance(waiting, Deferred):
            waiting.callback(parser)

    def _keep_pause(self, robotparser: RobotParser, request: Request) -> None:
        """Lets the time that a robots.txt asks for pass between two pages of its host, whole: without jitter."""
        host = urlsplit(request.url).hostname or ""
        asked = robotparser.crawl_delay(self._robotstxt_useragent or self._default_useragent)
        pauses = self._pauses[host]
        pauses[urlsplit(request.url).netloc] = pause_kept(asked, self._longest)
        kept = max(pauses.values())
        usual = self._slots.get(host, {})
        downloader = self.crawler.engine.downloader
        if kept <= usual.get("delay", self._usual):
            downloader.per_slot_settings[host] = usual
            return
        if asked is not None and self._longest < asked:
            logger.warning("%s asks for %g s between two pages; %g s are kept", host, asked, kept)
        downloader.per_slot_settings[host] = usual | {"delay": kept, "jitter": 0.0}
        if host in downloader.slots:
            slot = downloader.slots[host]
            slot.delay, slot.jitter = max(slot.delay, kept), 0.0

    def _now(self) -> datetime:
        return clock_of(self.crawler).now()


class MannersMiddleware:
    """Refuses what would have to wait too long for a busy host (Retry-After). Stands between the network and the
    retries: such an answer is not asked for again in this run."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._manners = manners_of(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        self._manners.wait(request.url, clock_of(self._crawler).now())

    def process_response(self, request: Request, response: Response) -> Response:
        try:
            self.process_request(request)
        except PutOffError:
            request.meta["dont_retry"] = True
        return response
