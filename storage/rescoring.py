"""A new differ or scorer: stored changes are computed anew, an article at a time. Revisions stay as they are.

It can be stopped and started again: each change says which version made it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from storage.engine import reading, writing
from storage.lineage import Line
from storage.models import Article, Change, Extractor, Revision
from storage.noise import noise_of
from storage.revisions import DIFFER_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

# Articles whose ids are fetched at a time.
BATCH = 1000


def rescore(engine: Engine, progress: Callable[[int, int], None]) -> int:
    """See `Archive.rescore`."""
    with reading(engine) as connection:
        total = connection.execute(
            select(func.count()).select_from(Change).where(Change.differ != DIFFER_VERSION)
        ).scalar_one()
    done, after = 0, 0
    progress(done, total)
    while True:
        with reading(engine) as connection:
            batch = _outdated(connection, after)
        if not batch:
            return done
        for article, extractor in batch:
            with writing(engine) as connection:
                source = connection.execute(
                    select(Article.source_id).where(Article.id == article).with_for_update()
                ).scalar_one()
                done += Line(connection, article, extractor, noise_of(connection, source)).rescored(DIFFER_VERSION)
            progress(done, total)
        after = batch[-1][0]


def _outdated(connection: Connection, after: int) -> list[tuple[int, int]]:
    """Articles with a change by another version, each with its extractor, in the order of their ids."""
    wanted = (
        select(Revision.article_id, Revision.extractor_id)
        .join(Change, Change.revision_id == Revision.id)
        .join(Extractor, Extractor.id == Revision.extractor_id)
        .where(Change.differ != DIFFER_VERSION, Extractor.active, Revision.article_id > after)
        .distinct()
        .order_by(Revision.article_id)
        .limit(BATCH)
    )
    return [(row.article_id, row.extractor_id) for row in connection.execute(wanted)]
