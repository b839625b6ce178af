from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.items import Page
from storage.records import Alias, AliasKind, Capture, Extraction, Extractor, Origin

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
RULES = Extractor("test", "1", "0")
HERE = "https://www.example.com/news/flood-in-the-valley-77"


def page(url: str = HERE, requested: str = HERE, origin: Origin = Origin.WEB, *aliases: Alias) -> Page:
    return Page(Capture(url, requested, NOON, origin, status=200, body=b"x", aliases=aliases))


def test_a_page_is_filed_under_the_url_it_names_and_where_it_stood_is_an_alias() -> None:
    own = "https://www.example.com/2026/flood-in-the-valley-77"
    filed = page().filed(Extraction(RULES, canonical_url=own + "?utm_source=x"))
    assert filed.url == own
    assert filed.aliases == (Alias(HERE, AliasKind.CANONICAL),)


@pytest.mark.parametrize(
    "named", [None, "https://www.example.com/", "https://elsewhere.example/flood-77", "mailto:a@b"]
)
def test_a_page_that_names_nothing_plausible_stays_where_it_was_found(named: str | None) -> None:
    filed = page().filed(Extraction(RULES, canonical_url=named))
    assert (filed.url, filed.aliases) == (HERE, ())


def test_an_amp_twin_is_an_alias_only_on_the_same_site() -> None:
    twin = "https://amp.example.com/flood-in-the-valley-77"
    assert page().filed(Extraction(RULES, amp_url=twin)).aliases == (Alias(twin, AliasKind.AMP),)
    assert page().filed(Extraction(RULES, amp_url="https://elsewhere.example/flood")).aliases == ()
    assert page().filed(Extraction(RULES, amp_url="javascript:void(0)")).aliases == ()


def test_the_urls_that_redirected_stay_aliases_and_its_own_url_is_none() -> None:
    short = Alias("https://exa.mp/le", AliasKind.REDIRECT)
    own = Alias(HERE, AliasKind.REDIRECT)
    filed = page(HERE, "https://exa.mp/le", Origin.WEB, short, own).filed(Extraction(RULES, canonical_url=HERE))
    assert filed.aliases == (short,)


def test_a_file_is_filed_as_it_came() -> None:
    saved = page("file:dyke.html", "file:dyke.html", Origin.SEED)
    assert saved.url is None
    assert saved.filed(Extraction(RULES, canonical_url=HERE)) is saved.capture
    assert page().filed(None).url == HERE
