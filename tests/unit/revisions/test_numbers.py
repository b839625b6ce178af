"""Numbers by value, whatever they are written in, and what they count."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.revisions.counterparts import changed_numbers
from storage.revisions.lexicon import languages, lexicon
from storage.revisions.numbers import numbers_in


def read(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(str(n.value if n.value is not None else n.text), n.what) for n in numbers_in(text, lexicon(language))]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1,500", "en", "1500"),
        ("1.500", "de", "1500"),
        ("1.5", "de", "1.5"),
        ("1,5", "de", "1.5"),
        ("10 000", "fr", "10000"),
        ("1\u202f600\u202f000", "fr", "1600000"),
        ("1'000", "de", "1000"),
        ("3億2000万", "ja", "320000000"),
        ("١٢", "ar", "12"),
        ("3.2 million", "en", "3200000"),
        ("two dozen", "en", "24"),
        ("dreihundertzwölf", "de", "312"),
        ("quatre-vingt-onze", "fr", "91"),
        ("negenennegentig", "nl", "99"),
        ("millecinquecento", "it", "1500"),
    ],
)
def test_digits_and_words_have_the_value_their_language_gives_them(text: str, language: str, value: str) -> None:
    assert [number for number, _ in read(text, language)] == [value]


def test_what_is_no_quantity_is_kept_as_written() -> None:
    assert read("CVE-2031-0283, version 17.4.1, won 2-1 at 3:30 pm") == [
        ("CVE-2031-0283", "code"),
        ("17.4.1", "code"),
        ("2-1", "score"),
        ("3:30 pm", "time"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Four people were killed and nine others were injured.", [("4", "killed"), ("9", "injured")]),
        ("The death toll has risen to 14, two of them children.", [("14", "killed"), ("2", "")]),
        ("A blast kills 28 and leaves dozens trapped.", [("1", ""), ("28", "killed"), ("12", "missing")]),
        ("Ann Lee (34) paid $5 for 20 percent on 3 June 2031.",
         [("34", "age"), ("5", "money"), ("20", "percent"), ("603", "date"), ("2031", "year")]),
        ("He died at 86 in the Six Nations week.", [("86", "age")]),
    ],
)  # fmt: skip
def test_a_number_counts_what_the_nearest_word_says(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_single_letters_are_scales_only_of_money() -> None:
    assert read("a 5 m wall for $5m") == [("1", ""), ("5", ""), ("5000000", "money")]


def test_numbers_of_the_same_thing_go_together_in_whatever_order_they_stand() -> None:
    english = lexicon("en")
    old = numbers_in("Two were killed and 30 were injured.", english)
    new = numbers_in("Injured: 45 were injured, 14 were killed.", english)

    pairs, respelled = changed_numbers(old, new)

    assert {(a.text, b.text) for a, b in pairs if a and b} == {("Two", "14"), ("30", "45")}
    assert respelled == []


@given(st.sampled_from(languages()), st.text(max_size=200))
def test_any_text_is_read_and_every_number_stands_where_it_says(language: str, text: str) -> None:
    for number in numbers_in(text, lexicon(language)):
        assert text[number.start : number.end] == number.text


@given(st.sampled_from(languages()), st.integers(0, 10**9))
def test_plain_digits_are_their_value(language: str, value: int) -> None:
    assert [number.value for number in numbers_in(f"({value})", lexicon(language))] == [Decimal(value)]
