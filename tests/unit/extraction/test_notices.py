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
        ("en", "Updated June 3: The trial has been put off.", NoticeKind.UPDATE),
        ("en", "Updated 3 June 2024", None),
        ("en", "Correction – 10 June 2024: The harbour master is Jane Roe.", NoticeKind.CORRECTION),
        ("en", "[Correction] The harbour master is Jane Roe.", NoticeKind.CORRECTION),
        ("en", "Update: “We regret the error,” the ferry line said.", NoticeKind.UPDATE),
        ("en", "This article was changed on 3 June to make clear who pays.", NoticeKind.CLARIFICATION),
        ("de", "Nachtrag vom 3. Juni 2024, 14 Uhr: Der Prozess ist vertagt.", NoticeKind.UPDATE),
        ("de", "Anmerkung: In einer früheren Version hieß das Schiff Aura.", NoticeKind.CORRECTION),
        ("fr", "MISE À JOUR (3 juin 2024). Le procès est reporté.", NoticeKind.UPDATE),
        ("es", "Actualización: el juicio se aplaza.", NoticeKind.UPDATE),
        ("pt", "Este texto foi atualizado para esclarecer o papel do prefeito.", NoticeKind.CLARIFICATION),
        ("no", "OPPDATERT 3. juni 2024: Rettssaken er utsatt.", NoticeKind.UPDATE),
        ("da", "Artiklen er rettet for at tydeliggøre, hvem der betaler.", NoticeKind.CLARIFICATION),
        ("fi", "Päivitys klo 15.30: Oikeudenkäynti siirtyy.", NoticeKind.UPDATE),
        ("pl", "AKTUALIZACJA (3 czerwca 2024): proces odroczono.", NoticeKind.UPDATE),
        ("tr", "Düzeltme (3 Haziran 2024): Geminin adı Aurora'dır.", NoticeKind.CORRECTION),
        ("ar", "تحديث (3 يونيو، 14:00): تأجلت المحاكمة.", NoticeKind.UPDATE),
        ("he", "עדכון (3 ביוני 2024): המשפט נדחה.", NoticeKind.UPDATE),
        ("ja", "更新：15時30分 裁判は延期された。", NoticeKind.UPDATE),
        ("ja", "【追記】6月3日、裁判は延期された。", NoticeKind.UPDATE),
        ("ko", "[업데이트] 6월 3일 재판이 연기됐다.", NoticeKind.UPDATE),
        ("zh", "更新：15时30分，审判延期。", NoticeKind.UPDATE),
        ("hi", "अपडेट 3 जून 2024: मुकदमा टल गया।", NoticeKind.UPDATE),
        ("en", "“We regret the error,” the bank said.", None),
        ("en", "- This story was updated with a note from the ferry line, which said it was late.", NoticeKind.UPDATE),
        ("en", "We regret the error, a spokesman for the bank said.", None),
        ("de", "„Wir bitten um Entschuldigung“, sagte die Chefin.", None),
        ("fr", "« Nous avons corrigé l'erreur », a assuré la banque.", None),
        ("no", "– Vi beklager feilen.", None),
        ("ar", "نعتذر عن الخطأ، قالت الشركة في بيان.", None),
        ("ja", "訂正しますと大臣は述べ、頭を下げた。", None),
        ("ko", "바로잡습니다라고 시장은 말했다.", None),
        ("en", "The article was amended in 1992 to allow divorce.", None),
        ("en", "An earlier version of the report blamed the ministry.", None),
        ("fr", "Cet article de la constitution a été modifié en 2008.", None),
        ("sv", "Artikeln har kompletterats av riksdagen.", None),
        ("ru", "Текст дополнен депутатами.", None),
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


@pytest.mark.parametrize(
    ("box", "kind", "text"),
    [
        ("<h3>Clarification</h3><p>{}</p>", "clarification", "Clarification: {}"),
        ("<h3>Editor's note</h3><p>{}</p>", "editors-note", "Editor's note: {}"),
        ("<p><b>Update, 14:30</b></p><p>{}</p>", "update", "Update, 14:30: {}"),
        ("<p><b>Clarification</b><br>{}</p>", "clarification", "Clarification: {}"),
        ("<p>Correction<br>{}</p>", "correction", "Correction: {}"),
        ("<p><b>Correction</b> – {}</p>", "correction", "Correction: {}"),
        ("<p><em><strong>Correction</strong> {}</em></p>", "correction", "Correction: {}"),
        ("<dl><dt>Update</dt><dd>{}</dd></dl>", "update", "Update: {}"),
        ("<aside><p><b>Update, 14:30:</b> {}</p></aside>", "update", "Update, 14:30: {}"),
        ("<footer><p><b>Update:</b> {}</p></footer>", "update", "Update: {}"),
        ('<div class="box"><p>Developing story</p></div>', "developing", "Developing story"),
    ],
)
def test_a_bold_label_or_one_above_the_last_paragraph_speaks_for_it(box, kind, text):
    said = "The ice house belongs to the county and not to the town."
    assert notices_of(page(inside=box.format(said))) == [(kind, text.format(said))]


def test_a_named_box_at_the_beginning_is_a_notice_and_a_chapter_is_none():
    said = "What traders call a correction has reached the price of ice, which fell by ten percent within a week."
    box = f"<section{{}}><h4>Correction</h4><p>{said}</p></section>"
    for name, notices in (("", []), (' class="article-note"', [("correction", f"Correction: {said}")])):
        found = extract(page(inside=box.format(name) + f"<p>{PROSE[0].replace('council', 'mayor')}</p>").encode(), None)
        assert [(notice.kind, notice.text) for notice in found.notices] == notices


def test_a_label_over_all_of_a_short_text_leaves_it_in_the_body():
    text = f"<div><h3>Update</h3><p>{PROSE[0]}</p></div>"
    html = f"<html lang=en><body><article><h1>Ice house</h1>{text}</article></body></html>"
    found = extract(html.encode(), "https://estuary.example/2025/06/ice-house")
    assert found.notices == ()
    assert PROSE[0] in [block.text for block in found.blocks]


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p><b>Correction</b> officers carried the ice to the boats, as they do every year when the herring comes.</p>",
        "<p><b>Developing</b> Low Haven will take eleven years and more money than the town has had since the war.</p>",
    ],
)
def test_bold_words_that_a_sentence_goes_on_with_are_no_label(paragraph):
    found = extract(page(inside=paragraph + f"<p>{PROSE[0].replace('council', 'mayor')}</p>").encode(), None)
    assert found.notices == ()
    assert len(found.blocks) == len(PROSE) + 2


@pytest.mark.parametrize(
    "box",
    [
        '<div class="card"><p>Developing story</p><p><a href="/g">Gulls have taken the town hall</a></p></div>',
        '<aside class="related"><p>Update: Gulls are in the hall.</p><p>The mayor is at home with a cold.</p></aside>',
    ],
)
def test_the_kicker_of_a_teaser_is_no_notice(box):
    assert notices_of(page(inside=box)) == []


def test_a_notice_printed_twice_is_one():
    box = f'<aside class="correction"><p>{SAID}</p></aside>'
    assert notices_of(page(inside=box, behind=box)) == [("correction", SAID)]


def test_a_subhead_that_is_also_a_label_leaves_its_paragraph_in_the_body():
    said = "What traders call a correction has reached the price of ice, which fell by ten percent within a week."
    more = f"<h2>Correction</h2><p>{said}</p>"
    found = extract(page(inside=more + f"<p>{PROSE[0].replace('council', 'mayor')}</p>").encode(), None)
    assert found.notices == ()
    assert [block.text for block in found.blocks][4:6] == ["Correction", said]
