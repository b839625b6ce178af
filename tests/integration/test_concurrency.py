"""Four processes that record the same and different articles at once, on both databases."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import Archive
from storage.checking import check
from storage.models import Alias, Article, Body, Capture, Extractor, Revision, Source, StoredText, Visit
from storage.records import Alias as AliasRecord
from storage.records import AliasKind, Due
from tests.integration.captures import at, body_of, capture, extraction, rows

WRITERS = 4
SHARED, EDITIONS, OWN = 3, 6, 4


def write(url: str, writer: int) -> None:
    """What each process does: all editions of the shared articles, and some of its own."""
    with Archive.open(url) as archive:
        shared = [
            (f"https://www.one.example/{article}", hours) for article in range(SHARED) for hours in range(EDITIONS)
        ]
        start = writer % 2 * len(shared) // 2  # two and two in step
        for address, hours in shared[start:] + shared[:start]:
            _record(archive, address, hours)
        for article in range(OWN):
            for hours in range(2):
                _record(archive, f"https://{writer % 2}.example/{writer}/{article}", hours)


def _record(archive: Archive, url: str, hours: int) -> None:
    made = extraction(f"{hours + 1} people died.", "The same sentence everywhere.", headline=url)
    aliases = (AliasRecord(f"{url}/amp", AliasKind.AMP), AliasRecord(f"{url}?a", AliasKind.REQUESTED))
    seen = capture(hours, body_of(made), url=url, aliases=aliases)
    archive.record(seen, made, schedule=lambda history: Due(history.captured_at, "next"))


def start(function: str, *arguments: object) -> subprocess.Popen[str]:
    code = f"from tests.integration.test_concurrency import {function}; {function}{arguments!r}"
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], stderr=subprocess.PIPE, text=True
    )


def test_concurrent_writers_lose_and_double_nothing(archive_url: str) -> None:
    writers = [start("write", archive_url, writer) for writer in range(WRITERS)]
    errors = [writer.communicate(timeout=120)[1] for writer in writers]
    assert errors == [""] * WRITERS
    articles = SHARED + WRITERS * OWN
    editions = SHARED * EDITIONS + WRITERS * OWN * 2
    with Archive.open(archive_url) as archive:
        counted = [
            rows(archive, select(func.count()).select_from(table))[0][0]
            for table in (Article, Capture, Body, Revision, Alias, StoredText, Visit)
        ]
        assert counted == [articles, editions, editions, editions, articles * 2, editions, articles]
        assert sorted(rows(archive, select(Source.name))) == [("0.example",), ("1.example",), ("one.example",)]
        assert rows(archive, select(Extractor.active)) == [(True,)]
        numbered = select(Revision.article_id, Revision.number, Revision.seen_at).order_by(
            Revision.article_id, Revision.number
        )
        by_article: dict[int, list[object]] = {}
        for row in rows(archive, numbered):
            by_article.setdefault(row.article_id, []).append((row.number, row.seen_at))
        for found in by_article.values():
            assert found == [(number, at(number - 1)) for number in range(1, len(found) + 1)]
        assert list(check(archive.engine)) == []


def write_without_end(url: str) -> None:
    """Records editions until it is killed, and says each one that was committed."""
    with Archive.open(url) as archive:
        for hours in range(1_000_000):
            _record(archive, f"https://www.one.example/{hours % 5}", hours)
            print(hours, flush=True)  # noqa: T201


@pytest.mark.parametrize("after", [1, 12])
def test_what_was_committed_outlives_a_kill_at_any_moment(archive_url: str, after: int) -> None:
    code = f"from tests.integration.test_concurrency import write_without_end; write_without_end({archive_url!r})"
    writer = subprocess.Popen(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    committed = [int(writer.stdout.readline()) for _ in range(after)]
    time.sleep(0.003 * after)  # so as to hit it in the middle of the next
    os.kill(writer.pid, signal.SIGKILL)
    committed += [int(line) for line in writer.stdout.read().split("\n")[:-1]]
    writer.stdout.close()
    writer.wait()
    with Archive.open(archive_url) as archive:
        kept = [row.fetched_at for row in rows(archive, select(Capture.fetched_at).order_by(Capture.id))]
        assert kept[: len(committed)] == [at(hours) for hours in committed]
        assert len(kept) <= len(committed) + 1
        assert list(check(archive.engine)) == []
        _record(archive, "https://www.one.example/0", len(kept))
