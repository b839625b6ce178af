from __future__ import annotations

import pytest

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
