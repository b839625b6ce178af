"""The score of a change, its reason, and what follows from it: silent edits and restamped texts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from storage.records import Block, Notice, NoticeKind, Text
from storage.revisions import compare
from storage.revisions.kinds import Edit, EditKind
from storage.revisions.score import points, score, weights
from storage.revisions.script import Field
from storage.revisions.silence import material, restamped, silent
from tests.unit.revisions.texts import texts

BEFORE = Text(
    headline="33 dead in mill fire",
    blocks=(
        Block("The fire at the mill killed 33 people, police said."),
        Block("“We saw the roof fall into the river,” said Ann Lee, who lives there."),
        Block("The mill was built in 1820 and had been empty for years."),
    ),
    language="en",
)
TOLL = replace(BEFORE, headline="42 dead in mill fire")
CORRECTION = Notice("An earlier version gave the wrong toll.", NoticeKind.CORRECTION)
COMMA = replace(BEFORE, blocks=(Block("The fire at the mill killed 33 people police said."), *BEFORE.blocks[1:]))


@given(texts(), texts())
def test_the_score_is_zero_exactly_where_a_reader_sees_no_difference(old: Text, new: Text) -> None:
    change = compare(old, new)

    assert (change.score == 0) == change.empty
    assert bool(change.edits) == (not change.empty)
    assert 0 <= change.score < 100
    assert bool(change.reason) == (not change.empty)
    assert "\n" not in change.reason


def test_the_reason_names_the_most_telling_first() -> None:
    change = compare(BEFORE, replace(TOLL, notices=(CORRECTION,)))

    assert change.reason == "toll in the headline 33 → 42; correction added"
    assert change.kinds == ("figure", "correction")


def test_a_quote_that_was_cut_is_quoted_in_the_reason() -> None:
    change = compare(BEFORE, replace(BEFORE, blocks=(BEFORE.blocks[0], BEFORE.blocks[2])))

    assert "quote cut: “We saw the roof fall into the river,”" in change.reason


def test_a_reason_fits_on_a_line() -> None:
    long = replace(BEFORE, headline="word " * 400, blocks=tuple(Block("other " * 300) for _ in range(9)))

    assert len(compare(BEFORE, long).reason) <= 120


@pytest.mark.parametrize(
    ("headline", "quoted"),
    [
        ("Divers look for the owner of the mill...… and his horse", "“Divers look for the owner of the mill…”"),
        ("Divers look for the owner of the mill … nobody knows why", "“Divers look for the owner of the mill…”"),
        ("Divers found……… what?", "“Divers found… what?”"),
        ("Divers found … … what?", "“Divers found … what?”"),
        ("Divers found.... what?", "“Divers found… what?”"),
    ],
)
def test_a_reason_has_one_ellipsis_where_several_met(headline: str, quoted: str) -> None:
    assert compare(BEFORE, replace(BEFORE, headline=headline)).reason == f"headline replaced: {quoted}"


def test_what_matters_scores_above_what_does_not() -> None:
    spelling = replace(
        BEFORE, blocks=(*BEFORE.blocks[:2], Block("The mill was bulit in 1820 and had been empty for years."))
    )
    scores = [
        compare(BEFORE, new).score
        for new in (COMMA, spelling, replace(BEFORE, byline=("Ann Lee",)), TOLL, replace(TOLL, notices=(CORRECTION,)))
    ]

    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_the_same_edit_weighs_more_in_the_headline_and_less_at_the_end() -> None:
    edit = Edit(EditKind.FIGURE, Field.BODY, "2", "14", None, 0.0, detail="killed")

    assert points(replace(edit, field=Field.HEADLINE)) > points(edit) > points(replace(edit, depth=1.0))


def test_an_edit_more_never_lowers_the_score_and_many_commas_are_no_toll() -> None:
    comma = Edit(EditKind.PUNCTUATION, Field.BODY, "a", "a,")
    toll = Edit(EditKind.FIGURE, Field.BODY, "2", "14", None, 1.0, detail="killed")
    values = [score([replace(comma, old=str(n)) for n in range(count)]).value for count in range(60)]

    assert values == sorted(values)
    assert values[-1] < score([toll]).value


def test_features_add_up_to_the_score() -> None:
    scored = score(compare(BEFORE, replace(TOLL, notices=(CORRECTION,))).edits)

    assert set(scored.features) == {"figure", "correction"}
    assert sum(scored.features.values()) == pytest.approx(26 * 2.5 + 40)


@pytest.mark.parametrize("kind", [kind for kind in EditKind if kind is not EditKind.REVERTED])
def test_every_kind_has_a_weight_and_words_for_the_reason(kind: EditKind) -> None:
    for old, new in (("a", "b"), ("", "b"), ("a", "")):
        scored = score([Edit(kind, Field.BODY, old, new)])

        assert scored.value > 0
        assert scored.reason
        assert "{" not in scored.reason


def test_a_material_change_without_notice_or_new_date_is_silent() -> None:
    stamped, later = "2031-03-04T10:00:00+00:00", "2031-03-04T11:00:00+00:00"
    change = compare(BEFORE, TOLL)

    assert material(change)
    assert silent(change, stamped, stamped)
    assert silent(change, None, None)
    assert not silent(change, stamped, later)
    assert not silent(compare(BEFORE, replace(TOLL, notices=(CORRECTION,))), stamped, stamped)
    assert not silent(compare(BEFORE, COMMA), stamped, stamped)


def test_a_notice_that_went_does_not_own_up_to_anything() -> None:
    developing = Notice("More details to follow.", NoticeKind.DEVELOPING)

    assert silent(compare(replace(BEFORE, notices=(developing,)), TOLL), None, None)


def test_a_new_date_over_the_same_text_is_a_restamp() -> None:
    stamped, later = "2031-03-04T10:00:00", "2031-03-04T11:00:00+00:00"
    same = compare(BEFORE, BEFORE)

    assert restamped(same, stamped, later)
    assert not restamped(same, stamped, stamped)
    assert not restamped(same, None, later)
    assert not restamped(compare(BEFORE, COMMA), stamped, later)


def test_the_threshold_of_material_lies_between_style_and_tolls() -> None:
    assert compare(BEFORE, COMMA).score < weights().material < compare(BEFORE, TOLL).score
