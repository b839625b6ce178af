"""Who wrote it, where the head of a page says less than the page itself."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.metadata import names
from crawler.extraction.metadata.byline import is_house

PAGE = """<html lang="en"><head><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Lock gates open again", "author": {"@type": "Person", "name": "%s"}}
</script></head>
<body><article><h1>Lock gates open again</h1><p class="byline">By %s</p>
<p>The gates of the old lock opened on Friday for the first time in nine years, and forty boats went through.</p>
<p>A crowd stood on both banks from early in the morning, though the first boat was not due before ten.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    ("head", "seen", "byline"),
    [
        ("Mara", "Mara Quill", ("Mara Quill",)),
        ("Mara Quill", "Mara Quill", ("Mara Quill",)),
        ("Mara Quill", "Staff", ("Mara Quill",)),
    ],
)
def test_a_first_name_in_the_head_gives_way_to_the_full_name_on_the_page(head, seen, byline):
    assert extract((PAGE % (head, seen)).encode(), "https://estuary.example/lock").byline == byline


@pytest.mark.parametrize(("name", "house"), [("Estuary", True), ("The Estuary", True), ("Esther Ary", False)])
def test_a_house_that_is_shortened_is_the_house(name, house):
    assert is_house(name, {"estuarynews"}, "en") is house


def test_a_line_without_end_is_read_as_far_as_bylines_go():
    assert names.people("Jane Doe, " + "John Roe, " * 100_000 + "Max Other") == ("Jane Doe", "John Roe")
