"""What lies between two revisions: as stored where they are neighbours, else compared now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage.models import Article, Change, Revision
from storage.queries.reading import records
from storage.queries.revisions import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from storage.queries.revisions import RevisionEntry
    from storage.revisions.change import Change as Comparison
    from storage.revisions.kinds import Edit


def between(connection: Connection, before: RevisionEntry, after: RevisionEntry) -> Comparison:
    """The change from one revision to another, also of another article. Noise of the source is left out of both."""
    stored = select(
        Change.script,
        Change.edits,
        Change.kinds,
        Change.score,
        Change.reason,
        Change.words_added,
        Change.words_removed,
        Change.differ,
    ).where(Change.revision_id == after.id, Change.previous_id == before.id)
    found = records(connection, stored, _stored, _name(after), limit=1)
    if not found:
        # The differ is loaded here: most reads do without it.
        from storage.noise import noise_of
        from storage.revisions import compare, without_noise

        source = select(Article.source_id).join(Revision, Revision.article_id == Article.id)
        noise = noise_of(connection, connection.execute(source.where(Revision.id == after.id)).scalar_one())
        return compare(*(without_noise(text(connection, entry.text), noise) for entry in (before, after)))
    return found[0]


def _name(after: RevisionEntry) -> str:
    return f"the change to revision {after.number} of article {after.article}"


def _stored(row: Any) -> Comparison:
    from storage.revisions.change import Change as Comparison
    from storage.revisions.change import decode_script

    return Comparison(
        script=decode_script(row.script),
        edits=tuple(_edit_of(edit) for edit in row.edits),
        kinds=tuple(row.kinds),
        score=row.score,
        reason=row.reason,
        words_added=row.words_added,
        words_removed=row.words_removed,
        version=row.differ,
    )


def _edit_of(stored: dict[str, Any]) -> Edit:
    from storage.revisions.kinds import Edit, EditKind
    from storage.revisions.script import Field, Place

    place = stored.get("place")
    return Edit(
        **{
            **stored,
            "kind": EditKind(stored["kind"]),
            "field": Field(stored["field"]),
            "place": Place(**place) if place else None,
        }
    )
