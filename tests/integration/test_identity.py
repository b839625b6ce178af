"""Whose capture it is: articles under new names and addresses, and their visits; on both databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage import queries
from storage.models import (
    Alias,
    Visit,
)
from storage.records import Alias as AliasRecord
from storage.records import AliasKind, Due
from tests.integration.captures import URL, at, capture, extraction, record, rows

if TYPE_CHECKING:
    from storage import Archive


def test_an_article_that_calls_itself_by_a_new_name_stays_one_article(archive: Archive) -> None:
    first = record(archive, 0, "Two died.", schedule=lambda _: Due(at(1), "soon"))
    named = "https://www.harbour.example/news/ferry-new-name"
    for hours, text in enumerate(("Three died.", "Four died."), start=1):
        told = capture(
            hours, text.encode(), url=named, requested_url=URL, aliases=(AliasRecord(URL, AliasKind.CANONICAL),)
        )
        recorded = archive.record(told, extraction(text), schedule=lambda history: Due(history.captured_at, "later"))
        assert (recorded.article, recorded.revision) == (first.article, hours + 1)
    assert rows(archive, select(Alias.url)) == [(named,)]
    assert rows(archive, select(Visit.url, Visit.due_at)) == [(URL, at(2))]
    assert archive.record(capture(3, b"Four died.", url=named), extraction("Four died.")).article == first.article


def test_the_visit_of_a_page_that_calls_itself_another_article_is_settled(archive: Archive) -> None:
    other = "https://www.harbour.example/news/ferry-2"
    record(archive, 0, "Two died.", schedule=lambda _: Due(at(1), "soon"))
    second = record(archive, 0, "The wreck is raised.", url=other)
    told = capture(1, b"as", url=other, requested_url=URL, aliases=(AliasRecord(URL, AliasKind.CANONICAL),))
    recorded = archive.record(told, extraction("The wreck is raised."), schedule=lambda _: Due(at(4), "later"))
    assert recorded.article == second.article
    assert rows(archive, select(Visit.due_at).where(Visit.url == URL)) == [(at(4),)]


def test_a_visit_is_settled_though_a_file_is_dated_later(archive: Archive) -> None:
    record(archive, 0, "Two died.", schedule=lambda _: Due(at(1), "soon"))
    record(archive, 900, "Three died.")
    record(archive, 2, "Two died.", schedule=lambda _: Due(at(3), "later"))
    assert rows(archive, select(Visit.due_at)) == [(at(3),)]


def test_an_article_whose_url_leads_to_another_is_listed_under_that_one_only(archive: Archive) -> None:
    old = record(archive, 0, "Two died.")
    other = "https://www.harbour.example/news/ferry-2"
    new = record(archive, 0, "Two died.", url=other)
    archive.record(
        capture(1, b"led", url=other, requested_url=URL, aliases=(AliasRecord(URL, AliasKind.REDIRECT),)),
        extraction("Two died."),
    )
    with archive.reading() as connection:
        assert [entry.id for entry in queries.articles(connection)] == [new.article]
        assert [entry.id for entry in queries.articles(connection, state="moved")] == [old.article]
        assert queries.find_article(connection, "news/ferry").id == new.article
        moved = queries.find_article(connection, URL)
        (earlier,) = queries.moved_here(connection, new.article)
        assert queries.moved_here(connection, old.article) == []
    assert (moved.id, moved.state, moved.moved_to) == (old.article, "moved", other)
    assert (earlier.id, earlier.url, earlier.revisions) == (old.article, URL, 1)
