from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.notices import notice_of
from storage.records import NoticeKind


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("en", "This is a developing story. It will be updated.", NoticeKind.DEVELOPING),
        ("en", "Check back for updates.", NoticeKind.DEVELOPING),
        ("en", "UPDATE, 5 p.m.: The mayor has resigned.", NoticeKind.UPDATE),
        ("en", "This article was updated on May 3 to add a comment from the company.", NoticeKind.UPDATE),
        ("en", "CORRECTION: The bridge is 300 metres long, not 300 feet.", NoticeKind.CORRECTION),
        ("en", "An earlier version of this story misspelled the senator's name.", NoticeKind.CORRECTION),
        ("en", "Clarification: The tax applies from January.", NoticeKind.CLARIFICATION),
        ("en", "Editor’s note: This story contains graphic details.", NoticeKind.EDITORS_NOTE),
        ("de", "Diese Meldung wird aktualisiert.", NoticeKind.DEVELOPING),
        ("de", "In einer früheren Fassung hieß es, der Fluss sei 30 Kilometer lang.", NoticeKind.CORRECTION),
        ("de", "Anm. der Redaktion: Der Name ist geändert.", NoticeKind.EDITORS_NOTE),
        ("fr", "Plus d’informations à venir…", NoticeKind.DEVELOPING),
        ("fr", "Mis à jour : non, Rectificatif : le pont a 90 ans.", None),
        ("es", "Noticia en desarrollo", NoticeKind.DEVELOPING),
        ("es", "Fe de errores: el puente mide 300 metros.", NoticeKind.CORRECTION),
        ("ru", "Новость дополняется", NoticeKind.DEVELOPING),
        ("ja", "【訂正】橋の長さは300メートルでした。", NoticeKind.CORRECTION),
        ("zh", "更正：桥长应为300米。", NoticeKind.CORRECTION),
        ("ar", "يتبع...", NoticeKind.DEVELOPING),
        ("he", "הידיעה מתעדכנת", NoticeKind.DEVELOPING),
        ("en", "The minister posted an update on social media on Friday.", None),
        ("en", "The company issued a correction on Monday after its shares fell.", None),
        ("en", "“This is a correction, not a crash,” the analyst said.", None),
        ("en", "Police updated the death toll to 14 on Tuesday.", None),
        ("de", "Der Konzern hat seine Prognose aktualisiert.", None),
        ("fr", "Le ministère a apporté un rectificatif à son communiqué.", None),
        ("es", "El Gobierno publicó una actualización de las cifras.", None),
    ],
)
def test_a_notice_is_about_the_article_and_typed(language, text, kind):
    found = notice_of(text, language)
    assert (found.kind if found else None) is kind


def test_the_text_of_a_notice_is_kept_with_its_spaces_folded():
    found = notice_of("Correction:\n the bridge  is 90 years old.", "en")
    assert found is not None
    assert found.text == "Correction: the bridge is 90 years old."


def test_a_long_paragraph_is_no_notice():
    text = "Correction: " + "the council met on Monday and discussed the bridge for three hours. " * 15
    assert notice_of(text, "en") is None


def test_a_long_correction_that_speaks_of_the_article_is_a_notice():
    text = "Correction: An earlier version of this article misstated the length of the bridge. "
    text += "The council had given the figure in a letter of October and repeated it in answer to questions. " * 8
    found = notice_of(text, "en")
    assert found is not None
    assert found.kind is NoticeKind.CORRECTION


PROSE = [
    "The council of Low Haven has bought the old ice house and means to keep boats in it from the spring of next year.",
    "The building has stood empty since the herring left, and its roof has been open to the gulls for eleven winters.",
    "Repairs will cost the town as much as a new slipway, which the harbour master had asked for.",
    "Ice was made there until 1974, by four men and a machine that could be heard at the lighthouse.",
]
SAID = "An earlier version of this article misstated the year. The ice house was built in 1911, not in 1919."


def page(inside="", behind=""):
    body = "".join(f"<p>{text}</p>" for text in PROSE)
    return (
        '<html lang="en"><body><main><article><h1>Town buys the ice house</h1>'
        f'<div class="text">{body}{inside}</div></article>{behind}</main></body></html>'
    )


def notices_of(html):
    found = extract(html.encode(), "https://estuary.example/2025/06/ice-house")
    assert [block.text for block in found.blocks] == PROSE
    return [(notice.kind, notice.text) for notice in found.notices]


@pytest.mark.parametrize(
    "box",
    [
        '<div class="correction"><p>{}</p></div>',
        '<aside class="correction"><p>{}</p></aside>',
        "<footer><p>Filed under: harbour</p><p>{}</p></footer>",
        '<div class="article-footer"><p>{}</p></div>',
        "<details><summary>Show changes</summary><p>{}</p></details>",
        "<small>{}</small>",
        '<ul class="changes"><li>{}</li></ul>',
    ],
)
def test_a_notice_in_a_box_is_found_within_the_article_and_behind_it(box):
    assert notices_of(page(inside=box.format(SAID))) == [("correction", SAID)]
    if not box.startswith("<footer>"):  # that of the site
        assert notices_of(page(behind=box.format(SAID))) == [("correction", SAID)]


@pytest.mark.parametrize(
    ("box", "kind", "text"),
    [
        (
            "<p><strong>Correction, Nov. 22:</strong></p><p>The ice house was built in 1911, not in 1919.</p>",
            "correction",
            "Correction, Nov. 22: The ice house was built in 1911, not in 1919.",
        ),
        (
            '<div class="note"><h4>Editor\'s note</h4><p>The author is a member of the council.</p></div>',
            "editors-note",
            "Editor's note: The author is a member of the council.",
        ),
        (
            '<div class="c"><strong>Corrections</strong><p>It was built in 1911.</p><p>There were four men.</p></div>',
            "correction",
            "Corrections: It was built in 1911. There were four men.",
        ),
        (
            '<aside class="c"><p>Correction: The ice house was built in 1911, not in 1919.</p></aside>',
            "correction",
            "Correction: The ice house was built in 1911, not in 1919.",
        ),
    ],
)
def test_a_label_and_what_stands_under_it_are_one_notice(box, kind, text):
    assert notices_of(page(inside=box)) == [(kind, text)]


@pytest.mark.parametrize(
    "box",
    [
        '<aside class="related"><h3>Latest</h3><p>Update: Gulls have taken the town hall, the mayor says.</p></aside>',
        '<aside class="related"><h3>Latest</h3><p>Correction: Prices of herring fall for the third week.</p></aside>',
        '<div class="cards"><div><h4><a href="/g">Gulls</a></h4><p>This story has been updated again.</p></div></div>',
        '<section id="comments"><p>Correction: An earlier version of this article was better.</p></section>',
        '<div class="promo"><p>Update: <a href="/gulls">Gulls have taken the town hall, the mayor says.</a></p></div>',
    ],
)
def test_teasers_and_comments_are_no_notices_about_the_article(box):
    assert notices_of(page(inside=box)) == []
    assert notices_of(page(behind=box)) == []


def test_a_notice_printed_twice_is_one():
    box = f'<aside class="correction"><p>{SAID}</p></aside>'
    assert notices_of(page(inside=box, behind=box)) == [("correction", SAID)]


def test_a_subhead_that_is_also_a_label_leaves_its_paragraph_in_the_body():
    said = "What traders call a correction has reached the price of ice, which fell by ten percent within a week."
    more = f"<h2>Correction</h2><p>{said}</p>"
    found = extract(page(inside=more + f"<p>{PROSE[0].replace('council', 'mayor')}</p>").encode(), None)
    assert found.notices == ()
    assert [block.text for block in found.blocks][4:6] == ["Correction", said]
