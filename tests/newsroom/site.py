"""What the newsroom's site answers, without a socket: a request and the state of the newsroom in, an answer out."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.newsroom import bulk, feeds, trouble
from tests.newsroom.answers import Answer, consent_wall, not_found, redirect
from tests.newsroom.articles import ARTICLES, Article, Edition
from tests.newsroom.dress import Moment, lively, page

if TYPE_CHECKING:
    from datetime import datetime


@dataclass
class Site:
    """The site at one address. `lively` is False while timestamps, promos and A/B tests are held still."""

    base: str = "http://127.0.0.1"
    edition: int = 1
    lively: bool = True
    visits: Counter[str] = field(default_factory=Counter)

    def answer(self, target: str, headers: dict[str, str]) -> Answer:
        """The answer to a GET of a path with its query; header names are in lower case."""
        path = urlsplit(target).path
        if path.startswith("/bulk/"):
            answer = bulk.answer(path, self.base)
        elif path.startswith("/trouble/"):
            answer = trouble.answer(path, self.base)
        elif found := self._article(path):
            answer = found
        else:
            answer = feeds.answer(path, self.base, self.edition, self._moment(path)) or not_found(path)
        return conditional(answer, headers)

    def _article(self, path: str) -> Answer | None:
        amp = path.startswith("/amp/")
        plain = path.removeprefix("/amp") if amp else path
        for article in ARTICLES.values():
            if plain not in {article.path, *article.moves.values()} or (amp and not article.amp):
                continue
            state = article.at(self.edition)
            here = article.path_at(self.edition)
            if state is None or plain not in {article.path, here}:
                return None
            if status := article.gone_at(self.edition):
                return not_found(path, status)
            if plain != here:
                return redirect(self.base + here, 301)
            if self.edition in article.walled:
                return consent_wall()
            return self._page(article, state, path, plain, amp=amp)
        return None

    def _page(self, article: Article, state: Edition, path: str, plain: str, *, amp: bool) -> Answer:
        text = page(article, state, base=self.base, path=plain, moment=self._moment(path), amp=amp)
        said = f"; charset={article.charset}" if article.charset_said == "header" else ""
        body = text.encode(article.charset, "xmlcharrefreplace")
        moving = lively(article) and not amp
        return Answer(200, body, f"text/html{said}", validators={} if moving else validators(body, state.modified))

    def _moment(self, path: str) -> Moment:
        if self.lively:
            self.visits[path] += 1
        return Moment(max(self.visits[path] - 1, 0))


def validators(body: bytes, modified: datetime) -> dict[str, str]:
    """ETag and Last-Modified of a page that stays as it is until it is edited."""
    digest = hashlib.sha256(body).hexdigest()[:20]
    return {"ETag": f'"{digest}"', "Last-Modified": format_datetime(modified, usegmt=True)}


def conditional(answer: Answer, headers: dict[str, str]) -> Answer:
    """304 where the client has it already (RFC 9110, 13.2.2: If-None-Match goes before If-Modified-Since)."""
    etag, modified = answer.validators.get("ETag"), answer.validators.get("Last-Modified")
    if etag and "if-none-match" in headers:
        same = etag in [tag.strip().removeprefix("W/") for tag in headers["if-none-match"].split(",")]
    elif modified and "if-modified-since" in headers:
        same = parsedate_to_datetime(modified) <= parsedate_to_datetime(headers["if-modified-since"])
    else:
        same = False
    return Answer(304, b"", answer.mime, validators=answer.validators) if same else answer


def described(value: object) -> Answer:
    """An answer of the newsroom's own desk."""
    return Answer(200, json.dumps(value).encode(), "application/json")
