"""The section of an article and its tags, where the head says nothing of them."""

from __future__ import annotations

import pytest

from tests.unit.extraction.heads import URL, ld, read

TITLE = '<meta property="og:title" content="Bridge closed">'


def crumbs(*steps: tuple[str, str | None]) -> str:
    items = [{"@type": "ListItem", "position": n, "name": name} for n, (name, _) in enumerate(steps, 1)]
    items = [item | ({"item": url} if url else {}) for item, (_, url) in zip(items, steps, strict=True)]
    return ld({"@type": "BreadcrumbList", "itemListElement": items[::-1]})


HOME = ("Home", "https://www.herald.example/")
LOCAL = ("Local", "https://www.herald.example/local")
TOWN = ("Old Town", "https://www.herald.example/local/town")


@pytest.mark.parametrize(
    ("steps", "section"),
    [
        ((HOME, LOCAL, TOWN, ("Bridge closed", URL)), "Old Town"),
        ((HOME, LOCAL, ("Bridge closed", None)), "Local"),
        ((HOME, LOCAL, ("Bridge", None)), "Local"),
        ((HOME, LOCAL, ("Bridge", URL)), "Local"),
        ((HOME, LOCAL), "Local"),
        ((("Startseite", None), ("Bridge closed", URL)), None),
        ((("The Herald", "https://www.herald.example/"), ("Bridge closed", URL)), None),
        ((HOME,), None),
        ((), None),
    ],
)
def test_the_section_is_the_last_step_on_the_way_to_the_article(steps, section):
    assert read(TITLE + crumbs(*steps)).section == section


def test_breadcrumbs_of_any_shape_break_nothing_and_the_head_goes_before_them():
    odd = ld({"@type": "BreadcrumbList", "itemListElement": ["Home", {"item": {"name": "Local", "@id": LOCAL[1]}}]})
    assert read(TITLE + odd).section == "Local"
    assert read(TITLE + ld({"@type": "BreadcrumbList", "itemListElement": "Local"})).section is None
    far = [{"position": "9" * 5000, "name": "Local", "item": "http://[broken/local"}]
    assert read(TITLE + ld({"@type": "BreadcrumbList", "itemListElement": far})).section == "Local"
    assert read(TITLE + odd + '<meta property="article:section" content="Bridges">').section == "Bridges"


TAGS = '<a rel="tag">Bridges</a> <a rel="category tag">News</a> <a rel="tag">bridges</a>'


def test_links_of_the_article_that_are_tags_are_its_tags_where_the_head_has_none():
    other = '<article><h2>Ferry sold</h2><a rel="tag">Ferries</a></article>'
    page = f"<article><h1>Bridge closed</h1>{TAGS}{other}</article>{other}"
    assert read(TITLE, page).tags == ("Bridges",)
    assert read(TITLE + '<meta name="keywords" content="storm">', page).tags == ("storm",)
    assert read(TITLE, page.replace("article>", "div>")).tags == ()
