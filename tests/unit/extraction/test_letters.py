"""What pieces of text are told apart by: their letters and digits, whatever the script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.pieces import letters


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ferry moves: 3 quays, “half an hour” later…", "ferrymoves3quayshalfanhourlater"),
        ("ÄRGER – um §5 in Köln; 4½ Jahre", "ärgerum5inköln4½jahre"),
        ("Čtvrtý most přes řeku!", "čtvrtýmostpřesřeku"),
        ("川に架かる橋、閉鎖。", "川に架かる橋閉鎖"),
        ("• – …", ""),
    ],
)
def test_the_key_of_a_text_is_its_letters_and_digits_in_small_letters(text, key):
    assert letters(text) == key


@given(st.text(max_size=60) | st.text(st.characters(max_codepoint=255), max_size=60))
def test_every_script_is_read_by_one_rule(text):
    assert letters(text) == "".join(filter(str.isalnum, text)).lower()
