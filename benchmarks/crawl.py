"""Pages a second, end to end, beside bare Scrapy with trafilatura in the same worker pool and no storage.

Both crawl the same pages of the newsroom over real HTTP, with the same settings, one after the other, several times;
the newsroom is a process of its own. The time is from the spider's opening to its closing.
"""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator  # noqa: TC003 - Scrapy looks at the annotations
from concurrent.futures import ProcessPoolExecutor
from typing import Any

PAGES = 600
ROUNDS = 3
REACH = 0.9
SETTINGS = {
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_SLOTS": {"127.0.0.1": {"concurrency": 16, "delay": 0.0, "jitter": 0.0}},
}


def ours(urls: list[str], folder: str) -> float:
    """Pages a second with everything: versions, changes, archive."""
    from sqlalchemy import select

    from crawler.run import crawl
    from storage import Archive
    from storage.models import Run

    archive = f"sqlite:///{folder}/{time.monotonic_ns()}.db"
    summary = crawl(urls, archive, settings=SETTINGS)
    if summary.captured != len(urls):
        raise SystemExit(f"captured {summary.captured} of {len(urls)}: {summary.problems[:3]}")
    with Archive.open(archive) as opened, opened.reading() as connection:
        started, ended = connection.execute(select(Run.started_at, Run.ended_at)).one()
    if ended is None:
        raise SystemExit("the crawl did not come to its end")
    return summary.captured / (ended - started).total_seconds()


def bare(urls: list[str], folder: str) -> float:  # noqa: ARG001
    """Pages a second of Scrapy and trafilatura alone."""
    from benchmarks._plain import read
    from crawler import workers

    workers.PRELOADED[:] = ["crawler.workers", "benchmarks._plain"]  # without our extractor
    workers.start_fork_server()

    from scrapy import Request, Spider, signals
    from scrapy.crawler import AsyncCrawlerProcess
    from scrapy.settings import Settings

    took: dict[str, float] = {}
    texts: list[int] = []

    class Bare(Spider):
        name = "bare"

        @classmethod
        def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> Any:
            spider = super().from_crawler(crawler, *args, **kwargs)
            crawler.signals.connect(spider.opened, signal=signals.spider_opened)
            crawler.signals.connect(spider.closing, signal=signals.spider_closed)
            return spider

        def opened(self) -> None:
            took["start"] = time.perf_counter()
            self.workers = workers.Workers()
            self.workers.warm()

        def closing(self) -> None:
            took["end"] = time.perf_counter()
            self.workers.close()

        async def start(self) -> AsyncIterator[Request]:
            for url in urls:
                yield Request(url, dont_filter=True)

        async def parse(self, response: Any) -> AsyncIterator[dict[str, object]]:
            text = await self.workers.run(read, response.body, response.url)
            texts.append(len(text or ""))
            yield {"url": response.url, "text": text}

    chosen = Settings()
    chosen.setmodule("crawler.settings", priority="project")
    without = {"ITEM_PIPELINES": {}, "EXTENSIONS": {}, "DOWNLOADER_MIDDLEWARES": {}, "LOG_ENABLED": False}
    without |= {"TWISTED_DNS_RESOLVER": "scrapy.resolver.CachingThreadedResolver", "AUTOTHROTTLE_ENABLED": False}
    without |= {"CONCURRENT_ITEMS": 100}  # Scrapy's own
    chosen.update({**SETTINGS, **without}, priority="cmdline")
    process = AsyncCrawlerProcess(chosen)
    process.crawl(Bare)
    process.start()
    if len(texts) != len(urls):
        raise SystemExit(f"read {len(texts)} of {len(urls)}")
    return len(urls) / (took["end"] - took["start"])


def serve(pipe: Any) -> None:
    """The newsroom, until it is told to stop."""
    from tests.newsroom import Newsroom

    with Newsroom() as newsroom:
        pipe.send(newsroom.url(""))
        pipe.recv()


def main() -> None:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    site = context.Process(target=serve, args=(there,), daemon=True)
    site.start()
    base = here.recv().rstrip("/")
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    urls = [f"{base}/bulk/{number}" for number in range(pages)]
    rates: dict[str, list[float]] = {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            for what, function in (("bare", bare), ("ours", ours)):
                with ProcessPoolExecutor(1, mp_context=context) as pool:
                    rates[what].append(pool.submit(function, urls, folder).result())
    here.send("stop")
    site.join()
    print(f"{pages} pages of 80 kB, {ROUNDS} rounds, pages a second:")
    for what, name in (("bare", "Scrapy and trafilatura alone"), ("ours", "Writethru, end to end")):
        print(f"  {name:30} {statistics.median(rates[what]):6.1f}   ({', '.join(f'{r:.1f}' for r in rates[what])})")
    share = statistics.median(rates["ours"]) / statistics.median(rates["bare"])
    print(f"  {share:.2f} of the bare crawl (to reach: {REACH})")


if __name__ == "__main__":
    main()
