"""Which revision brought a sentence, which took it out."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.revisions.blame import Life, blame, gone, lives, standing
from storage.revisions.diffing import script_between
from storage.revisions.script import Field
from tests.unit.revisions.texts import article, texts

if TYPE_CHECKING:
    from storage.records import Text

FIRE = "A fire broke out at the harbour in the early morning."
TWO = "Two people were killed, the fire service said on Monday."
FOUR = "Four people were killed, the fire service said on Monday."
CAUSE = "The cause is not known."
ROADS = "Roads along the quay were closed until noon."
MAYOR = "The mayor thanked the crews for their work during the night."


def traced(revisions: list[Text]) -> tuple[Life, ...]:
    return lives(revisions[0], [script_between(old, new) for old, new in pairwise(revisions)])


def brought(found: tuple[Life, ...], revision: int) -> list[tuple[str, int]]:
    return [(life.at(revision).letters.strip(), life.added_in) for life in standing(found, revision)]


def test_a_sentence_belongs_to_the_revision_that_brought_it() -> None:
    found = traced([article(FIRE), article(FIRE, TWO), article(FIRE, TWO, CAUSE)])
    assert brought(found, 3) == [(FIRE, 1), (TWO, 2), (CAUSE, 3)]
    assert brought(found, 1) == [(FIRE, 1)]
    assert gone(found, 3) == []


def test_a_light_edit_leaves_a_sentence_to_who_brought_it() -> None:
    found = traced([article(FIRE, TWO), article(FIRE, FOUR)])
    assert brought(found, 2) == [(FIRE, 1), (FOUR, 1)]
    (life,) = [life for life in found if life.text == FOUR]
    assert [(step.letters, step.edited) for step in life.steps] == [(TWO, False), (FOUR, True)]


def test_a_heavy_edit_brings_another_sentence() -> None:
    found = traced([article(FIRE, "Two people were killed, police said."), article(FIRE, MAYOR)])
    assert brought(found, 2) == [(FIRE, 1), (MAYOR, 2)]
    assert [(life.text, life.removed_in) for life in gone(found, 2)] == [("Two people were killed, police said.", 2)]


def test_a_sentence_is_not_edited_by_the_revision_that_brings_it() -> None:
    found = "A boy who had been missing since noon was found alive. Divers had searched the lake."
    revisions = [article(FIRE, "Divers search the lake for a missing boy."), article(FIRE, found)]
    assert [(line.text, line.added_in, line.edited_in) for line in blame(revisions) if line.removed_in is None] == [
        (FIRE, 1, ()),
        ("A boy who had been missing since noon was found alive.", 2, ()),
        ("Divers had searched the lake.", 2, ()),
    ]


def test_a_moved_sentence_stays_what_it_is() -> None:
    found = traced([article(FIRE, TWO, ROADS, MAYOR), article(FIRE, ROADS, MAYOR, FOUR)])
    assert brought(found, 2) == [(FIRE, 1), (ROADS, 1), (MAYOR, 1), (FOUR, 1)]
    assert [life.steps[-1].moved for life in standing(found, 2)] == [False, False, False, True]


def test_what_is_gone_names_the_revision_that_took_it_out_last_first() -> None:
    found = traced([article(FIRE, TWO, ROADS), article(FIRE, TWO), article(FIRE)])
    assert [(life.text, life.added_in, life.removed_in) for life in gone(found, 3)] == [(TWO, 1, 3), (ROADS, 1, 2)]
    assert [life.text for life in gone(found, 2)] == [ROADS]


def test_what_came_back_is_not_gone_and_knows_when_it_first_stood() -> None:
    found = traced([article(FIRE, MAYOR), article(FIRE), article(FIRE, MAYOR)])
    assert brought(found, 3) == [(FIRE, 1), (MAYOR, 3)]
    assert standing(found, 3)[1].first_in == 1
    assert gone(found, 3) == []
    assert [life.text for life in gone(found, 2)] == [MAYOR]


def test_pieces_of_a_split_sentence_are_as_old_as_it_and_joined_ones_are_not_gone() -> None:
    whole = "A fire broke out at the harbour in the early morning and the mayor thanked the crews for their work."
    parts = "A fire broke out at the harbour in the early morning. The mayor thanked the crews for their work."
    split = traced([article(whole), article(parts)])
    assert [life.added_in for life in standing(split, 2)] == [1, 1]
    joined = traced([article(parts), article(whole)])
    assert [life.added_in for life in standing(joined, 2)] == [1]
    assert gone(joined, 2) == []
    assert [life.joined_in for life in joined] == [None, 2]


def test_every_field_has_its_blame_and_a_stamp_has_none() -> None:
    old, new = (
        article("Updated 2 hours ago", FIRE, headline="Fire"),
        article("Updated 3 hours ago", FIRE, headline="Blaze"),
    )
    found = traced([old, new])
    assert [(life.field, life.text, life.added_in) for life in standing(found, 2)] == [
        (Field.HEADLINE, "Blaze", 2),
        (Field.BODY, FIRE, 1),
    ]


def test_scripts_that_do_not_follow_each_other_are_refused() -> None:
    with pytest.raises(ValueError, match="revision 2"):
        lives(article(FIRE), [script_between(article(TWO, ROADS), article(FIRE))])


def test_no_revisions_have_no_lives() -> None:
    assert blame([]) == ()


def test_blame_shows_a_revision_with_what_is_gone_where_it_stood() -> None:
    revisions = [article(FIRE, TWO, ROADS, MAYOR), article(FIRE, ROADS, FOUR, MAYOR), article(FIRE, FOUR, CAUSE)]
    assert [(line.text, line.added_in, line.removed_in, line.edited_in) for line in blame(revisions)] == [
        (FIRE, 1, None, ()),
        (ROADS, 1, 3, ()),
        (FOUR, 1, None, (2,)),
        (MAYOR, 1, 3, ()),
        (CAUSE, 3, None, ()),
    ]
    assert [line.text for line in blame(revisions, 1)] == [FIRE, TWO, ROADS, MAYOR]
    assert [line.moved_in for line in blame(revisions, 2)] in ([(), (), (2,), ()], [(), (2,), (), ()])


@settings(max_examples=150)
@given(st.lists(texts(), min_size=1, max_size=4), st.data())
def test_every_sentence_of_every_revision_has_one_life(found: list[Text], data: st.DataObject) -> None:
    # One language, and some texts twice: so that sentences live longer than one revision.
    order = data.draw(st.lists(st.sampled_from(found), min_size=1, max_size=6))
    result = traced(order)
    for revision, text in enumerate(order, 1):
        there = standing(result, revision)
        body = [life.at(revision) for life in there if life.field is Field.BODY]
        assert all(step.letters in text.blocks[step.place.block].text for step in body)
        assert all(life.first_in <= life.added_in <= revision for life in there)
        assert len({(life.field, life.at(revision).place) for life in there}) == len(there)
    for life in result:
        revisions = [step.revision for step in life.steps]
        assert revisions == list(range(revisions[0], revisions[-1] + 1))
        end = life.removed_in or life.joined_in
        assert end == revisions[-1] + 1 if end else revisions[-1] == len(order)
