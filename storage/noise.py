"""Noise as rows: what recurs on a source's pages, learned from what is stored, and ruled on by hand.

Learning makes no revision and takes none away: from then on the blocks are left out of both sides of a comparison.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, or_, select, update

from storage.errors import UsageError
from storage.models import (
    TEXT_COLUMNS,
    Article,
    Capture,
    Extractor,
    Noise,
    Revision,
    Source,
    StoredExtraction,
    StoredText,
)
from storage.queries.standing import source_id
from storage.revisions import block_names
from storage.revisions.doubt import NO_ARTICLE
from storage.revisions.recurrence import Page, Recurring, Turn, counting, standing, turn, turning
from storage.rows import insert_new
from storage.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

LEARNED, KEPT, CONFIRMED = "learned", "kept", "confirmed"
LEARNED_FROM = "learned_from"  # in sources.settings: how many revisions there were

# The articles of a source that are looked at: those seen last. 2,000 pages of thirty blocks take some 60 MB.
ARTICLES = 2000

# A source is learned from again when it has this many times the revisions it had then: often while it is young, ever
# more seldom after, so that learning costs an archive of any age the same share of its time.
GROWTH = 1.2

_OF_SOURCE = select(Noise.fingerprint).where(Noise.source_id == bindparam("source"), Noise.state != KEPT)


def noise_of(connection: Connection, source: int) -> frozenset[str]:
    """The fingerprints of blocks that are left out of every comparison of that source's articles."""
    return frozenset(connection.execute(_OF_SOURCE, {"source": source}).scalars())


def found_on(connection: Connection, source: int) -> tuple[list[Recurring], datetime | None]:
    """What recurs on the source's pages, and when the last of them was captured."""
    pages, turns = _pages(connection, source)
    found = {one.fingerprint: one for one in (*turning(turns), *standing(pages), *counting(turns, pages))}
    return list(found.values()), max((page.at for page in pages), default=None)


def keep(connection: Connection, source: int, found: Sequence[Recurring], now: datetime) -> list[Recurring]:
    """Makes noise of what recurs and returns what was not known yet. What a person ruled on stays as ruled, whatever
    numbers stand in it by now."""
    settings = connection.execute(select(Source.settings).where(Source.id == source)).scalar_one()
    learned_from = {LEARNED_FROM: _revisions(connection).get(source, 0)}
    connection.execute(update(Source).where(Source.id == source).values(settings=settings | learned_from))
    ruled = connection.execute(select(Noise.text).where(Noise.source_id == source, Noise.state == KEPT)).scalars()
    kept = {block_names(text).shape for text in ruled}
    counters = {one.fingerprint for one in found} | noise_of(connection, source)
    fresh = []
    for one in sorted(found, key=lambda one: one.fingerprint):
        shape = block_names(one.text).shape
        if shape in kept or (shape in counters and shape != one.fingerprint):
            continue
        row = {
            "source_id": source,
            "fingerprint": one.fingerprint,
            "text": one.text,
            "articles": one.articles,
            "because": one.because,
            "state": LEARNED,
            "learned_at": now,
        }
        if insert_new(connection, Noise, row):
            fresh.append(one)
        else:
            mine = (Noise.source_id == source, Noise.fingerprint == one.fingerprint)
            connection.execute(update(Noise).where(*mine).values(articles=one.articles))
    return fresh


def sources_named(connection: Connection, name: str | None) -> list[int]:
    """The id of the source of that name, or of all; `UsageError` for a name that no source has."""
    if name is not None:
        return [source_id(connection, name)]
    return list(connection.execute(select(Source.id).order_by(Source.id)).scalars())


def sources_grown(connection: Connection) -> list[int]:
    """The ids of the sources that have grown since they were last learned from."""
    counts = _revisions(connection)
    rows = connection.execute(select(Source.id, Source.settings)).all()
    settings = {row.id: row.settings for row in rows}
    return [one for one, count in counts.items() if count >= GROWTH * settings[one].get(LEARNED_FROM, 1)]


def _revisions(connection: Connection) -> dict[int, int]:
    """How many revisions each source has."""
    query = (
        select(Article.source_id, func.count().label("count"))
        .join(Revision, Revision.article_id == Article.id)
        .join(Extractor, Extractor.id == Revision.extractor_id)
        .where(Extractor.active)
        .group_by(Article.source_id)
    )
    rows = connection.execute(query).all()
    return {row[0]: row[1] for row in rows}


def rule(connection: Connection, noise: int, verdict: str | None) -> None:
    """Rules on an entry: "kept" (it is text, compare it), "confirmed", or None to forget it. Raises `UsageError`."""
    if verdict not in (KEPT, CONFIRMED, None):
        raise UsageError(f"not a ruling on noise: {verdict!r}; say {KEPT!r} or {CONFIRMED!r}")
    mine = Noise.id == noise
    done = connection.execute(
        delete(Noise).where(mine) if verdict is None else update(Noise).where(mine).values(state=verdict)
    )
    if not done.rowcount:
        raise UsageError(f"there is no noise {noise}; `writethru sources noise` lists it")


def _pages(connection: Connection, source: int) -> tuple[list[Page], list[Turn]]:
    """The articles seen last, each as it read last, and what came and went between their captures."""
    newest = select(Article.id).where(Article.source_id == source).order_by(Article.last_seen.desc()).limit(ARTICLES)
    pages, turns = [], []
    for article in connection.execute(newest).scalars().all():
        wanted = (
            select(Capture.fetched_at, StoredExtraction.details, StoredText.id, *TEXT_COLUMNS)
            .select_from(Capture)
            .join(StoredExtraction, StoredExtraction.body_sha256 == Capture.body_sha256)
            .join(Extractor, Extractor.id == StoredExtraction.extractor_id)
            .join(StoredText, StoredText.id == StoredExtraction.text_id)
            .where(Capture.article_id == article, Capture.error.is_(None), Extractor.active)
            .where(or_(Capture.status.is_(None), Capture.status.between(200, 299)))
            .order_by(Capture.fetched_at, Capture.id)
        )
        before: tuple[int, Page] | None = None
        for at, details, text, *values in connection.execute(wanted):
            if details.get("kind") in NO_ARTICLE or (before is not None and before[0] == text):
                continue
            page = Page(article, at, text_of(*values))
            if before is not None:
                turns.append(turn(before[1], page))
            before = text, page
        if before is not None:
            pages.append(before[1])
    return pages, turns
