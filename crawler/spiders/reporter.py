"""What all spiders of the web share: asking with what is known, and a page for every outcome."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request, Spider, signals
from scrapy.http import Response, TextResponse
from w3lib.encoding import http_content_type_encoding

from crawler import feeds
from crawler.clock import Clock, SystemClock
from crawler.failures import is_unheard, why
from crawler.items import Page
from crawler.manners import PutOffError, retry_at
from crawler.middlewares import doors_of
from crawler.moments import http_date
from crawler.pipelines import ArchivePipeline
from crawler.schedule import LEFT_ALONE, next_feed_visit
from crawler.urls import canonical, is_home
from storage.errors import PageError, WritethruError
from storage.records import Alias, AliasKind, Capture, Due

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator
    from datetime import datetime

    from scrapy.crawler import Crawler
    from twisted.python.failure import Failure

    from crawler.doors import Doors
    from crawler.feeds import Feed
    from crawler.intake import Intake
    from storage.known import Last
    from storage.visits import DueVisit

logger = logging.getLogger(__name__)

SITEMAP = "a sitemap, which is not read; give the site's feeds or the articles themselves"

# Of a reader, not of the article.
_PRIVATE = frozenset({"set-cookie", "set-cookie2", "www-authenticate", "proxy-authenticate"})
# Media types that are text to Scrapy, and no page to a reader (https://www.iana.org/assignments/media-types/).
_NO_PAGE = re.compile(
    r"(?:application|text)/(?:[\w.-]+\+)?json|(?:application|text)/(?:x-)?javascript|text/(?:css|csv|calendar)|image/.+"
)
# A header is a line; more is no header of a news site.
_LONGEST_HEADER = 2_000


class Reporter(Spider):
    """Asks for articles and feeds and hands on what came of it, failures too; then asks for the entries of a feed."""

    clock: Clock

    def __init__(self, name: str | None = None, clock: Clock | None = None, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.clock = clock or SystemClock()
        self.underway: set[str] = set()  # URLs asked for, of which nothing is recorded yet
        self.over: set[str] = set()  # URLs that this run does not ask for again; a watch keeps none
        self.leased: set[str] = set()  # visits on lease

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:
        try:
            spider: Self = super().from_crawler(crawler, *args, **kwargs)
        except WritethruError as error:
            if not crawler.settings.getbool("WRITETHRU_SUMMARY"):
                raise
            # Started by Scrapy's own command, which shows a traceback for whatever it does not know.
            raise SystemExit(f"{cls.name}: {error}") from None
        for signal in (signals.item_scraped, signals.item_error, signals.item_dropped):
            crawler.signals.connect(spider._recorded, signal=signal)
        crawler.signals.connect(spider._broken, signal=signals.spider_error)
        return spider

    @property
    def intake(self) -> Intake:
        return self._pipeline.intake

    @property
    def _pipeline(self) -> ArchivePipeline:
        pipeline = self.crawler.get_item_pipeline(ArchivePipeline)
        if pipeline is None:
            raise RuntimeError("the spiders work with the item pipeline crawler.pipelines.ArchivePipeline only")
        return pipeline

    @contextmanager
    def breaking_off(self) -> Iterator[None]:
        """Has the crawl end with what was wrong: an archive that fails, something asked for that does not exist."""
        try:
            yield
        except WritethruError as error:
            self._pipeline.failure = self._pipeline.failure or error

    @property
    def doors(self) -> Doors:
        return doors_of(self.crawler)

    async def asked_for(self, urls: Iterable[str], **meta: Any) -> AsyncIterator[Request]:
        """A request for each URL, each once, with what the archive knows of it."""
        for url in dict.fromkeys(urls):
            last = await self.intake.ask(self.intake.archive.last, url)
            yield self.request(url, last, **meta)

    def settled(self, url: str) -> None:
        """What came of a URL is in the archive, or nothing will."""
        self.underway.discard(url)
        self.leased.discard(url)

    def _recorded(self, item: object) -> None:
        if isinstance(item, Page):
            self.settled(item.capture.requested_url)

    def _broken(self, response: Response | Failure | None) -> None:
        # Scrapy's failures name their request too.
        request: Request | None = getattr(response, "request", None)
        if request is not None:
            self.settled(request.meta["url"])

    def request(self, url: str, last: Last | None = None, visit: DueVisit | None = None, **meta: Any) -> Request:
        """A conditional GET where there is something to ask with (RFC 9110, section 13)."""
        self.underway.add(url)
        known = last or visit
        conditions = {
            "If-None-Match": known.etag if known else None,
            "If-Modified-Since": known.last_modified if known else None,
        }
        return Request(
            url,
            headers={name: value for name, value in conditions.items() if value},
            callback=self.read,
            errback=self.lost,
            dont_filter=True,
            meta={"url": url, "last": last, "visit": visit, **meta},
        )

    async def read(self, response: Response) -> AsyncIterator[Request | Page]:
        """What an answer holds: a page, or the entries of a feed."""
        meta = response.meta
        good = 200 <= response.status < 300
        if meta.get("feed") or (good and feeds.is_feed(response.body, _text(response, "Content-Type"))):
            async for request in self._read_feed(response):
                yield request
            return
        named = (
            feeds.named_in(response.body, response.url) if good and meta.get("start") and is_home(meta["url"]) else ()
        )
        if named:
            logger.info("%s is a front page; reading its feed %s", response.url, named[0])
            yield self.request(named[0], feed=True, all_entries=True)
            self.settled(meta["url"])
            return
        if good and meta.get("start") and meta["last"] is None and feeds.is_sitemap(response.body):
            # Nothing of it was observed that has a history, and there is nothing to plan.
            self.intake.tally.problem(meta["url"], SITEMAP)
            self.settled(meta["url"])
            return
        yield self.page(response)

    def lost(self, failure: Failure) -> Iterable[Page] | AsyncIterator[Page]:
        """No answer: a failed capture; for a feed, a failed visit."""
        request: Request = failure.request  # type: ignore[attr-defined]
        reason = why(failure.value)
        if isinstance(failure.value, PutOffError):
            return self._put_off(request, failure.value)
        if request.meta.get("feed"):
            return self._feed_lost(request, reason)
        return self._page_lost(request, reason, heard=not is_unheard(failure.value))

    def page(self, response: Response) -> Page:
        """The answer as a capture, under the URL where it was found."""
        meta = response.meta
        last: Last | None = meta.get("last")
        asked, landed = meta["url"], canonical(response.url)
        if response.status == 304 and last is not None:
            landed = last.url
        ways = [canonical(url) for url in meta.get("redirect_urls", ())]
        aliases = {url: Alias(url, AliasKind.REDIRECT) for url in ways if url not in {asked, landed}}
        good = 200 <= response.status < 300
        error = None
        if good and not _is_page(response):
            error = f"not a page of text ({_text(response, 'Content-Type') or 'of unknown type'})"
        return Page(
            Capture(
                url=landed,
                requested_url=asked,
                fetched_at=self.clock.now(),
                status=response.status,
                etag=_text(response, "ETag") or None,
                last_modified=_text(response, "Last-Modified") or None,
                headers=_headers(response),
                body=response.body if good and error is None else None,
                error=error,
                aliases=tuple(aliases.values()),
            ),
            charset=http_content_type_encoding(_text(response, "Content-Type") or None),
            before=last.sha256 if last is not None and last.extracted else None,
            not_before=self._not_before(response),
        )

    async def entries_to_read(self, feed: Feed, *, every: bool) -> AsyncIterator[Request]:
        """Requests for the entries of a feed: for every one, or for those that the archive has not, or not so new."""
        for url, entry in {canonical(entry.url): entry for entry in feed.entries}.items():
            last = await self.intake.ask(self.intake.archive.last, url)
            fresh = last is None or last.fetched_at is None or (entry.at is not None and entry.at > last.fetched_at)
            # Another feed may have it too, and have been read meanwhile.
            if (every or fresh) and not (url in self.underway or url in self.over):
                yield self.request(url, last)

    async def _read_feed(self, response: Response) -> AsyncIterator[Request]:
        url: str = response.meta["url"]
        now = self.clock.now()
        archive, tally = self.intake.archive, self.intake.tally
        visit: DueVisit | None = response.meta.get("visit")
        etag, modified = _text(response, "ETag") or None, _text(response, "Last-Modified") or None
        if response.status == 304:
            etag, modified = (
                etag or (visit.etag if visit else None),
                modified or (visit.last_modified if visit else None),
            )
            due = next_feed_visit(now, http_date(modified), 0)
            await self.intake.ask(archive.feed_visited, url, due, etag=etag, last_modified=modified, failures=0)
            tally.feeds += 1
            self.settled(url)
            return
        if not 200 <= response.status < 300:
            said, not_before = f"the server answered {response.status}", self._not_before(response)
            await self._feed_failed(url, visit, said, not_before)
            return
        try:
            feed = await self.intake.workers.run(feeds.parse, response.body, response.url)
        except PageError as error:
            await self._feed_failed(url, visit, str(error))
            return
        tally.feeds += 1
        await self.intake.ask(archive.watch_feed, url, now)
        asked = False
        async for request in self.entries_to_read(feed, every=bool(response.meta.get("all_entries"))):
            asked = True
            yield request
        # Its next answer must be no 304 while entries of it may be lost on the way (a kill, a full disk): without
        # validators it is read in full once more, until it brings nothing that the archive has not.
        due = next_feed_visit(now, now if asked else feed.newest, 0)
        etag, modified = (None, None) if asked else (etag, modified)
        await self.intake.ask(archive.feed_visited, url, due, etag=etag, last_modified=modified, failures=0)
        self.settled(url)

    def _not_before(self, response: Response) -> datetime | None:
        return retry_at(response.status, _text(response, "Retry-After"), self.clock.now())

    async def _put_off(self, request: Request, error: PutOffError) -> AsyncIterator[Page]:
        """Another page of the host asked for it to be left alone, and so it is: nothing was observed, and what is
        planned is planned for then. What is not, a person has to give again; a feed names its entries again."""
        url: str = request.meta["url"]
        known = request.meta.get("visit") or request.meta.get("last")
        again = "; give it again then" if known is None and request.meta.get("start") else ""
        self.intake.tally.problem(url, why(error) + again)
        if known is not None:
            await self.intake.ask(self.intake.archive.put_off, known.url, Due(error.until, LEFT_ALONE))
        self.settled(url)
        return
        yield

    async def _feed_lost(self, request: Request, why: str) -> AsyncIterator[Page]:
        await self._feed_failed(request.meta["url"], request.meta.get("visit"), why)
        return
        yield  # an asynchronous generator without anything in it

    async def _feed_failed(
        self, url: str, visit: DueVisit | None, why: str, not_before: datetime | None = None
    ) -> None:
        self.intake.tally.problem(url, f"feed: {why}")
        if visit is None:
            self.settled(url)
            return
        failures = visit.failures + 1
        due = next_feed_visit(self.clock.now(), None, failures, not_before)
        await self.intake.ask(
            self.intake.archive.feed_visited,
            url,
            due,
            etag=visit.etag,
            last_modified=visit.last_modified,
            failures=failures,
        )
        self.settled(url)

    def _page_lost(self, request: Request, why: str, *, heard: bool) -> Iterable[Page]:
        url = request.meta["url"]
        if not heard and request.meta.get("visit") is None and request.meta.get("last") is None:
            # Nothing was observed, and there is nothing to plan.
            self.intake.tally.problem(url, why)
            self.settled(url)
            return []
        last: Last | None = request.meta.get("last")
        return [Page(Capture(url=last.url if last else url, requested_url=url, fetched_at=self.clock.now(), error=why))]


def _is_page(response: Response) -> bool:
    kind = _text(response, "Content-Type").partition(";")[0].strip().lower()
    return isinstance(response, TextResponse) and _NO_PAGE.fullmatch(kind) is None


def _text(response: Response, header: str) -> str:
    value = response.headers.get(header)
    return value.decode("latin-1").strip()[:_LONGEST_HEADER] if value else ""


def _headers(response: Response) -> tuple[tuple[str, str], ...]:
    """The headers as they came, without those that are about the reader."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1")[:_LONGEST_HEADER])
        for name, values in response.headers.items()
        if name.decode("latin-1").lower() not in _PRIVATE
        for value in values
    )
