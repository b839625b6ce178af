"""Search: the texts that answer a query, on either database the same and in the same order.

The index finds the words: FTS5 on SQLite; on PostgreSQL a tsvector, and the searched form itself for what stands in a
row or in one field (a tsvector forgets positions after 16,383 words). The ranking is plain SQL over the searched form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import Float, and_, case, cast, false, func, literal, literal_column, not_, or_, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from storage.highlights import Marked, marked, snippets
from storage.models import Article, Revision, Source, StoredText
from storage.queries.reading import records
from storage.queries.standing import active_extractor, source_id, stands
from storage.search_query import Query, SearchField, Term, parse_query

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select, Subquery

    from storage.search_query import Group

# The newest so many are ranked: reading more texts would take longer than a person waits, and news ages.
RANKED = 1000

# So many terms take part in the ranking.
RANKING_TERMS = 8

# Saturation and length normalisation as usual in BM25 (Robertson & Zaragoza 2009, k1 and b), with the usual length
# of a news article in words. A term in the headline weighs thrice as much as the fullest text.
SATURATION = 1.2
LENGTH = 0.75
USUAL_WORDS = 400
HEADLINE_WEIGHT = 3.0

_COLUMNS = {
    SearchField.HEADLINE: StoredText.search_headline,
    SearchField.BYLINE: StoredText.search_byline,
    SearchField.BODY: StoredText.search_body,
}


class SearchOrder(StrEnum):
    """How hits are listed."""

    BEST = "best"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Hit:
    """An article whose text answers the query."""

    article: int
    url: str
    source: str
    number: int  # of the revision that is shown
    seen_at: datetime  # the same revision
    revisions: tuple[int, ...]  # the numbers of those where it was found, of those that were searched
    headline: Marked
    snippets: tuple[Marked, ...]
    language: str | None
    score: float  # only for comparison within one answer


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int


def search(
    connection: Connection,
    typed: str,
    *,
    source: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    as_of: datetime | None = None,
    any_revision: bool = False,
    order: SearchOrder = SearchOrder.BEST,
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """The articles whose text answers the query; `search_query` says what can be typed.

    Searched are the current revisions, or those that stood at the moment `as_of`; with `any_revision`, all (seen by
    then): of these the newest that answers is shown. `since` and `until` (not included) say when the revision was
    seen. Raises `UsageError` for a query that is too long.
    """
    query = parse_query(typed)
    if not query.groups:
        return Found((), 0)
    searched = and_(Revision.extractor_id == active_extractor(), _answers(connection, query))
    if since is not None:
        searched &= Revision.seen_at >= since
    if until is not None:
        searched &= Revision.seen_at < until
    if not any_revision:
        searched &= stands(at=as_of)
    elif as_of is not None:
        searched &= Revision.seen_at <= as_of
    found = _found(searched, None if source is None else source_id(connection, source))
    page = _read(connection, _page(found, query, order), query, limit, offset)
    total = offset + len(page)
    if len(page) == limit or (offset and not page):
        total = connection.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    if any_revision:
        numbers = _numbers(connection, searched, [hit.article for hit in page])
        page = [replace(hit, revisions=numbers.get(hit.article, hit.revisions)) for hit in page]
    return Found(tuple(page), total)


def _found(searched: ColumnElement[bool], source: int | None) -> Select[int, int]:
    """Each article found, with the number of the newest revision in which it was."""
    query = (
        select(Revision.article_id, func.max(Revision.number).label("number"))
        .join(StoredText, StoredText.id == Revision.text_id)
        .where(searched)
        .group_by(Revision.article_id)
    )
    if source is not None:
        query = query.join(Article, Article.id == Revision.article_id).where(Article.source_id == source)
    return query


def _page(found: Select[int, int], query: Query, order: SearchOrder) -> Select[*tuple[Any, ...]]:
    matches = found.subquery()
    newest = (
        select(Revision.id, Revision.article_id, Revision.number, Revision.seen_at, Revision.text_id)
        .join(matches, and_(Revision.article_id == matches.c.article_id, Revision.number == matches.c.number))
        .where(Revision.extractor_id == active_extractor())
        .order_by(Revision.seen_at.desc(), Revision.id.desc())
    )
    if order is SearchOrder.BEST:
        ranked: Subquery = newest.limit(RANKED).subquery()
        score = _score(query)
    else:
        ranked = newest.subquery()
        score = literal(0.0)
    latest = (ranked.c.seen_at.desc(), ranked.c.id.desc())
    ordering = (score.desc(), *latest) if order is SearchOrder.BEST else latest
    return (
        select(
            ranked.c.article_id,
            Article.url,
            Source.name.label("source"),
            ranked.c.number,
            ranked.c.seen_at,
            StoredText.headline,
            StoredText.standfirst,
            StoredText.body,
            StoredText.notices,
            StoredText.language,
            score.label("score"),
        )
        .join(StoredText, StoredText.id == ranked.c.text_id)
        .join(Article, Article.id == ranked.c.article_id)
        .join(Source, Source.id == Article.source_id)
        .order_by(*ordering)
    )


def _numbers(connection: Connection, searched: ColumnElement[bool], ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    query = (
        select(Revision.article_id, Revision.number)
        .join(StoredText, StoredText.id == Revision.text_id)
        .where(searched, Revision.article_id.in_(ids))
        .order_by(Revision.number)
    )
    numbers: dict[int, tuple[int, ...]] = {}
    for article, number in connection.execute(query):
        numbers[article] = (*numbers.get(article, ()), number)
    return numbers


def _read(connection: Connection, query: Select[*tuple[Any, ...]], typed: Query, limit: int, offset: int) -> list[Hit]:
    name = "the text of revision {number} of article {article_id}"
    return records(connection, query, lambda row: _hit(row, typed), name, limit=limit, offset=offset)


def _hit(row: Any, query: Query) -> Hit:
    sought = query.sought
    in_headline = [term for term in sought if term.field in {None, SearchField.HEADLINE}]
    in_body = [term for term in sought if term.field in {None, SearchField.BODY}]
    lines = [*([row.standfirst] if row.standfirst else []), *row.body.split("\n"), *(n["text"] for n in row.notices)]
    return Hit(
        article=row.article_id,
        url=row.url,
        source=row.source,
        number=row.number,
        seen_at=row.seen_at,
        revisions=(row.number,),
        headline=marked(row.headline or "", in_headline),
        snippets=snippets(lines, in_body),
        language=row.language,
        score=row.score,
    )


def _answers(connection: Connection, query: Query) -> ColumnElement[bool]:
    meets = _meets_in_sqlite if connection.dialect.name == "sqlite" else _meets_in_postgresql
    return or_(false(), *(meets(group) for group in query.groups))


def _meets_in_sqlite(group: Group) -> ColumnElement[bool]:
    sought = [_fts5(term) for term in group if not term.negated]
    ruled_out = [_fts5(term) for term in group if term.negated]
    conditions = []
    if sought:
        conditions.append(StoredText.id.in_(_matching(" AND ".join(sought))))
    if ruled_out:
        conditions.append(StoredText.id.not_in(_matching(" OR ".join(ruled_out))))
    return and_(*conditions)


def _matching(expression: str) -> Select[int]:
    index = table("text_search")
    rowid: ColumnElement[int] = literal_column("text_search.rowid")
    return select(rowid).select_from(index).where(literal_column("text_search").op("MATCH")(expression))


def _fts5(term: Term) -> str:
    # Words hold letters and digits only, so the quotes cannot be broken out of.
    field = f"{_COLUMNS[term.field].key} : " if term.field else ""
    return f'{field}"{" ".join(term.words)}"' + (" *" if term.prefix else "")


def _meets_in_postgresql(group: Group) -> ColumnElement[bool]:
    return and_(*(not_(_stands_in_postgresql(term)) if term.negated else _stands_in_postgresql(term) for term in group))


def _stands_in_postgresql(term: Term) -> ColumnElement[bool]:
    # Quoted, and without a dictionary: the words are looked up as they are.
    *head, last = (f"'{word}'" for word in term.words)
    words = " & ".join((*head, f"{last}:*" if term.prefix else last))
    indexed: ColumnElement[bool] = literal_column("texts.search").op("@@", is_comparison=True)(cast(words, TSQUERY))
    if len(term.words) == 1 and term.field is None:
        return indexed
    return and_(indexed, or_(*(_padded(field).contains(_in_a_row(term)) for field in _fields(term))))


def _fields(term: Term) -> tuple[SearchField, ...]:
    return (term.field,) if term.field else tuple(SearchField)


def _padded(field: SearchField) -> ColumnElement[str]:
    return literal(" ").concat(_COLUMNS[field]).concat(" ")


def _in_a_row(term: Term) -> str:
    return f" {' '.join(term.words)}" + ("" if term.prefix else " ")


def _score(query: Query) -> ColumnElement[float]:
    """How well a text answers: for each term its share of the body, as in BM25, and whether it is in the headline."""
    norm = SATURATION * (1 - LENGTH + LENGTH / USUAL_WORDS * cast(StoredText.words, Float))
    score: ColumnElement[float] = literal(0.0)
    for term in query.sought[:RANKING_TERMS]:
        for field in _fields(term):
            times = _times(term, field)
            if field is SearchField.BODY:
                score += times / (times + norm)
            else:
                score += case((times > 0, HEADLINE_WEIGHT), else_=0.0)
    return score


def _times(term: Term, field: SearchField) -> ColumnElement[float]:
    sought, padded = _in_a_row(term), _padded(field)
    missing: ColumnElement[float] = cast(func.length(padded) - func.length(func.replace(padded, sought, "")), Float)
    return missing / literal(float(len(sought)), Float)
