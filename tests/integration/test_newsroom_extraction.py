"""Every page of the newsroom gives the text that its article's file says a reader reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest

from crawler.extraction import extract
from storage.records import BlockKind, PageKind, Reason
from storage.revisions import fingerprint
from tests.newsroom import ARTICLES
from tests.newsroom.dress import around
from tests.newsroom.site import Site

if TYPE_CHECKING:
    from storage.records import Extraction, Text

PAGES = [(name, edition.number) for name, article in ARTICLES.items() for edition in article.editions]

# A credit may stay in one piece with its caption, a line of a box with the box.
ALIKE = {Reason.CREDIT: {Reason.CREDIT, Reason.CAPTION}, Reason.OFFER: {Reason.OFFER, Reason.PAYWALL}}


def fetch(name: str, edition: int, *, visit: int = 0, amp: bool = False) -> Extraction:
    """What the extractor makes of an article's page as it is on a visit, counted from 0."""
    article = ARTICLES[name]
    site = Site(edition=edition)
    path = ("/amp" if amp else "") + article.path_at(edition)
    site.visits[path] = visit
    answer = site.answer(path, {})
    charset = article.charset if article.charset_said == "header" else None
    return extract(answer.body, site.base + path, charset=charset)


def seen(text: Text) -> dict[str, Any]:
    """What a reader sees, in the form that shows best where two texts differ; an ideographic space is a space."""
    return {
        "headline": plain(text.headline or ""),
        "standfirst": text.standfirst,
        "byline": list(text.byline),
        "language": text.language,
        "blocks": [(block.kind.value, block.text) for block in text.blocks],
        "notices": [(notice.kind.value, notice.text) for notice in text.notices],
    }


def plain(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "edition"), PAGES)
def test_a_page_gives_its_article_to_the_letter(name, edition):
    assert seen(fetch(name, edition).text) == seen(ARTICLES[name].text(edition))


# A page put together in the browser has nothing between its paragraphs.
@pytest.mark.parametrize(("name", "edition"), [(n, e) for n, e in PAGES if ARTICLES[n].page != "script"])
def test_what_stands_between_the_paragraphs_is_kept_as_stripped_with_its_reason(name, edition):
    stripped = fetch(name, edition).stripped
    state = ARTICLES[name].at(edition)
    assert state is not None
    for piece in state.stripped:
        reasons = {found.reason for found in stripped if plain(piece.text) in plain(found.text)}
        assert reasons & ALIKE.get(piece.reason, {piece.reason}), (piece, reasons)


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_nothing_of_what_stands_around_an_article_is_in_its_text(name):
    text = fetch(name, ARTICLES[name].editions[0].number).text
    whole = plain(" ".join([text.headline or "", text.standfirst or "", text.body, *(n.text for n in text.notices)]))
    for piece in around(ARTICLES[name]):
        assert plain(piece.text) not in whole


@pytest.mark.parametrize("name", sorted(name for name in ARTICLES if len(ARTICLES[name].editions[0].headlines) == 1))
def test_timestamps_and_promos_make_no_difference_to_a_text(name):
    edition = ARTICLES[name].editions[0].number
    assert len({fingerprint(fetch(name, edition, visit=visit).text) for visit in range(6)}) == 1


def test_an_article_under_test_has_the_headline_of_the_visit():
    headlines = ARTICLES["witnesses"].editions[0].headlines
    assert [fetch("witnesses", 1, visit=visit).headline for visit in range(4)] == [*headlines, *headlines]


@pytest.mark.parametrize("edition", [1, 2, 3, 4])
def test_the_twin_of_an_article_has_its_text(edition):
    twin, article = fetch("ferry", edition, amp=True), fetch("ferry", edition)
    assert twin.text == article.text
    assert twin.canonical_url == article.canonical_url == "http://127.0.0.1" + ARTICLES["ferry"].path
    assert article.amp_url == "http://127.0.0.1/amp" + ARTICLES["ferry"].path


@pytest.mark.parametrize("name", sorted(ARTICLES))
def test_a_page_gives_the_moment_it_was_published(name):
    published = fetch(name, ARTICLES[name].editions[0].number).published
    assert published is not None
    assert published.at == ARTICLES[name].published


def test_the_story_is_developing_until_its_last_edition():
    assert [fetch("ferry", edition).developing for edition in (1, 2, 3, 4)] == [True, True, True, False]


def test_posts_of_a_live_page_keep_their_anchor_and_time():
    live = fetch("live", 3)
    assert live.kind is PageKind.LIVE
    assert [(b.id, b.at) for b in live.blocks] == [(b.id, b.at) for b in ARTICLES["live"].text(3).blocks]


def test_a_page_for_subscribers_is_marked_with_the_reason():
    marked = fetch("shipyard", 1).paywalled
    assert marked is not None
    assert marked.value
    assert marked.because


def test_links_in_the_text_are_kept():
    (block,) = [b for b in fetch("ferry", 1).blocks if "Gull Point" in b.text]
    (link,) = block.links
    assert link.text == "Gull Point"
    assert urljoin("http://127.0.0.1/2025/", link.href) == "http://127.0.0.1/places/gull-point"


def test_a_text_that_only_a_script_holds_is_found_and_says_so():
    rowing = fetch("rowing", 1)
    assert rowing.body_source == "state"
    assert [b.kind for b in rowing.blocks] == [BlockKind.PARAGRAPH] * 5


@pytest.mark.parametrize("path", ["/", "/trouble/consent", "/trouble/empty", "/trouble/binary"])
def test_what_is_no_article_gives_no_text(path):
    found = extract(Site().answer(path, {}).body, "http://127.0.0.1" + path)
    assert found.error or found.kind in {PageKind.FRONT, PageKind.CONSENT, PageKind.ERROR}


def test_the_deeply_nested_page_gives_its_paragraphs_or_an_error():
    found = extract(Site().answer("/trouble/deep", {}).body, "http://127.0.0.1/trouble/deep")
    assert found.error or any(block.text.startswith("The committee met again") for block in found.blocks)
