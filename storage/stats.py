"""How much is kept: counts, and bytes as captured and as stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, join, null, select, text

from storage.models import Article, Body, Capture, Change, Revision, Source
from storage.queries.standing import active_extractor

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Select


@dataclass(frozen=True, slots=True)
class Counts:
    """What is kept, of one source or of all."""

    articles: int
    captures: int
    outcomes: dict[str, int]  # captures by outcome; those without any are left out
    revisions: int  # of the active extractor, as are the changes
    changes: int
    texts: int  # that these revisions show; equal ones are stored once
    raw: int  # bytes of all bodies as captured, each as often as it was
    stored: int  # bytes of these bodies as stored, each once
    first_capture: datetime | None
    last_capture: datetime | None


@dataclass(frozen=True, slots=True)
class Stats:
    """The archive as a whole, and by source."""

    sources: dict[str, Counts]  # by name
    total: Counts  # a body that two sources share is stored once here
    database: int  # bytes of the whole database, indexes and all


def stats(connection: Connection) -> Stats:
    """Counts and bytes of the archive. Reads every capture's row, but no body."""
    names = connection.execute(select(Source.id, Source.name).order_by(Source.name)).all()
    counted = _counts(connection, by_source=True)
    total = _counts(connection, by_source=False).get(None, _NOTHING)
    return Stats({name: counted.get(source, _NOTHING) for source, name in names}, total, _database_size(connection))


_NOTHING = Counts(0, 0, {}, 0, 0, 0, 0, 0, None, None)


def _counts(connection: Connection, *, by_source: bool) -> dict[int | None, Counts]:
    """By the id of the source; of all sources together under None."""
    source = Article.source_id if by_source else null()

    def grouped(query: Select[*tuple[Any, ...]]) -> dict[int | None, Any]:
        if by_source:
            query = query.group_by(Article.source_id)
        return {row[0]: row for row in connection.execute(query)}

    of_captures = join(Article, Capture, Capture.article_id == Article.id)
    of_revisions = join(Article, Revision, Revision.article_id == Article.id)
    active = Revision.extractor_id == active_extractor()

    articles = grouped(select(source, func.count()).select_from(Article))
    by_outcome = select(source, Capture.outcome, func.count()).select_from(of_captures)
    groups = (Article.source_id, Capture.outcome) if by_source else (Capture.outcome,)
    outcomes: dict[int | None, dict[str, int]] = defaultdict(dict)
    for key, outcome, count in connection.execute(by_outcome.group_by(*groups).order_by(Capture.outcome)):
        outcomes[key][outcome] = count
    spans = grouped(select(source, func.min(Capture.fetched_at), func.max(Capture.fetched_at)).select_from(of_captures))
    raw = grouped(
        select(source, func.sum(Body.size)).select_from(of_captures).join(Body, Body.sha256 == Capture.body_sha256)
    )
    shown = grouped(
        select(source, func.count(), func.count(Revision.text_id.distinct())).select_from(of_revisions).where(active)
    )
    change = Change.revision_id == Revision.id
    changes = grouped(select(source, func.count()).select_from(of_revisions).join(Change, change).where(active))
    # A body counts once for each source that has it.
    kept = select(source.label("source"), Capture.body_sha256).select_from(of_captures).distinct().subquery()
    stored_bytes = select(kept.c.source if by_source else null(), func.sum(func.length(Body.data)))
    stored_bytes = stored_bytes.join_from(kept, Body, Body.sha256 == kept.c.body_sha256)
    if by_source:
        stored_bytes = stored_bytes.group_by(kept.c.source)
    stored = {row[0]: row for row in connection.execute(stored_bytes)}

    return {
        key: Counts(
            articles=count,
            captures=sum(outcomes[key].values()),
            outcomes=outcomes[key],
            revisions=shown[key][1] if key in shown else 0,
            changes=changes[key][1] if key in changes else 0,
            texts=shown[key][2] if key in shown else 0,
            raw=int(raw[key][1] or 0) if key in raw else 0,
            stored=int(stored[key][1] or 0) if key in stored else 0,
            first_capture=spans[key][1] if key in spans else None,
            last_capture=spans[key][2] if key in spans else None,
        )
        for key, (_key, count) in articles.items()
    }


def _database_size(connection: Connection) -> int:
    if connection.dialect.name == "sqlite":
        sizes = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
        return int(connection.execute(text(sizes)).scalar_one())
    return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())
