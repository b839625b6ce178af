"""Changes that are no news: headlines tried against each other, and texts that came back as they were."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.models import Change, Revision, StoredText
from storage.queries.reading import records
from storage.queries.standing import active_extractor

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.revisions.flapping import Flap, State


def flaps_of(
    connection: Connection, articles: Collection[int], *, as_of: datetime | None = None
) -> dict[tuple[int, int], Flap]:
    """The revisions of these articles whose changes are folded in lists, by article and number; as known at `as_of`."""
    from storage.revisions.flapping import State, flapping

    def state_of(row: Any) -> tuple[int, State]:
        headline_only = bool(row.edits) and all(edit["field"] == "headline" for edit in row.edits)
        return row.article_id, State(row.number, row.fingerprint, row.headline, headline_only)

    query = (
        select(
            Revision.article_id,
            Revision.number,
            StoredText.fingerprint,
            StoredText.headline,
            Change.edits,
        )
        .join(StoredText, StoredText.id == Revision.text_id)
        .outerjoin(Change, Change.revision_id == Revision.id)
        .where(Revision.article_id.in_(articles), Revision.extractor_id == active_extractor())
        .order_by(Revision.article_id, Revision.number)
    )
    if as_of is not None:
        query = query.where(Revision.seen_at <= as_of)
    states: dict[int, list[State]] = defaultdict(list)
    for article, state in records(
        connection, query, state_of, "the change to revision {number} of article {article_id}"
    ):
        states[article].append(state)
    return {
        (article, number): flap for article, revisions in states.items() for number, flap in flapping(revisions).items()
    }
