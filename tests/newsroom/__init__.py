"""A small local news site that plays a developing story: its time moves by command, never by the clock.

    with Newsroom() as newsroom:
        fetch(newsroom.url("/"))
        newsroom.advance()

`articles/` says what a reader reads, edition by edition; `pages/` dresses it in the markup of a newspaper's site. So
the expected text of every page stands beside it: `newsroom.article(name).text(edition)`.
"""

from __future__ import annotations

from tests.newsroom.articles import ARTICLES, Article
from tests.newsroom.server import Newsroom, Request

__all__ = ["ARTICLES", "Article", "Newsroom", "Request"]
