"""Scrapy's settings: polite, bounded and closed by default. `scrapy crawl NAME -s SETTING=…` overrules any of them.

Our own begin with WRITETHRU_ and are read from the environment too: WRITETHRU_ARCHIVE (a SQLAlchemy URL or a SQLite
file), WRITETHRU_CONTACT (who answers for the crawl: a URL or a mail address, named to every site),
WRITETHRU_ALLOW_PRIVATE (hosts and networks inside that may be read; see `crawler.doors`), WRITETHRU_WORKERS (processes
that read pages), WRITETHRU_SECONDS and WRITETHRU_MEMORY (what one page may take of them: seconds, MiB),
WRITETHRU_PROGRESS (1 for a progress line).
"""

from __future__ import annotations

import os
from importlib.metadata import version

BOT_NAME = "writethru"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

WRITETHRU_ARCHIVE = os.environ.get("WRITETHRU_ARCHIVE", "")
WRITETHRU_CONTACT = os.environ.get("WRITETHRU_CONTACT", "")
WRITETHRU_ALLOW_PRIVATE = os.environ.get("WRITETHRU_ALLOW_PRIVATE", "")
WRITETHRU_WORKERS = os.environ.get("WRITETHRU_WORKERS") or "0"  # one for each core
WRITETHRU_SECONDS = os.environ.get("WRITETHRU_SECONDS") or "30"
WRITETHRU_MEMORY = os.environ.get("WRITETHRU_MEMORY") or "1536"
WRITETHRU_PROGRESS = os.environ.get("WRITETHRU_PROGRESS", "").lower() in {"1", "true", "yes"}
WRITETHRU_SUMMARY = True  # in the log, at the end

# Who we are, to whoever looks into a server's log.
USER_AGENT = f"Writethru/{version('writethru')}" + (f" (+{WRITETHRU_CONTACT})" if WRITETHRU_CONTACT else "")
ROBOTSTXT_USER_AGENT = "Writethru"
ROBOTSTXT_OBEY = True

# Manners: a page a second from one host, slower where the host is slow or its robots.txt asks for it (Crawl-delay), but
# never slower than AUTOTHROTTLE_MAX_DELAY.
DOWNLOAD_DELAY = 1.0
CONCURRENT_REQUESTS = 32
CONCURRENT_REQUESTS_PER_DOMAIN = 2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0
# This very machine is nobody else's server.
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")
DOWNLOAD_SLOTS = {host: {"concurrency": 8, "delay": 0.0, "jitter": 0.0} for host in LOOPBACK}

# Bounds: no page, redirect chain or retry is endless.
DOWNLOAD_MAXSIZE = 10_000_000
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_TIMEOUT = 30
DNS_TIMEOUT = 15
REDIRECT_MAX_TIMES = 8
METAREFRESH_ENABLED = False  # live pages reload themselves
RETRY_TIMES = 2
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the failed capture says it
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 5_000_000  # bytes of answers that wait to be read and stored
# An answer gives one page, and Scrapy starts this many tasks for each: its 100 take a fifth of the whole crawl's time.
CONCURRENT_ITEMS = 2
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads our source in every process

# Closed: other schemes, consoles, cookies.
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    "http": "crawler.handlers.MannerlyHandler",
    "https": "crawler.handlers.MannerlyHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
TWISTED_DNS_RESOLVER = "crawler.resolver.GuardedResolver"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"

HTTPERROR_ALLOW_ALL = True  # 304, 404 and 500 are news of the article too
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.RobotsMiddleware": 100,
    "crawler.middlewares.MannersMiddleware": 555,  # retries stand at 550
    "crawler.middlewares.DoorsMiddleware": 560,
}
ITEM_PIPELINES = {"crawler.pipelines.ArchivePipeline": 500}

LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.logs.QuietFormatter"
LOG_VERSIONS: list[str] = []
STATS_DUMP = False
MEMUSAGE_ENABLED = False
EXTENSIONS = {
    "crawler.extensions.Report": 500,
    "crawler.extensions.Throttle": 0,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "scrapy.extensions.logstats.LogStats": None,
}
