"""`scrapy crawl seeds -a path=FOLDER`: local files."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.clock import LEEWAY
from crawler.files import moment
from crawler.ingestion import namesakes, pages, plan, unknown
from crawler.spiders.reporter import Reporter
from crawler.urls import canonical
from storage.errors import PageError, UsageError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from crawler.items import Page


class SeedsSpider(Reporter):
    """Captures files and folders, separated by blanks (quoted as in a shell); `url` and `at` overrule what a file says
    of itself."""

    name = "seeds"

    def __init__(self, path: str = "seeds", url: str | None = None, at: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.paths = [Path(part) for part in shlex.split(path)]
        self.at = moment(at) if at else None
        try:
            self.url = canonical(url) if url else None
        except PageError as error:
            raise UsageError(f"url={url}: {error}") from None
        missing = [part for part in self.paths if not part.exists()]
        if missing:
            raise UsageError(f"no such file or folder: {missing[0]}")
        if self.at is not None and self.at > self.clock.now() + LEEWAY:
            raise UsageError(f"at={at} is in the future")

    async def start(self) -> AsyncIterator[Page]:
        tally = self.intake.tally
        planned = await self.intake.ask(plan, self.intake.archive, self.paths, tally, url=self.url, at=self.at)
        fresh = await self.intake.ask(unknown, self.intake.archive, planned, tally)
        if warning := await self.intake.ask(namesakes, self.intake.archive, fresh):
            self.logger.warning("%s", warning)
        async for page in pages(self.intake, fresh):
            yield page
