# ruff: noqa: DTZ001 - a pasted text gives moments without a zone
"""The block on top of a text file that says whose text it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extraction import frontmatter, plaintext
from storage.errors import PageError
from storage.records import Reason
from tests.unit.extraction.test_plaintext import reasons

FRONT = """\
---
url: https://news.example/bridge
captured: 2024-03-12T10:15:00+01:00
headline: "Bridge closed: what we know"
byline: Jane Doe, John Roe
published: 2024-03-12
---
"""


def test_front_matter_says_whose_text_it_is():
    found = frontmatter.read(FRONT + "Text.")
    assert found.url == "https://news.example/bridge"
    assert found.captured == datetime(2024, 3, 12, 9, 15, tzinfo=UTC)
    assert found.headline == "Bridge closed: what we know"
    assert found.byline == ("Jane Doe", "John Roe")
    assert found.published == datetime(2024, 3, 12)
    assert (FRONT + "Text.")[found.length :] == "Text."


def test_front_matter_needs_no_fences_where_an_empty_line_ends_it():
    text = "url: https://news.example/bridge\ncaptured: 2024-03-12T10:15:00\n\nBridge closed\n"
    found = frontmatter.read(text)
    assert found.captured == datetime(2024, 3, 12, 10, 15, tzinfo=UTC)
    assert text[found.length :] == "Bridge closed\n"


@pytest.mark.parametrize(
    "text", ["", "Headline\n\nText.", "Note: this is text\n\nMore", "---\nText\n---\n", "byline: x\n\ny"]
)
def test_a_text_without_front_matter_has_an_empty_one(text):
    assert frontmatter.read(text) == frontmatter.FrontMatter()


def test_a_time_that_cannot_be_read_is_refused_with_one_clear_line():
    with pytest.raises(PageError, match=r"^front matter: captured 'yesterday' is no ISO 8601 time such as [^\n]+$"):
        frontmatter.read("url: x\ncaptured: yesterday\n\nText")


def test_odd_lines_between_fences_and_a_written_date_lose_nothing():
    found = frontmatter.read("---\nurl: https://n.example/a\n\n- odd\npublished: 12 March 2026\n---\nText")
    assert (found.url, found.published) == ("https://n.example/a", datetime(2026, 3, 12))
    assert frontmatter.read("---\nurl: x\npublished: some day\n---\n").published is None


def test_front_matter_goes_before_what_the_text_says():
    found = plaintext.extract(FRONT + "Bridge shut\n\nThe bridge was closed on Friday, the city said. It is old.\n")
    assert found.url == "https://news.example/bridge"
    assert found.headline == "Bridge closed: what we know"
    assert found.byline == ("Jane Doe", "John Roe")
    assert found.published is not None
    assert found.published.source == "front matter"
    assert reasons(found)["Bridge shut"] is Reason.HEADLINE
    assert Reason.METADATA in reasons(found).values()
