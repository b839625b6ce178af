"""What kind of page it is: short articles that sound like errors and walls, and pages that only sound like articles."""

from __future__ import annotations

import pytest

from crawler.extraction import extract

SIGNED = "<meta property='article:published_time' content='2025-06-01T10:00:00Z'>"
PARAGRAPH = "<p>The clock of the town hall has stood still since Sunday, when a gull settled on its long hand.</p>"
MORE = "<p>Since then the ferry has left by the watch of its captain, which nobody on board has dared to doubt.</p>"
CARDS = "".join(
    f"<article><h3><a href='/story-{number}'>Council argues over bench number {number}</a></h3>"
    f"<p>Bench number {number} was painted green in the spring, and half of the council had meant blue.</p></article>"
    for number in range(12)
)


def page(title, body, head="", language="en"):
    html = f"<html lang={language}><head><title>{title}</title>{head}</head><main><h1>{title}</h1>{body}</main></html>"
    return extract(html.encode(), "https://estuary.example/a")


BRIEFS = [
    ("en", "Survey of 403 piers ends at the harbour", "The harbour board has looked at 403 piers since May."),
    ("en", "Missing rowing boat not found", "The boat of the rowing club was last seen at the weir on Sunday."),
    ("en", "Bathing forbidden below the weir", "The town has forbidden bathing below the weir because of the current."),
    ("de", "500 Gäste beim Fest der Fähre", "Rund 500 Gäste haben am Sonntag das Fest der Fähre gefeiert."),
    ("de", "Ruderboot nicht gefunden", "Das Boot des Vereins wurde zuletzt am Sonntag am Wehr gesehen."),
    (
        "en",
        "Board asks neighbours for consent to night work",
        "Without the consent of all neighbours the board cannot work.",
    ),
    ("pl", "Zarząd bez zgody na nocne prace", "Bez zgody sąsiadów zarząd portu nie może pracować nocą."),
    ("ru", "Совет дал согласие на ремонт причала", "Совет дал согласие на ремонт причала, сообщили в порту."),
    ("en", "Town ends cookie banners on its pages", "The law on consent to cookies changes in May, the mayor said."),
]


@pytest.mark.parametrize(("language", "headline", "line"), BRIEFS, ids=[row[1] for row in BRIEFS])
def test_a_short_article_about_what_errors_and_walls_speak_of_is_an_article(language, headline, line):
    found = page(headline, f"<p>{line}</p>{PARAGRAPH}{MORE}", language=language)
    assert found.kind == "article"
    assert found.blocks


ERRORS = [
    ("404", "The timetable that was here has sailed."),
    ("Error 503", "Our pumps are busy."),
    ("403 Forbidden", "nginx"),
    ("Oops!", "Sorry, we can’t find the page you’re looking for. It may have been moved."),
    ("Dieser Artikel ist nicht mehr verfügbar", "Er wurde auf Wunsch des Fährmanns entfernt."),
    ("Oups, cette page n’existe pas", "Essayez la recherche."),
    ("お探しのページが見つかりません", "検索をお試しください。"),
    ("Please turn off your ad blocker", "Advertisements pay for the paint of our boats."),
]


@pytest.mark.parametrize(("title", "line"), ERRORS, ids=[row[0] for row in ERRORS])
def test_a_page_that_is_not_there_is_an_error_whatever_else_it_offers(title, line):
    assert page(title, f"<p>{line}</p>").kind == "error"


def test_a_page_that_calls_itself_missing_is_an_error_over_a_list_of_articles_too():
    assert page("404", "<p>It may have been moved.</p>" + CARDS).kind == "error"


@pytest.mark.parametrize(("head", "kind"), [("", "front"), (SIGNED, "article")])
def test_a_list_of_articles_is_a_front_page_but_where_the_head_gives_the_date_of_an_article(head, kind):
    assert page("Benches", CARDS, head).kind == kind
    canonical = "<link rel=canonical href=https://estuary.example/benches>"
    assert page("Benches", CARDS.replace("'/story", "'https://estuary.example/story"), canonical + head).kind == kind


def test_a_list_of_what_other_sites_offer_is_an_article():
    assert page("Benches", CARDS.replace("'/story", "'https://benches.example/story")).kind == "article"


def test_an_archive_of_teasers_that_end_in_brackets_is_a_front_page():
    assert page("Benches", CARDS.replace("meant blue.", "meant [&hellip;]").replace("<a", "<b")).kind == "front"


def test_an_article_with_its_date_is_no_error_whatever_its_title():
    column = "<p>A column about the clock of the town hall.</p>"
    assert page("Just a moment", column, SIGNED).kind == "article"
    assert page("Just a moment", column).kind == "error"


WALL = "<p>We and our partners use cookies. With your consent we show you personalised ads.</p>"


def test_a_wall_that_has_the_head_of_the_article_behind_it_is_a_wall_but_not_beside_a_paragraph():
    assert page("Clock stands still", WALL, SIGNED).kind == "consent"
    assert page("Clock stands still", PARAGRAPH + WALL, SIGNED).kind == "article"
