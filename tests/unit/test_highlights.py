"""Where the words of a query stand in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.highlights import ELLIPSIS, WIDTH, Marked, marked, snippets
from storage.search_query import parse_query
from storage.searchable import words_of


def shown(pieces: Marked) -> str:
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("The flood took the dam.", "FLOOD dam", "The [flood] took the [dam]."),
        ("The flood took the dam.", '"took the" -flood', "The flood [took the] dam."),
        ("Floods flooded", "flood*", "[Floods] [flooded]"),
        ("A well-known café’s", "well-known cafe", "A [well-known] [café]’s"),
        ("cafe\u0301!", "café", "[cafe\u0301]!"),
        ("Ein Straßenfest", "strassenfest", "Ein [Straßenfest]"),
        ("東京都で地震", "京都 地震", "東[京都]で[地震]"),
        ("ｶﾞｽ漏れ", "ガス", "[ｶﾞｽ]漏れ"),
        ("1,200 people", "1200 1,200", "[1,200] people"),
        ("a a a", '"a a"', "[a a a]"),
        ("nothing", "flood", "nothing"),
        ("", "flood", ""),
    ],
)
def test_the_words_are_marked_as_they_stand_in_the_text(text: str, query: str, found: str) -> None:
    assert shown(marked(text, parse_query(query).sought)) == found


def test_what_a_text_says_stays_data() -> None:
    pieces = marked("<b>flood</b>", parse_query("flood").sought)
    assert [(piece.text, piece.found) for piece in pieces] == [("<b>", False), ("flood", True), ("</b>", False)]


@given(st.text(max_size=80), st.text(max_size=20))
def test_the_pieces_put_together_are_the_text(text: str, query: str) -> None:
    assert "".join(piece.text for piece in marked(text, parse_query(query).sought)) == text


@given(st.lists(st.text(min_size=1, max_size=6), min_size=1, max_size=8))
def test_a_word_of_a_text_is_found_in_it(parts: list[str]) -> None:
    text = " ".join(parts)
    for word in words_of(text):
        assert any(piece.found for piece in marked(text, parse_query(f'"{word}"').sought))


def test_snippets_are_the_lines_with_most_of_the_terms_in_the_order_of_the_text() -> None:
    lines = ["A flood.", "Nothing here.", "The dam held.", "The flood reached the dam."]
    assert [shown(line) for line in snippets(lines, parse_query("flood dam").sought)] == [
        "A [flood].",
        "The [flood] reached the [dam].",
    ]


def test_a_long_line_is_cut_around_the_first_mark_between_words() -> None:
    line = "word " * 100 + "flood " + "word " * 100
    (cut,) = snippets([line], parse_query("flood").sought)
    text = "".join(piece.text for piece in cut)
    assert "[flood]" in shown(cut)
    assert len(text) <= WIDTH + 2 * len(ELLIPSIS)
    assert text.startswith(f"{ELLIPSIS}word ")
    assert text.endswith(f"word{ELLIPSIS}")


def test_a_phrase_that_goes_on_in_the_next_line_shows_its_words() -> None:
    found = snippets(["It ended with the", "flood, they said."], parse_query('"the flood"').sought)
    assert [shown(line) for line in found] == ["It ended with [the]", "[flood], they said."]


def test_without_a_hit_in_the_text_its_beginning_is_shown() -> None:
    assert [shown(line) for line in snippets(["First line.", "Second."], parse_query("flood").sought)] == [
        "First line."
    ]
    assert snippets([], parse_query("flood").sought) == ()
