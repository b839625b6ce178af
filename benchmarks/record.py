"""Articles a second that the archive records, on SQLite and PostgreSQL, one writer.

A quarter of the articles come in a second edition, which is compared with the first. The yardstick is a plain crawler's
table: the gzipped body and a row for each capture, in a transaction of its own on the same database.
"""

from __future__ import annotations

import gzip
import os
import tempfile
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, Text, create_engine, insert

from benchmarks._generated import captures
from storage import Archive, schema
from storage.engine import database_url, make_engine, writing
from tests import postgresql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.records import Capture, Extraction

    Recorded = list[tuple[Capture, Extraction]]

ARTICLES = 1000

PLAIN = Table(
    "plain", MetaData(), Column("id", Integer, primary_key=True), Column("url", Text), Column("body", LargeBinary)
)


def plain(url: str, recorded: Recorded) -> float:
    """Captures a second into one table."""
    engine = make_engine(database_url(url))
    PLAIN.metadata.create_all(engine)
    start = time.perf_counter()
    for capture, _ in recorded:
        with writing(engine) as connection:
            connection.execute(insert(PLAIN).values(url=capture.url, body=gzip.compress(capture.body or b"")))
    took = time.perf_counter() - start
    PLAIN.metadata.drop_all(engine)
    engine.dispose()
    return len(recorded) / took


def ours(url: str, recorded: Recorded) -> tuple[float, float]:
    """Captures a second into an archive: at first, and when each is there already."""
    engine = make_engine(database_url(url))
    schema.upgrade(engine)
    engine.dispose()
    speeds = []
    with Archive.open(url) as archive:
        for _ in range(2):
            start = time.perf_counter()
            for capture, extraction in recorded:
                archive.record(capture, extraction)
            speeds.append(len(recorded) / (time.perf_counter() - start))
    return speeds[0], speeds[1]


@contextmanager
def on_postgresql() -> Iterator[str]:
    """A database of its own on a server."""
    name = f"writethru_benchmark_{os.getpid()}"
    with postgresql.server() as url:
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
            try:
                yield url.set(database=name).render_as_string(hide_password=False)
            finally:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


def main() -> None:
    recorded = list(captures(ARTICLES))
    print(f"{ARTICLES} articles of 420 words, {len(recorded)} captures; captures a second")
    print(f"{'':12} {'ours':>8} {'again':>8} {'plain table':>12}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, on_postgresql() as server:
        for name, urls in (
            ("SQLite", (f"sqlite:///{folder}/plain.db", f"sqlite:///{folder}/archive.db")),
            ("PostgreSQL", (server, server)),
        ):
            yardstick = plain(urls[0], recorded)
            first, again = ours(urls[1], recorded)
            print(f"{name:12} {first:>8.0f} {again:>8.0f} {yardstick:>12.0f}")


if __name__ == "__main__":
    main()
