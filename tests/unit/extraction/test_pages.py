"""Pages of our own writing and what a reader sees of them: the tables are in TOML."""

from __future__ import annotations

import pytest

from crawler.extraction import EXTRACTOR, extract
from tests.unit.extraction.rows import ROWS, written_out


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_a_page_gives_what_a_reader_sees(row):
    found = extract(written_out(row["html"]).encode(), "https://estuary.example/2025/06/story")
    assert found.extractor == EXTRACTOR
    if "blocks" in row:
        wanted = [(*block, None, None)[:4] for block in row["blocks"]]
        assert [(b.kind, b.text, b.id, b.at) for b in found.blocks] == [tuple(block) for block in wanted]
    if "stripped" in row:
        stripped = [(piece.reason, piece.text) for piece in found.stripped]
        assert [piece for piece in map(tuple, row["stripped"]) if piece not in stripped] == []
    if "notices" in row:
        assert [(notice.kind, notice.text) for notice in found.notices] == [tuple(n) for n in row["notices"]]
    if "links" in row:
        links = [(link.text, link.href) for block in found.blocks for link in block.links]
        assert links == [tuple(link) for link in row["links"]]
    for field in ("headline", "kind", "body_source"):
        if field in row:
            assert getattr(found, field) == row[field]
    if "standfirst" in row:
        assert (found.standfirst or "") == row["standfirst"]


def test_stripped_pieces_stand_before_the_block_that_follows_them():
    row = ROWS[0]
    found = extract(row["html"].encode(), None)
    places = {piece.text: piece.before for piece in found.stripped}
    assert places["The toll house at low tide."] == 0
    assert places["The lock that nobody wanted"] == 1
    assert places["Advertisement"] == 2


def test_every_row_of_the_table_has_a_name_of_its_own():
    assert len({row["name"] for row in ROWS}) == len(ROWS)


def test_a_line_that_asks_for_a_subscription_makes_a_guess_that_readers_must_pay():
    prose = (
        "The toll house at the old lock was sold on Friday to a couple who mean to live there, the council said. " * 4
    )
    page = "<html lang=en><body><article><h1>Toll house sold</h1><p>{0}</p><p>{0}</p>{1}</article></body></html>"
    wall = "<p>Subscribe to continue reading</p>"
    walled = extract(page.format(prose, wall).encode(), "https://estuary.example/a").paywalled
    assert walled is not None
    assert walled.value
    assert "Subscribe to continue reading" in walled.because
    assert extract(page.format(prose, "").encode(), "https://estuary.example/a").paywalled is None
