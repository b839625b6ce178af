from __future__ import annotations

import pytest

from crawler.extraction.language import hinted, language_of


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("en-GB", "en"), ("de_AT", "de"), ("nb-NO", "no"), ("zh-Hant", "zh"), ("iw", "he"), ("jp", "ja"),
        ("x-default", None), ("english", None), ("", None), (None, None), ("rus", "ru"),
    ],
)  # fmt: skip
def test_a_mark_is_read_as_iso_639_1(mark, code):
    assert hinted(mark) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The bridge over the river will stay closed until autumn, the city said on Friday.", "en"),
        ("Die Brücke über den Fluss bleibt bis zum Herbst gesperrt, teilte die Stadt am Freitag mit.", "de"),
        ("Мост через реку останется закрытым до осени, сообщили в пятницу в мэрии города.", "ru"),
        ("川に架かる橋は秋まで閉鎖が続くと、市が金曜日に発表した。復旧の見通しは立っていないという。", "ja"),
    ],
)
def test_words_tell_the_language_against_a_wrong_mark(text, code):
    assert language_of(text) == code
    assert language_of(text * 3, "it") == code


def test_a_short_text_takes_the_mark():
    assert language_of("Kaputt!", "de") == "de"
    assert language_of("Kaputt!") is None
