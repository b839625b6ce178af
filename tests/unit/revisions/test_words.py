"""Lines into words and sentences, to the letter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.revisions.sentences import Sentences, cut
from storage.revisions.words import fold, word_count, words
from tests.unit.revisions.texts import lines


@settings(max_examples=400)
@given(lines)
def test_words_put_together_are_the_line(line: str) -> None:
    found = words(line)
    assert "".join(found.letters) == line
    assert len(found.letters) == len(found.keys) >= 1


@settings(max_examples=400)
@given(lines, st.sampled_from(["en", "de", "ja", "th", "ar", "xx", None]))
def test_sentences_put_together_are_the_line_and_break_no_word(line: str, language: str | None) -> None:
    parts = cut(line, language)
    assert "".join(parts) == line
    spelled = Sentences().of([line], language)
    assert ["".join(sentence.words) for sentence in spelled] == parts
    assert all(len(sentence.words) == len(sentence.code) for sentence in spelled if sentence.code)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Two were killed.", ["Two ", "were ", "killed."]),
        ("  indented  text ", ["  indented  ", "text "]),
        ("Quoi ? Non !", ["Quoi ? ", "Non !"]),
        ("« Oui », dit-il", ["« Oui », ", "dit-il"]),
        ("NATO加盟へ", ["NATO", "加", "盟", "へ"]),
        ("ที่นี่", ["ที่", "นี่"]),
        ("a 👨\u200d👩\u200d👧b", ["a ", "👨\u200d👩\u200d👧b"]),
        ("talks—which", ["talks—which"]),
        ("", [""]),
        ("\u3000", ["\u3000"]),
    ],
)
def test_words_end_at_white_space_or_with_a_cluster(line: str, expected: list[str]) -> None:
    assert words(line).letters == expected


def test_a_words_key_keeps_case_and_drops_style() -> None:
    assert fold("“COVID–19”… ") == fold('"COVID-19"...') == '"COVID-19"...'
    assert fold("Covid") != fold("COVID")


def test_words_are_counted_as_a_reader_would() -> None:
    assert word_count("Two people \u200b were killed. ") == 4
    assert word_count("昨天下雨") == 4
    assert word_count(" ") == 0


def test_sentences_of_a_line_keep_abbreviations_and_quotes_whole() -> None:
    line = "Mr. Ray said: “No. Never.” Then he left."
    assert cut(line, "en") == ["Mr. Ray said: “No. Never.” ", "Then he left."]
    assert cut("昨天下雨了。今天晴。", "zh") == ["昨天下雨了。", "今天晴。"]
