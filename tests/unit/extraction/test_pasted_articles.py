"""Whole articles as people paste them, in five languages: every line that is expected nowhere else is a paragraph."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.extraction import plaintext
from storage.records import BlockKind

FOLDER = Path(__file__).with_name("pasted")
EXPECTED = tomllib.loads(FOLDER.with_suffix(".toml").read_text("utf-8"))
MARKS = {BlockKind.SUBHEAD: "subheads", BlockKind.ITEM: "items"}


def read(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_the_head_of_a_pasted_article_is_read(name):
    found, expected = plaintext.extract(read(name)), EXPECTED[name]
    assert (found.language, found.headline) == (name, expected["headline"])
    assert (found.standfirst, list(found.byline)) == (expected.get("standfirst"), expected["byline"])
    assert found.published is not None
    assert found.published.at.isoformat() == expected["published"]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_line_of_a_pasted_article_is_where_it_belongs(name):
    found, expected = plaintext.extract(read(name)), EXPECTED[name]
    around = {expected["headline"], expected.get("standfirst"), *expected["notices"], *expected["stripped"]}
    lines = [" ".join(line.removeprefix("• ").split()) for line in read(name).splitlines() if line.strip()]
    assert [block.text for block in found.blocks] == [line for line in lines if line not in around]
    assert [piece.text for piece in found.stripped] == expected["stripped"]
    assert [notice.text for notice in found.notices] == expected["notices"]
    for kind, key in MARKS.items():
        assert [block.text for block in found.blocks if block.kind is kind] == expected[key]
