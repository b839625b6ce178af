"""Seals: what is never changed says what it said when it was stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from storage import seals
from storage.checking.problems import UNREADABLE, Problem, Progress, rows_of
from storage.engine import said
from storage.models import Alias, Article, Capture, Change, Revision, Source, StoredExtraction
from storage.queries.standing import active_extractor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select


def check_seals(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Captures, extractions, changes and names whose seal is another than what they say gives; those without one are
    not looked at."""
    sources = select(Source.id.label("key"), Source.seal, Source.name)
    articles = select(Article.id.label("key"), Article.seal, Article.url)
    aliases = select(Alias.url.label("key"), Alias.seal, Alias.url)
    captures = select(Capture.id.label("key"), Capture.seal, *(getattr(Capture, name) for name in seals.CAPTURE))
    extractions = select(
        StoredExtraction.body_sha256.label("key"),
        StoredExtraction.seal,
        *(getattr(StoredExtraction, name) for name in seals.EXTRACTION),
    ).where(StoredExtraction.extractor_id == active_extractor())
    changes = select(
        Change.revision_id.label("key"),
        Change.seal,
        Revision.article_id,
        Revision.number,
        *(getattr(Change, name) for name in seals.CHANGE),
    ).join(Revision, Revision.id == Change.revision_id)
    for what, key, query, columns, where in (
        ("source", Source.id, sources, seals.SOURCE, "{key} {name}"),
        ("article", Article.id, articles, seals.ARTICLE, "{key} {url}"),
        ("alias", Alias.url, aliases, seals.ALIAS, "{url}"),
        ("capture", Capture.id, captures, seals.CAPTURE, "article {article_id} capture {key}"),
        ("extraction", StoredExtraction.body_sha256, extractions, seals.EXTRACTION, "of body {key}"),
        ("change", Change.revision_id, changes, seals.CHANGE, "article {article_id} revision {number}"),
    ):
        yield from _broken(connection, progress, what, key, query, columns, where)


def _broken(
    connection: Connection,
    progress: Progress,
    what: str,
    key: Any,
    query: Select[*tuple[Any, ...]],
    columns: tuple[str, ...],
    where: str,
) -> Iterator[Problem]:
    for row in rows_of(connection, query, key, what=what, name=f"{what}s", progress=progress):
        if isinstance(row, Problem):
            yield row
            continue
        found = row._asdict()
        try:
            whole = row.seal is None or row.seal == seals.seal(columns, found)
        except UNREADABLE as error:
            yield Problem(what, where.format(**found), f"cannot be read: {said(error)}")
            continue
        if not whole:
            yield Problem(what, where.format(**found), "is damaged: it does not say what it said when it was stored")
