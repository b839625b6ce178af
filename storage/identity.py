"""Whose capture it is: the source and the article that a capture is filed under, and the article's other URLs.

The canonical URL that the crawler gives decides; where it is unknown, a URL that led there does, so that an article
which moves stays one article (its URL becomes the new one, the old one an alias). A page that is no article (a front
page that a deleted article redirects to, a consent page) says nothing about URLs: it is filed under what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import Row, bindparam, literal, select, union_all, update

from storage.models import Alias, Article, Source, Visit
from storage.records import AliasKind
from storage.rows import core, insert_new, insert_numbered, insertion
from storage.seals import ALIAS, ARTICLE, SOURCE, sealed
from storage.storable import storable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import BindParameter, Connection
    from sqlalchemy.dialects import postgresql, sqlite

    from storage.records import Capture

# Where files without a web address belong.
FILES = "files"

# Of these the server said itself that they lead to the article; a page's own word moves no other article.
_SERVER_SAYS = frozenset({AliasKind.REQUESTED, AliasKind.REDIRECT})


@dataclass(frozen=True, slots=True)
class Identity:
    """An article as it stood before the capture, its row locked for this transaction."""

    article: int
    source: int
    url: str
    state: str
    first_seen: datetime
    last_seen: datetime
    failures: int
    developing: bool
    last_changed: datetime | None
    new: bool = False  # made in this transaction: it has neither captures nor revisions yet


_articles, _aliases = core(Article).c, core(Alias).c
_names: BindParameter[str] = bindparam("names", expanding=True)
_KNOWN = union_all(
    select(_aliases.url, _aliases.article_id, literal(0).label("own")).where(_aliases.url.in_(_names)),
    select(_articles.url, _articles.id, literal(1)).where(_articles.url.in_(_names)),
).order_by("own")
_LOCKED = (
    select(core(Article)).where(_articles.id.in_(bindparam("ids", expanding=True))).order_by(_articles.id)
).with_for_update()
_SOURCE = select(Source.id).where(Source.name == bindparam("name"))


def source_name(url: str) -> str:
    """The name of the source that a URL belongs to: its host without "www.", or "files"."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return FILES
    return parts.hostname.removeprefix("www.")


def find_article(connection: Connection, url: str) -> int | None:
    """The id of the article of that URL or alias."""
    return find_articles(connection, [url]).get(url)


def find_articles(connection: Connection, urls: Iterable[str]) -> dict[str, int]:
    """The id of the article of each URL or alias that there is; an article's own URL goes before an alias."""
    return {url: article for url, article, _ in connection.execute(_KNOWN, {"names": sorted(set(urls))})}


def identify(connection: Connection, capture: Capture, *, is_article: bool) -> Identity:
    """The article of the capture, made where it is new, and locked; its aliases are kept up."""
    url, requested, now = storable(capture.url), storable(capture.requested_url), capture.fetched_at
    led_here = {requested: AliasKind.REQUESTED} | {storable(alias.url): alias.kind for alias in capture.aliases}
    led_here.pop(url, None)
    rows = connection.execute(_KNOWN, {"names": sorted({url, requested, *led_here})}).all()
    known = {row.url: row.article_id for row in rows}
    if not is_article:
        article = known.get(requested) or known.get(url)
        return _made(connection, url, now) if article is None else _locked(connection, [article])[article]
    own = {row.url: row.article_id for row in rows if row.own}
    if led_here.get(requested) is AliasKind.CANONICAL and requested in own and url not in own:
        # An article that answers at its own URL and calls itself by a name that is no other article's stays that one.
        article = own[requested]
        chosen = _locked(connection, [article])[article]
        if known.get(url, article) == article:
            _keep_alias(connection, article, url, AliasKind.CANONICAL, now)
        return chosen
    others = {name: known[name] for name in sorted(led_here) if name in known}
    moved = [found for name, found in others.items() if led_here[name] in _SERVER_SAYS]
    article = known.get(url) or next(iter(moved), None)
    made = _made(connection, url, now) if article is None else None
    locked = _locked(connection, [*([] if article is None else [article]), *others.values()])
    chosen = made or locked[article]  # type: ignore[index]
    if url not in known and made is None and find_article(connection, url) is None:
        values = sealed(ARTICLE, {"url": url, "source_id": keep_source(connection, url, now)})
        connection.execute(update(Article).where(Article.id == chosen.article).values(values))
        led_here.setdefault(chosen.url, AliasKind.REDIRECT)
        others.pop(chosen.url, None)
        chosen = _locked(connection, [chosen.article])[chosen.article]
    for name in sorted(led_here):
        other = others.get(name)
        if other is not None and other != chosen.article and locked[other].url == name:
            if led_here[name] in _SERVER_SAYS:
                _gone_to(connection, other, chosen, now)
        else:
            _keep_alias(connection, chosen.article, name, led_here[name], now)
    return chosen


def keep_source(connection: Connection, url: str, now: datetime) -> int:
    """The id of the source that the URL belongs to, made where it is new."""
    name = source_name(url)
    found = connection.execute(_SOURCE, {"name": name}).scalar()
    if found is None:
        parts = urlsplit(url)
        home = None if name == FILES else f"{parts.scheme}://{parts.netloc}/"
        insert_new(connection, Source, sealed(SOURCE, {"name": name, "home": home, "settings": {}, "first_seen": now}))
        found = connection.execute(_SOURCE, {"name": name}).scalar_one()
    return found


def _made(connection: Connection, url: str, now: datetime) -> Identity:
    """A new article; or the one that another writer made meanwhile."""
    source = keep_source(connection, url, now)
    row = {
        "url": url,
        "source_id": source,
        "state": "live",
        "developing": False,
        "first_seen": now,
        "last_seen": now,
        "failures": 0,
    }
    article = insert_numbered(connection, Article, sealed(ARTICLE, row))
    if article is None:
        found = find_articles(connection, [url])[url]
        return _locked(connection, [found])[found]
    return Identity(article, source, url, "live", now, now, 0, developing=False, last_changed=None, new=True)


def _locked(connection: Connection, articles: list[int]) -> dict[int, Identity]:
    """The articles, locked in the order of their ids, so that no two transactions wait for each other."""
    if not articles:
        return {}
    return {row.id: _identity(row) for row in connection.execute(_LOCKED, {"ids": sorted(set(articles))})}


def _identity(row: Row[*tuple[Any, ...]]) -> Identity:
    return Identity(
        row.id,
        row.source_id,
        row.url,
        row.state,
        row.first_seen,
        row.last_seen,
        row.failures,
        row.developing,
        row.last_changed,
    )


def _keep_alias(connection: Connection, article: int, url: str, kind: AliasKind, now: datetime) -> None:
    """The alias, made where it is new; one that was seen later stays as it is."""
    row = {"url": url, "article_id": article, "kind": kind.value, "first_seen": now, "last_seen": now}
    connection.execute(_alias_kept(connection.dialect.name), sealed(ALIAS, row))


@cache
def _alias_kept(dialect: str) -> sqlite.Insert | postgresql.Insert:
    statement = insertion(dialect, Alias)
    given = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["url"],
        set_={"article_id": given.article_id, "kind": given.kind, "last_seen": given.last_seen},
        where=_aliases.last_seen < given.last_seen,
    )


def _gone_to(connection: Connection, article: int, other: Identity, now: datetime) -> None:
    """The article's URL leads to another article now: its history stays, it is not visited again."""
    url = connection.execute(
        update(Article).where(Article.id == article).values(state="moved").returning(Article.url)
    ).scalar_one()
    # Where it leads; whoever asks for the URL gets the article whose own it is first.
    _keep_alias(connection, other.article, url, AliasKind.REDIRECT, now)
    no_more = {"due_at": None, "leased_until": None, "reason": f"leads to {other.url} now"}
    connection.execute(update(Visit).where(Visit.article_id == article).values(no_more))
