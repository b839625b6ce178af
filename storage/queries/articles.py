"""Articles: found by what a person types, and listed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypedDict, Unpack

from sqlalchemy import String, case, cast, func, literal, or_, select, union
from sqlalchemy.orm import aliased

from storage.errors import UsageError
from storage.models import Alias as AliasRow
from storage.models import Article, Capture, Revision, Source, StoredText
from storage.queries.reading import records
from storage.queries.standing import active_extractor, source_id, stands
from storage.records import Alias, AliasKind, Outcome
from storage.searchable import search_form

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select
    from sqlalchemy.orm import InstrumentedAttribute


# So many articles are named when a part of a URL fits several.
CANDIDATES = 5

# PostgreSQL's and SQLite's largest id.
LARGEST_ID = 2**63 - 1


class ArticleOrder(StrEnum):
    """How articles are listed."""

    CHANGED = "changed"  # the one that changed last first
    SEEN = "seen"  # the one that was looked at last first
    NEW = "new"  # the one that was found last first
    URL = "url"


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article and the state of its text."""

    id: int
    url: str
    source: str
    state: str  # live, gone, moved
    developing: bool
    first_seen: datetime
    last_seen: datetime
    last_changed: datetime | None  # None: never since its first revision
    revisions: int
    headline: str | None  # of the current revision
    words: int
    language: str | None
    moved_to: str | None = None  # the URL of the article that this one's URL leads to now
    trouble: str | None = None  # why its last capture gave no text; None where there is one, of whatever capture


def article(connection: Connection, article_id: int) -> ArticleSummary:
    """The article with this id. Raises `UsageError` if there is none."""
    found = _those(connection, _summaries().where(Article.id == article_id), limit=1) if _is_id(article_id) else []
    if not found:
        raise UsageError(f"no article {article_id}; `writethru articles` lists them")
    return found[0]


def find_article(connection: Connection, name: str) -> ArticleSummary:
    """The article that an id, a URL, an alias or an unambiguous part of a URL names.

    Upper and lower case are not told apart in a part, and an article that moved to another is not found by one. Raises
    `UsageError` if there is none, or several: then with the first of them and their ids.
    """
    name = name.strip()
    if name.isascii() and name.isdigit() and _is_id(int(name)):
        for found in _those(connection, _summaries().where(Article.id == int(name)), limit=1):
            return found
    by_url = _summaries().where(Article.id.in_(_with_url(name)))
    for found in _those(connection, by_url.order_by((Article.url == name).desc()), limit=1):
        return found
    candidates = _with_part(connection, name) if name else []
    if len(candidates) == 1:
        return article(connection, candidates[0][0])
    if candidates:
        raise UsageError(_which_one(name, candidates))
    raise UsageError(f"no article {name!r}; give an id, a URL or a part of one (`writethru articles` lists them)")


class Asked(TypedDict, total=False):
    """What articles are asked for; what is left out or None does not matter.

    `since`: with a revision, the first included, seen then or later. `text`: words that stand in the current headline
    in this order, or a part of the URL; case and accents do not count.
    """

    source: str | None
    developing: bool | None
    state: str | None
    since: datetime | None
    text: str | None


def articles(
    connection: Connection,
    *,
    with_text: bool | None = None,
    order: ArticleOrder = ArticleOrder.CHANGED,
    limit: int | None = None,
    offset: int = 0,
    **asked: Unpack[Asked],
) -> list[ArticleSummary]:
    """The articles that fit all that is asked; one whose URL leads to another article only if `state` is "moved".

    `with_text`: a text of it was captured, or none.
    """
    query = _fitting(connection, with_text, **asked)
    return _those(connection, query.order_by(*_ORDERS[order]), limit=limit, offset=offset)


def without_text(connection: Connection, **asked: Unpack[Asked]) -> int:
    """How many of the articles that `articles` would find no text was captured of."""
    ids = _fitting(connection, False, **asked).with_only_columns(Article.id).subquery()
    return connection.execute(select(func.count()).select_from(ids)).scalar_one()


def _fitting(
    connection: Connection,
    with_text: bool | None,
    *,
    source: str | None = None,
    developing: bool | None = None,
    state: str | None = None,
    since: datetime | None = None,
    text: str | None = None,
) -> Select[*tuple[Any, ...]]:
    query = _summaries()
    if source is not None:
        query = query.where(Article.source_id == source_id(connection, source))
    if developing is not None:
        query = query.where(Article.developing == developing)
    query = query.where(Article.state != "moved" if state is None else Article.state == state)
    if since is not None:
        query = query.where(func.coalesce(Article.last_changed, Article.first_seen) >= since)
    if text:
        fits = [_has_part(Article.url, text)]
        if form := search_form(text):  # else there is no word in it, and every headline has none
            fits.append(StoredText.search_headline.contains(form, autoescape=True))
        query = query.where(or_(*fits))
    if with_text is not None:
        query = query.where(Revision.id.is_not(None) if with_text else Revision.id.is_(None))
    return query


def moved_here(connection: Connection, article_id: int) -> list[ArticleSummary]:
    """The articles whose URLs lead to this one now, the latest seen first: each keeps what was captured of it there."""
    led_here = select(AliasRow.url).where(AliasRow.article_id == article_id)
    query = _summaries().where(Article.state == "moved", Article.url.in_(led_here))
    return _those(connection, query.order_by(Article.last_seen.desc(), Article.id), limit=None)


def aliases_of(connection: Connection, article_id: int) -> list[Alias]:
    """The other URLs of an article, in the order first seen."""
    query = select(AliasRow.url, AliasRow.kind).where(AliasRow.article_id == article_id)
    rows = connection.execute(query.order_by(AliasRow.first_seen, AliasRow.url))
    return [Alias(url, AliasKind(kind)) for url, kind in rows]


_ORDERS: dict[ArticleOrder, tuple[ColumnElement[Any] | InstrumentedAttribute[str], ...]] = {
    ArticleOrder.CHANGED: (func.coalesce(Article.last_changed, Article.first_seen).desc(), Article.id.desc()),
    ArticleOrder.SEEN: (Article.last_seen.desc(), Article.id.desc()),
    ArticleOrder.NEW: (Article.first_seen.desc(), Article.id.desc()),
    ArticleOrder.URL: (Article.url,),
}


def _summaries() -> Select[*tuple[Any, ...]]:
    standing = (Revision.article_id == Article.id) & (Revision.extractor_id == active_extractor()) & stands()
    return (
        select(
            Article.id,
            Article.url,
            Source.name,
            Article.state,
            Article.developing,
            Article.first_seen,
            Article.last_seen,
            Article.last_changed,
            func.coalesce(Revision.number, 0),
            StoredText.headline,
            func.coalesce(StoredText.words, 0),
            StoredText.language,
            _moved_to(),
            case((Revision.id.is_(None), _trouble())).label("trouble"),
        )
        .join(Source, Source.id == Article.source_id)
        .outerjoin(Revision, standing)
        .outerjoin(StoredText, StoredText.id == Revision.text_id)
    )


def _moved_to() -> ScalarSelect[str]:
    """The URL of the article that the URL of a moved one leads to."""
    other = aliased(Article)
    return (
        select(other.url)
        .join(AliasRow, AliasRow.article_id == other.id)
        .where(AliasRow.url == Article.url, Article.state == "moved")
        .correlate(Article)
        .scalar_subquery()
    )


def _trouble() -> ScalarSelect[str]:
    """What the last capture of an article met with."""
    gone = literal("the server answered ") + cast(Capture.status, String)
    met = case(
        (Capture.outcome == Outcome.GONE.value, gone),
        (Capture.outcome == Outcome.NOT_ARTICLE.value, "not an article"),
        else_=Capture.outcome,
    )
    return (
        select(func.coalesce(Capture.error, met))
        .where(Capture.article_id == Article.id)
        .order_by(Capture.fetched_at.desc(), Capture.id.desc())
        .limit(1)
        .correlate(Article)
        .scalar_subquery()
    )


def _those(
    connection: Connection, query: Select[*tuple[Any, ...]], *, limit: int | None, offset: int = 0
) -> list[ArticleSummary]:
    return records(connection, query, lambda row: ArticleSummary(*row), "the article {id}", limit=limit, offset=offset)


def _is_id(number: int) -> bool:
    return 0 < number <= LARGEST_ID


def _with_url(url: str) -> Select[tuple[int]]:
    by_alias = select(AliasRow.article_id).where(AliasRow.url == url)
    return select(union(select(Article.id).where(Article.url == url), by_alias).subquery().c[0])


def _has_part(url: InstrumentedAttribute[str], part: str) -> ColumnElement[bool]:
    # Beyond ASCII the databases disagree about lower case; there the part has to be as it stands.
    if part.isascii():
        return func.lower(url).contains(part.lower(), autoescape=True)
    return func.replace(url, part, "") != url


def _with_part(connection: Connection, part: str) -> list[tuple[int, str]]:
    """Up to one more than `CANDIDATES` articles, id and URL."""
    by_alias = select(AliasRow.article_id).where(_has_part(AliasRow.url, part))
    query = (
        select(Article.id, Article.url)
        .where(or_(_has_part(Article.url, part), Article.id.in_(by_alias)), Article.state != "moved")
        .order_by(Article.last_seen.desc(), Article.id)
        .limit(CANDIDATES + 1)
    )
    return [(row.id, row.url) for row in connection.execute(query)]


def _which_one(part: str, candidates: list[tuple[int, str]]) -> str:
    named = ", ".join(f"{number} {url}" for number, url in candidates[:CANDIDATES])
    more = " and more" if len(candidates) > CANDIDATES else ""
    return f"{part!r} fits several articles: {named}{more}; give the id or more of the URL"
