"""How bodies are stored: once each, in chains against the one before, each read checked."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from storage.bodies import CHAIN
from storage.compression import digest
from storage.engine import writing
from storage.errors import ArchiveError
from storage.models import Body
from tests.integration.captures import capture, extraction, rows

if TYPE_CHECKING:
    from storage import Archive

PAGE = b"<html>" + random.Random(7).randbytes(20_000).hex().encode() + b"</html>"


def edition(number: int) -> bytes:
    return PAGE.replace(b"</html>", b"<p>edition %d</p></html>" % number)


def keep(archive: Archive, number: int, url: str = "https://a.example/1") -> None:
    archive.record(capture(number, edition(number), url=url), extraction(f"Edition {number}."))


def test_a_chain_ends_with_a_whole_copy_and_every_body_comes_back(archive: Archive) -> None:
    for number in range(CHAIN + 4):
        keep(archive, number)
    depths = dict(rows(archive, select(Body.sha256, Body.depth)))
    assert [depths[digest(edition(number))] for number in range(CHAIN + 4)] == [*range(CHAIN + 1), 0, 1, 2]
    for number in range(CHAIN + 4):
        assert archive.body(digest(edition(number))) == edition(number)


def test_a_further_body_costs_a_small_share_of_the_first(archive: Archive) -> None:
    keep(archive, 0)
    keep(archive, 1)
    first, second = (row[0] for row in rows(archive, select(func.length(Body.data)).order_by(Body.depth)))
    assert second < first / 50


def test_a_body_of_two_articles_is_stored_once(archive: Archive) -> None:
    keep(archive, 0)
    keep(archive, 0, url="https://a.example/2")
    assert len(rows(archive, select(Body.sha256))) == 1


def flip(archive: Archive, sha256: str) -> None:
    with writing(archive.engine) as connection:
        data = bytearray(connection.execute(select(Body.data).where(Body.sha256 == sha256)).scalar_one())
        data[len(data) // 2] ^= 1
        connection.execute(update(Body).where(Body.sha256 == sha256).values(data=bytes(data)))


def test_a_flipped_bit_is_found_on_reading_and_the_rest_stays_readable(archive: Archive) -> None:
    for number in range(4):
        keep(archive, number)
    keep(archive, 9, url="https://a.example/2")
    flip(archive, digest(edition(2)))
    for number in (2, 3):
        with pytest.raises(ArchiveError, match="damaged"):
            archive.body(digest(edition(number)))
    for number in (0, 1, 9):
        assert archive.body(digest(edition(number))) == edition(number)


def test_an_article_whose_last_body_is_damaged_is_captured_all_the_same(archive: Archive) -> None:
    keep(archive, 0)
    flip(archive, digest(edition(0)))
    keep(archive, 1)
    assert archive.body(digest(edition(1))) == edition(1)


def test_a_body_shorter_than_any_prefix_is_no_base(archive: Archive) -> None:
    archive.record(capture(0, b"one"), extraction("One."))
    archive.record(capture(1, b"two"), extraction("Two."))
    assert archive.body(digest(b"two")) == b"two"
