"""What Scrapy logs: nothing of what the archive records anyhow, and that it is stopping in our words."""

# ruff: noqa: ARG002 - the signatures are Scrapy's

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter

from crawler.stopping import STOPPING

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


# What became of a page its capture says, in our words: theirs name settings, and one has a traceback.
_OF_PAGES = {
    "scrapy.core.downloader": logging.ERROR,
    "scrapy.downloadermiddlewares.httpcompression": logging.ERROR,
    "scrapy.downloadermiddlewares.robotstxt": logging.CRITICAL,
}


def leave_pages_to_captures() -> None:
    """Has Scrapy log nothing of pages that broke off, are too large or whose robots.txt cannot be had."""
    for name, level in _OF_PAGES.items():
        logging.getLogger(name).setLevel(level)


def tell_of_stopping() -> None:
    """Has a crawl say, in our words, that it was told to stop; Scrapy says so in its log among much else."""
    log = logging.getLogger("scrapy.crawler")
    log.setLevel(logging.INFO)
    log.addFilter(_in_our_words)


def _in_our_words(record: logging.LogRecord) -> bool:
    if record.levelno < logging.WARNING:
        if not str(record.msg).startswith("Received") or "twice" in str(record.msg):
            return False
        record.msg, record.args = STOPPING, ()
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


class QuietFormatter(LogFormatter):
    """Items are not printed (they hold whole pages), and a failed download is a capture, not an error of ours."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        return None

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        return {"level": logging.DEBUG, "msg": "not recorded: %(why)s", "args": {"why": exception}}

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        capture = getattr(item, "capture", None)
        return {"level": logging.ERROR, "msg": "not recorded: %(url)s", "args": {"url": getattr(capture, "url", "")}}

    def download_error(
        self, failure: Failure, request: Request, spider: Spider, errmsg: str | None = None
    ) -> LogFormatterResult:
        result: LogFormatterResult = super().download_error(failure, request, spider, errmsg)
        result["level"] = logging.DEBUG
        return result
