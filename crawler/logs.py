"""What Scrapy logs of a page: nothing of what the archive records anyhow."""

# ruff: noqa: ARG002 - the signatures are Scrapy's

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy.logformatter import LogFormatter

if TYPE_CHECKING:
    from scrapy import Spider
    from scrapy.http import Request, Response
    from scrapy.logformatter import LogFormatterResult
    from twisted.python.failure import Failure


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
