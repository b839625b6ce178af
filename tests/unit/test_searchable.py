"""Text as it is searched: words without case, accents and punctuation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.searchable import FORM_LIMIT, WORD_LIMIT, search_form, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Mayor's well-known plan", "the mayor s well known plan"),
        ("Café, CAFÉ and cafe\u0301", "cafe cafe and cafe"),
        ("Straße, STRASSE", "strasse strasse"),
        ("Łódź Ørsted İstanbul Diyarbakır œuvre", "lodz orsted istanbul diyarbakir oeuvre"),
        ("1,200 at 3.5 % – $4m", "1 200 at 3 5 4m"),
        ("Ещё один мой май", "еще один мой май"),
        ("Київ, їжак", "київ їжак"),
        ("Ἀθῆναι ΑΘΗΝΑΙ", "αθηναι αθηναι"),
        ("مُحَمَّد محمـد", "محمد محمد"),
        ("שָׁלוֹם", "שלום"),
        ("दिल्ली में", "दिल्ली में"),
        ("東京都で地震", "東 京 都 で 地 震"),
        ("ﾄｳｷｮｳ ｶﾞｽ １２３ ＡＢＣ", "ト ウ キ ョ ウ ガ ス 123 abc"),
        ("iPhone15を発売", "iphone15 を 発 売"),
        ("서울에서", "서 울 에 서"),
        ("กรุงเทพ", "ก ร ุ ง เ ท พ"),
        ("ﬁnal ＋ ½", "final 1 2"),
        ("a_b\x00c\u200bd\ud800e", "a b c d e"),
        ("!?“”—…", ""),
        ("", ""),
    ],
)
def test_only_what_a_reader_calls_the_words_is_searched(text: str, words: str) -> None:
    assert search_form(text) == words


@given(st.text())
def test_the_form_is_words_with_single_spaces_that_both_databases_split_alike(text: str) -> None:
    form = search_form(text)
    assert form == " ".join(words_of(text))
    assert form.strip() == form
    assert "  " not in form
    assert all(letter == " " or letter.isalnum() or not letter.isascii() for letter in form)
    form.encode()


@given(st.text())
def test_case_does_not_count(text: str) -> None:
    assert search_form(text.casefold()) == search_form(text)


def test_endless_words_and_texts_stay_below_what_a_database_takes() -> None:
    assert words_of("x" * 5000) == ["x" * WORD_LIMIT]
    form = search_form(*(f"слово{number} " * 3 for number in range(60_000)))
    assert len(form.encode()) <= FORM_LIMIT
    assert not form.endswith(" ")
