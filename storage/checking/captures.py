"""Captures: each has the body and the extraction that its outcome speaks of, and words that are known; the first and
the newest of an article are there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, exists, or_, select

from storage.checking.problems import UNREADABLE, Problem, Progress
from storage.engine import said
from storage.models import Alias, Article, Capture, StoredExtraction
from storage.queries.standing import active_extractor
from storage.records import AliasKind, Origin, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select

# Outcomes that need neither a body nor a text.
_WITHOUT = (Outcome.GONE, Outcome.FAILED)

_STATES = ("live", "gone", "moved")


def check_captures(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Captures whose outcome says that they have what they have not, names of a fixed set that are not in it, and
    articles without the captures that they were first and last seen by."""
    captures = select(Capture.article_id, Capture.id, Capture.outcome, Capture.origin)
    shows = and_(Capture.outcome.not_in(_WITHOUT), Capture.status.is_distinct_from(304))
    extraction = and_(
        StoredExtraction.body_sha256 == Capture.body_sha256, StoredExtraction.extractor_id == active_extractor()
    )
    unextracted = captures.outerjoin(StoredExtraction, extraction).where(StoredExtraction.body_sha256.is_(None))
    unknown = or_(Capture.outcome.not_in(list(Outcome)), Capture.origin.not_in(list(Origin)))
    aliases = select(Alias.article_id, Alias.url, Alias.kind).where(Alias.kind.not_in(list(AliasKind)))
    articles = select(Article.id, Article.state).where(Article.state.not_in(_STATES))
    unseen = [
        select(Article.id, seen.label("seen")).where(
            ~exists().where(Capture.article_id == Article.id, Capture.fetched_at == seen)
        )
        for seen in (Article.first_seen, Article.last_seen)
    ]
    queries: tuple[tuple[Select[*tuple[Any, ...]], str, str, str], ...] = (
        (
            captures.where(shows, Capture.body_sha256.is_(None)),
            "capture",
            "article {article_id} capture {id}",
            "has no body, though its outcome is {outcome}",
        ),
        (
            unextracted.where(shows, Capture.body_sha256.is_not(None)),
            "capture",
            "article {article_id} capture {id}",
            "its body has no extraction, though its outcome is {outcome}",
        ),
        (
            captures.where(unknown),
            "capture",
            "article {article_id} capture {id}",
            "outcome {outcome!r} or origin {origin!r} is unknown",
        ),
        (aliases, "alias", "{url} of article {article_id}", "its kind {kind!r} is unknown"),
        (articles, "article", "{id}", "its state {state!r} is unknown"),
        (unseen[0], "article", "{id}", "its first capture, of {seen:%Y-%m-%dT%H:%M:%SZ}, is not there"),
        (unseen[1], "article", "{id}", "its newest capture, of {seen:%Y-%m-%dT%H:%M:%SZ}, is not there"),
    )
    name = "outcomes"
    for done, (query, what, where, detail) in enumerate(queries):
        progress(name, done, len(queries))
        try:
            with connection.begin_nested():
                rows = connection.execute(query).all()
        except UNREADABLE as error:
            yield Problem(what, "table", f"cannot be read: {said(error)}")
            continue
        for row in rows:
            found = row._asdict()
            yield Problem(what, where.format(**found), detail.format(**found))
    progress(name, len(queries), len(queries))
