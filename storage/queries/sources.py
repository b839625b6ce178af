"""Sources, the noise learned on them, and the runs of the program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, cast, func, select

from storage.models import Article, Capture, Noise, Revision, Run, Source
from storage.queries.standing import active_extractor, source_id

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SourceSummary:
    """A publication and how much of it is kept."""

    id: int
    name: str
    home: str | None
    settings: dict[str, Any]
    first_seen: datetime
    last_seen: datetime | None  # None: no article yet
    articles: int
    developing: int  # articles
    captures: int
    revisions: int


@dataclass(frozen=True, slots=True)
class NoiseEntry:
    """A block that recurs on a source's pages."""

    id: int
    source: str
    text: str
    fingerprint: str
    articles: int  # in how many it was seen
    because: str
    state: str  # learned, kept (by hand: it is text), confirmed
    learned_at: datetime


@dataclass(frozen=True, slots=True)
class RunEntry:
    """One crawl or ingestion."""

    id: int
    command: str
    started_at: datetime
    ended_at: datetime | None
    counts: dict[str, Any]
    state: str


def sources(connection: Connection, *, name: str | None = None) -> list[SourceSummary]:
    """The sources by name, or the one of this name."""
    article_counts = (
        select(
            Article.source_id,
            func.count().label("articles"),
            func.sum(cast(Article.developing, Integer)).label("developing"),
            func.max(Article.last_seen).label("last_seen"),
        )
        .group_by(Article.source_id)
        .subquery()
    )
    capture_counts = (
        select(Article.source_id, func.count().label("captures"))
        .join(Capture, Capture.article_id == Article.id)
        .group_by(Article.source_id)
        .subquery()
    )
    revision_counts = (
        select(Article.source_id, func.count().label("revisions"))
        .join(Revision, Revision.article_id == Article.id)
        .where(Revision.extractor_id == active_extractor())
        .group_by(Article.source_id)
        .subquery()
    )
    query = (
        select(
            Source.id,
            Source.name,
            Source.home,
            Source.settings,
            Source.first_seen,
            article_counts.c.last_seen,
            func.coalesce(article_counts.c.articles, 0),
            func.coalesce(article_counts.c.developing, 0),
            func.coalesce(capture_counts.c.captures, 0),
            func.coalesce(revision_counts.c.revisions, 0),
        )
        .outerjoin(article_counts, article_counts.c.source_id == Source.id)
        .outerjoin(capture_counts, capture_counts.c.source_id == Source.id)
        .outerjoin(revision_counts, revision_counts.c.source_id == Source.id)
        .order_by(Source.name)
    )
    if name is not None:
        query = query.where(Source.name == name)
    return [SourceSummary(*row) for row in connection.execute(query)]


def noise(connection: Connection, *, source: str | None = None, state: str | None = None) -> list[NoiseEntry]:
    """The noise learned, by source, what most articles have first."""
    query = (
        select(
            Noise.id,
            Source.name,
            Noise.text,
            Noise.fingerprint,
            Noise.articles,
            Noise.because,
            Noise.state,
            Noise.learned_at,
        )
        .join(Source, Source.id == Noise.source_id)
        .order_by(Source.name, Noise.articles.desc(), Noise.id)
    )
    if source is not None:
        query = query.where(Noise.source_id == source_id(connection, source))
    if state is not None:
        query = query.where(Noise.state == state)
    return [NoiseEntry(*row) for row in connection.execute(query)]


def runs(connection: Connection, *, limit: int | None = 20) -> list[RunEntry]:
    """The last runs, newest first."""
    query = select(Run.id, Run.command, Run.started_at, Run.ended_at, Run.counts, Run.state)
    return [RunEntry(*row) for row in connection.execute(query.order_by(Run.id.desc()).limit(limit))]
