"""Which source is meant, and which revisions count: the active extractor's; the one that stands, now or at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from storage.errors import UsageError
from storage.models import Extractor, Revision, Source

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, ScalarSelect


def source_id(connection: Connection, name: str) -> int:
    """The id of the source of that name. Raises `UsageError` for a name that no source has."""
    found = connection.execute(select(Source.id).where(Source.name == name)).scalar()
    if found is None:
        raise UsageError(f"there is no source {name!r}; `writethru sources` lists them")
    return found


def active_extractor() -> ScalarSelect[int]:
    """The id of the extractor whose revisions are shown."""
    return select(Extractor.id).where(Extractor.active).order_by(Extractor.id.desc()).limit(1).scalar_subquery()


def stands(entity: Any = Revision, *, at: datetime | None = None) -> ColumnElement[bool]:
    """That a revision is its article's newest, or was at a moment: no later one seen by then follows it."""
    later = aliased(Revision)
    follows = select(later.id).where(
        later.article_id == entity.article_id,
        later.extractor_id == entity.extractor_id,
        later.number > entity.number,
    )
    if at is None:
        return ~follows.exists()
    return and_(entity.seen_at <= at, ~follows.where(later.seen_at <= at).exists())
