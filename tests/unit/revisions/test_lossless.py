"""Whatever two texts hold: the script gives both back, and is empty exactly where a reader sees no difference."""

from __future__ import annotations

from dataclasses import replace

import pytest
import regex
from hypothesis import example, given, settings

from storage.records import Block, Text
from storage.revisions import compare, decode_script, encode_script, fingerprint, new_text, old_text
from storage.revisions.script import Field, Op, lines_of
from tests.unit.revisions.texts import article, revised, texts


def letters_of(text: Text) -> dict[Field, tuple[str, ...]]:
    return {field: lines_of(text, field) for field in Field}


@settings(max_examples=500)
@given(revised())
@example((article(""), article()))
@example((article("\u200b"), article("", " ")))
@example((article("One two three four. Five six seven eight."), article("Five six seven eight. One two three four.")))
def test_both_texts_come_back_to_the_letter_from_the_stored_script(pair: tuple[Text, Text]) -> None:
    old, new = pair
    script = decode_script(encode_script(compare(old, new).script))
    assert letters_of(old_text(script)) == letters_of(old)
    assert letters_of(new_text(script)) == letters_of(new)
    assert [block.kind for block in old_text(script).blocks] == [block.kind for block in old.blocks]
    assert [notice.kind for notice in new_text(script).notices] == [notice.kind for notice in new.notices]


@settings(max_examples=500)
@given(revised())
@example((article("One two three.", "Four five six."), article("One two three. Four five six.")))
@example((article("a", "\u200b", "b"), article("a b")))
def test_a_change_is_empty_exactly_where_the_fingerprints_are_equal(pair: tuple[Text, Text]) -> None:
    old, new = pair
    change = compare(old, new)
    assert change.empty == (fingerprint(old) == fingerprint(new))
    assert (change.score == 0) == change.empty
    if change.empty:
        assert not change.words_added
        assert not change.words_removed


@given(texts())
def test_a_text_and_itself_differ_in_nothing(text: Text) -> None:
    change = compare(text, text)
    assert change.empty
    assert change.score == 0
    assert all(segment.op is Op.KEPT for _, edit in change.script for segment in edit.segments)


@settings(max_examples=300)
@given(revised())
def test_edits_stand_in_the_new_texts_reading_order_and_name_each_place_once(pair: tuple[Text, Text]) -> None:
    script = compare(*pair).script
    for field in Field:
        news = [edit.new for edit in script[field] if edit.new is not None]
        olds = [edit.old for edit in script[field] if edit.old is not None]
        assert news == sorted(set(news))
        assert len(olds) == len(set(olds))
        unmoved = [edit.old for edit in script[field] if edit.old is not None and not edit.moved]
        assert unmoved == sorted(unmoved)


@settings(max_examples=300)
@given(revised())
def test_no_change_begins_or_ends_inside_a_cluster(pair: tuple[Text, Text]) -> None:
    old, new = pair
    script = compare(old, new).script
    for field in Field:
        for block, line in enumerate(lines_of(new, field)):
            clusters = {match.end() for match in regex.finditer(r"\X", line)}
            position = 0
            for edit in script[field]:
                if edit.new is not None and edit.new.block == block:
                    for segment in edit.segments:
                        position += len(segment.new)
                        # A space is a word's end even where Unicode hangs a joiner or a mark on it.
                        assert position in clusters or not segment.new or segment.new[-1].isspace()


def test_a_damaged_script_is_refused() -> None:
    whole = encode_script(compare(article("One."), article("Two.")).script)
    for data in (b"", b"no script", whole[:-3], encode_script(compare(article("One."), article("Two.")).script)[::-1]):
        with pytest.raises(ValueError, match="not an edit script"):
            decode_script(data)


def test_missing_and_empty_headlines_come_back_as_they_were() -> None:
    script = compare(Text(headline=""), Text(headline=None)).script
    assert old_text(script).headline == ""
    assert new_text(script).headline is None
    assert compare(Text(headline=""), Text()).empty


def test_links_are_no_part_of_what_is_compared() -> None:
    text = article("A line.")
    assert compare(text, replace(text, blocks=(Block("A line.", id="live-1"),))).empty
