"""Whose capture it is: the source and the article that a capture is filed under, and the article's other URLs.

The canonical URL that the crawler gives decides; where it is unknown, a URL that led there does, so that an article
which moves stays one article (its URL becomes the new one, the old one an alias). A page that is no article (a front
page that a deleted article redirects to, a consent page) says nothing about URLs: it is filed under what was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import Row, select, update

from storage.models import Alias, Article, Source, Visit
from storage.records import AliasKind
from storage.rows import insert_new
from storage.storable import storable

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

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


def source_name(url: str) -> str:
    """The name of the source that a URL belongs to: its host without "www.", or "files"."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return FILES
    return parts.hostname.removeprefix("www.")


def find_article(connection: Connection, url: str) -> int | None:
    """The id of the article of that URL or alias."""
    found = connection.execute(select(Article.id).where(Article.url == url)).scalar()
    if found is None:
        found = connection.execute(select(Alias.article_id).where(Alias.url == url)).scalar()
    return found


def identify(connection: Connection, capture: Capture, *, is_article: bool) -> Identity:
    """The article of the capture, made where it is new, and locked; its aliases are kept up."""
    url, requested = storable(capture.url), storable(capture.requested_url)
    led_here = {requested: AliasKind.REQUESTED} | {storable(alias.url): alias.kind for alias in capture.aliases}
    led_here.pop(url, None)
    if not is_article:
        article = find_article(connection, requested) or find_article(connection, url)
        if article is None:
            article = _create(connection, url, capture.fetched_at)
        return _locked(connection, [article])[article]
    article = find_article(connection, url)
    others = {name: find_article(connection, name) for name in sorted(led_here)}
    if article is None:
        moved = [found for name, found in others.items() if found is not None and led_here[name] in _SERVER_SAYS]
        article = moved[0] if moved else _create(connection, url, capture.fetched_at)
    locked = _locked(connection, [article, *(found for found in others.values() if found is not None)])
    chosen = locked[article]
    if find_article(connection, url) is None:
        connection.execute(
            update(Article)
            .where(Article.id == article)
            .values(url=url, source_id=keep_source(connection, url, capture.fetched_at))
        )
        led_here.setdefault(chosen.url, AliasKind.REDIRECT)
        others[chosen.url] = None
        chosen = _locked(connection, [article])[article]
    for name in sorted(led_here):
        other = others.get(name)
        if other is not None and other != article and locked[other].url == name:
            if led_here[name] in _SERVER_SAYS:
                _gone_to(connection, other, url)
        else:
            _keep_alias(connection, article, name, led_here[name], capture.fetched_at)
    return chosen


def keep_source(connection: Connection, url: str, now: datetime) -> int:
    """The id of the source that the URL belongs to, made where it is new."""
    name = source_name(url)
    wanted = select(Source.id).where(Source.name == name)
    found = connection.execute(wanted).scalar()
    if found is None:
        parts = urlsplit(url)
        home = None if name == FILES else f"{parts.scheme}://{parts.netloc}/"
        insert_new(connection, Source, {"name": name, "home": home, "settings": {}, "first_seen": now})
        found = connection.execute(wanted).scalar_one()
    return found


def _create(connection: Connection, url: str, now: datetime) -> int:
    row = {
        "url": url,
        "source_id": keep_source(connection, url, now),
        "state": "live",
        "developing": False,
        "first_seen": now,
        "last_seen": now,
        "failures": 0,
    }
    insert_new(connection, Article, row)
    return connection.execute(select(Article.id).where(Article.url == url)).scalar_one()


def _locked(connection: Connection, articles: list[int]) -> dict[int, Identity]:
    """The articles, locked in the order of their ids, so that no two transactions wait for each other."""
    wanted = select(Article).where(Article.id.in_(sorted(set(articles)))).order_by(Article.id).with_for_update()
    return {row.id: _identity(row) for row in connection.execute(wanted)}


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
    row = {"url": url, "article_id": article, "kind": kind.value, "first_seen": now, "last_seen": now}
    if insert_new(connection, Alias, row):
        return
    newer = {"article_id": article, "kind": kind.value, "last_seen": now}
    connection.execute(update(Alias).where(Alias.url == url, Alias.last_seen < now).values(newer))


def _gone_to(connection: Connection, article: int, url: str) -> None:
    """The article's URL leads to another article now: its history stays, it is not visited again."""
    connection.execute(update(Article).where(Article.id == article).values(state="moved"))
    no_more = {"due_at": None, "leased_until": None, "reason": f"leads to {url} now"}
    connection.execute(update(Visit).where(Visit.article_id == article).values(no_more))
