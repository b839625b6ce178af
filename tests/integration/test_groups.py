"""Captures that are recorded together: in one transaction, and none for the worse of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from storage.compression import compress
from storage.errors import ArchiveError
from storage.models import Body, Capture, Revision
from storage.preparation import prepare
from storage.records import Extractor, Outcome, Recorded
from tests.integration.captures import URL, at, body_of, capture, extraction, record, revisions, rows

if TYPE_CHECKING:
    from storage import Archive
    from storage.recording import Observed

OTHER = "https://www.harbour.example/news/mill"


def observed(hours: float, *paragraphs: str, url: str = URL, compressed: bool = True, **more: object) -> Observed:
    """An edition, prepared as a worker does it."""
    made = extraction(*paragraphs, **more)
    body = body_of(made)
    return capture(hours, body, url=url), prepare(made, body if compressed else None), None


def test_captures_recorded_together_are_what_they_are_one_by_one(archive: Archive) -> None:
    found = archive.record_all(
        [
            observed(0, "Two people died."),
            observed(0, "The mill burns.", url=OTHER),
            observed(1, "Three people died."),
            observed(2, "Three people died."),
        ]
    )
    outcomes = [one.outcome if isinstance(one, Recorded) else one for one in found]
    assert outcomes == [Outcome.NEW, Outcome.NEW, Outcome.CHANGED, Outcome.NOT_MODIFIED]
    assert revisions(archive) == [(1, at(0), "Two people died.", None), (2, at(1), "Three people died.", None)]
    assert revisions(archive, OTHER) == [(1, at(0), "The mill burns.", None)]


def test_one_that_is_refused_keeps_no_other_out(archive: Archive) -> None:
    record(archive, 0, "Two people died.")
    found = archive.record_all(
        [
            observed(1, "Three people died."),
            observed(2, "Four people died.", extractor=Extractor("rules", "2", "1" * 64)),
            observed(3, "Five people died."),
        ]
    )
    assert [type(one) for one in found] == [Recorded, ArchiveError, Recorded]
    assert [number for number, *_ in revisions(archive)] == [1, 2, 3]
    assert rows(archive, select(func.count()).select_from(Capture)) == [(3,)]


@pytest.mark.parametrize("compressed", [True, False])
def test_a_body_is_stored_alike_whoever_compressed_it(archive: Archive, *, compressed: bool) -> None:
    first, second = extraction("Two people died."), extraction("Three people died.")
    archive.record_all([observed(0, "Two people died.", compressed=compressed)])
    assert rows(archive, select(Body.data)) == [(compress(body_of(first)),)]
    archive.record_all([observed(1, "Three people died.", compressed=compressed)])
    assert rows(archive, select(Body.data).where(Body.depth == 1)) == [(compress(body_of(second), body_of(first)),)]


def test_what_was_recorded_together_is_recorded_once(archive: Archive) -> None:
    group = [observed(0, "Two people died."), observed(1, "Three people died.")]
    archive.record_all(group)
    again = archive.record_all(group)
    assert [one.created for one in again if isinstance(one, Recorded)] == [False, False]
    assert rows(archive, select(func.count()).select_from(Revision)) == [(2,)]
