"""What hosts ask of who reads them: a pause between pages (Crawl-delay), and to come back later (Retry-After)."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from crawler.failures import NotAskedError
from crawler.moments import http_date
from crawler.schedule import LADDER

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

# Who is asked to come back within this waits in the run; what is to wait longer is put off to another.
LONGEST_WAIT = timedelta(minutes=1)
# A host that is still busy when it is asked again after its pause is left alone for this at least: the shortest wait of
# the ladder, so that an article of it is asked for no more often than if all were well.
STILL_BUSY = LADDER[0][1]
# A server that asks for more (a clock that is wrong, a date in another century) is asked again after this.
LONGEST_ASKED = timedelta(days=7)
# Too Many Requests (RFC 6585, section 4) and Service Unavailable (RFC 9110, section 15.6.4).
BUSY = frozenset({429, 503})


class PutOffError(NotAskedError):
    """The host of a URL is left alone until a moment, as some page of it asked for, and that is too far off to wait
    for."""

    def __init__(self, url: str, until: datetime) -> None:
        host = urlsplit(url).netloc.lower()
        super().__init__(f"not asked: {host} is busy and is left alone until {until:%Y-%m-%dT%H:%M:%SZ}")
        self.until = until


class Manners:
    """Until when the hosts of a crawl asked to be left alone; a host that answers well after that is forgotten."""

    def __init__(self) -> None:
        self._until: dict[str, datetime] = {}

    def answered(self, url: str, status: int, retry_after: str | None, sent: datetime, now: datetime) -> None:
        """Takes note of what a host answered `now` to what was sent to it at `sent`."""
        host = urlsplit(url).netloc.lower()
        before = self._until.get(host)
        until = retry_at(status, retry_after, now)
        if before is not None and before <= sent:
            if status not in BUSY:
                del self._until[host]
                return
            until = max(until or now, now + STILL_BUSY)
        if until is not None:
            self._until[host] = max(until, before or until)

    def until(self, url: str, now: datetime) -> datetime | None:
        """Until when its host is still to be left alone; None where it may be asked."""
        until = self._until.get(urlsplit(url).netloc.lower())
        return until if until is not None and until > now else None

    def wait(self, url: str, now: datetime) -> timedelta:
        """How long its host is still to be left alone; nothing where it may be asked. Raises `PutOffError`
        where that is too long to wait for."""
        until = self.until(url, now) or now
        if until - now > LONGEST_WAIT:
            raise PutOffError(url, until)
        return until - now


def retry_at(status: int, asked: str | None, now: datetime) -> datetime | None:
    """When a busy server asks to be asked again, by its Retry-After (RFC 9110, section 10.2.3: seconds or a date), no
    later than `LONGEST_ASKED` from now. None where it is not busy or does not ask."""
    asked = (asked or "").strip()
    if status not in BUSY or not asked:
        return None
    if asked.isascii() and asked.isdigit():
        # Past nine digits the bound holds anyhow.
        return now + min(timedelta(seconds=int(asked[:9])), LONGEST_ASKED)
    moment = http_date(asked)
    return None if moment is None or moment <= now else min(moment, now + LONGEST_ASKED)


def pause_kept(asked: float | None, longest: float) -> float:
    """The seconds between two pages that are kept where a robots.txt asks for some; 0 where it asks for none."""
    if asked is None or math.isnan(asked) or asked <= 0:
        return 0.0
    return min(asked, longest)


_manners: WeakKeyDictionary[Crawler, Manners] = WeakKeyDictionary()


def manners_of(crawler: Crawler) -> Manners:
    """The manners of a crawl: one for its middleware and its connections."""
    return _manners.setdefault(crawler, Manners())
