"""What a reader is shown: words inside sentences, moves as moves, nothing stranded, in any script."""

from __future__ import annotations

import pytest

from storage.records import Text
from storage.revisions.diffing import script_between
from storage.revisions.script import Field, Op
from tests.unit.revisions.texts import article

FIRE = "A fire broke out at the harbour in the early morning."
TWO = "Two people were killed, the fire service said on Monday."
FOUR = "Four people were killed, the fire service said on Monday."
ROADS = "Roads along the quay were closed until noon."
MAYOR = "The mayor thanked the crews for their work during the night."
SCHOOLS = "Schools near the port stay shut on Tuesday."


def shown(old: Text, new: Text, field: Field = Field.BODY) -> list[str]:
    """Each sentence that changed: "[-old-]", "{+new+}", kept words bare, "»" before what moved."""
    lines = []
    for edit in script_between(old, new)[field]:
        if edit.changed:
            marks = {
                Op.KEPT: "{0.new}",
                Op.DELETED: "[-{0.old}-]",
                Op.ADDED: "{{+{0.new}+}}",
            }
            lines.append(("»" if edit.moved else "") + "".join(marks[part.op].format(part) for part in edit.segments))
    return lines


def one(old: str, new: str, language: str = "en") -> list[str]:
    return shown(article(old, language=language), article(new, language=language))


def test_words_are_compared_inside_a_sentence() -> None:
    assert one(f"{FIRE} {TWO}", f"{FIRE} {FOUR}") == [
        "[-Two -]{+Four +}people were killed, the fire service said on Monday."
    ]


def test_a_sentence_added_and_one_deleted_stand_where_they_belong() -> None:
    assert shown(article(FIRE, TWO, ROADS), article(FIRE, ROADS, MAYOR)) == [f"[-{TWO}-]", f"{{+{MAYOR}+}}"]
    order = [
        edit.old or edit.new for edit in script_between(article(FIRE, TWO, ROADS), article(FIRE, ROADS, MAYOR)).body
    ]
    assert [place.block for place in order] == [0, 1, 2, 2]


def test_a_move_is_shown_as_a_move() -> None:
    assert shown(article(FIRE, TWO, ROADS, MAYOR), article(TWO, ROADS, MAYOR, FIRE)) == [f"»{FIRE}"]


def test_a_move_with_an_edit_inside_shows_both() -> None:
    assert shown(article(TWO, FIRE, ROADS, MAYOR), article(FIRE, ROADS, MAYOR, FOUR)) == [
        "»[-Two -]{+Four +}people were killed, the fire service said on Monday."
    ]


def test_what_moved_is_the_lighter_part() -> None:
    short = article(ROADS, f"{FIRE} {TWO} {MAYOR}")
    assert shown(short, article(f"{FIRE} {TWO} {MAYOR}", ROADS)) == [f"»{ROADS}"]


def test_a_short_sentence_elsewhere_is_not_a_move() -> None:
    old, new = article("He said no.", FIRE, TWO, ROADS), article(FIRE, TWO, ROADS, "He said no.")
    assert shown(old, new) == ["[-He said no.-]", "{+He said no.+}"]


def test_a_sentence_that_was_split_stays_aligned() -> None:
    old = "The council closed the bridge on Friday and the police sent the traffic through the old town."
    new = "The council closed the bridge on Friday. The police sent the traffic through the old town."
    assert one(old, new) == [
        "The council closed the bridge on [-Friday and the -]{+Friday. +}",
        "{+The +}police sent the traffic through the old town.",
    ]


def test_sentences_that_were_joined_stay_aligned() -> None:
    old = "The council closed the bridge on Friday. The police sent the traffic through the old town."
    new = "The council closed the bridge on Friday and the police sent the traffic through the old town."
    edits = [edit for edit in script_between(article(old), article(new)).body if edit.changed]
    assert [(edit.old.sentence, edit.new.sentence, edit.new.part) for edit in edits] == [(0, 0, 0), (1, 0, 1)]


def test_a_paragraph_that_is_merely_split_changes_nothing() -> None:
    assert shown(article(f"{FIRE} {TWO} {ROADS}"), article(FIRE, f"{TWO} {ROADS}")) == []


def test_an_edit_beside_a_split_paragraph_is_all_that_changes() -> None:
    assert shown(article(f"{FIRE} {TWO} {ROADS}"), article(FIRE, FOUR, ROADS)) == [
        "[-Two -]{+Four +}people were killed, the fire service said on Monday."
    ]


def test_stranded_words_go_with_the_change_around_them() -> None:
    old = "It was the worst storm of the season in the whole north, forecasters said on Sunday."
    new = "It was a mild breeze of the kind one likes, forecasters said on Sunday."
    assert one(old, new) == [
        (
            "It was [-the worst storm of the season in the whole north, -]{+a mild breeze of the kind one likes, +}"
            "forecasters said on Sunday."
        )
    ]


def test_two_figures_beside_each_other_are_two_changes() -> None:
    old, new = "The storm left 12 people and 30 animals dead.", "The storm left 14 people and 35 animals dead."
    assert one(old, new) == ["The storm left [-12 -]{+14 +}people and [-30 -]{+35 +}animals dead."]


@pytest.mark.parametrize(
    ("old", "new"), [("the Covid rules apply", "the COVID rules apply"), ("she said “no” twice", "she said ‘no’ twice")]
)
def test_case_and_kind_of_quotes_are_changes(old: str, new: str) -> None:
    assert len(one(old, new)) == 1


@pytest.mark.parametrize(
    ("language", "old", "new", "expected"),
    [
        ("zh", "昨天台风造成十二人死亡。", "昨天台风造成十五人死亡。", "昨天台风造成十[-二-]{+五+}人死亡。"),
        ("ja", "台風で12人が死亡した。", "台風で15人が死亡した。", "台風で[-12-]{+15+}人が死亡した。"),
        ("th", "มีผู้เสียชีวิตสองคน", "มีผู้เสียชีวิตสามคน", "มีผู้เสียชีวิตส[-อง-]{+าม+}คน"),
        ("ar", "قتل اثنان في الحريق.", "قتل أربعة في الحريق.", "قتل [-اثنان -]{+أربعة +}في الحريق."),
        ("hi", "आग में दो लोग मारे गए।", "आग में चार लोग मारे गए।", "आग में [-दो -]{+चार +}लोग मारे गए।"),
        (
            "en",
            "Well done 👩\u200d🚒 all.",
            "Well done 👨\u200d🚒 all.",
            "Well done [-👩\u200d🚒 -]{+👨\u200d🚒 +}all.",
        ),
        ("en", "The cafe\u0301 is shut.", "The cafe is shut.", "The [-cafe\u0301 -]{+cafe +}is shut."),
    ],
)
def test_every_script_is_cut_where_its_readers_would(language: str, old: str, new: str, expected: str) -> None:
    assert one(old, new, language) == [expected]


def test_fields_are_compared_each_on_its_own() -> None:
    old = Text("Fire in harbour", "Two dead", ("Ann Lee",))
    new = Text("Harbour on fire", "Two dead", ("Ann Lee", "Bob Ray"))
    assert shown(old, new, Field.STANDFIRST) == []
    assert shown(old, new, Field.BYLINE) == ["{+Bob Ray+}"]
    assert len(shown(old, new, Field.HEADLINE)) >= 1


def test_an_article_rewritten_throughout_is_added_and_deleted_whole() -> None:
    old, new = article(FIRE, TWO), article("Parliament voted on Thursday.", "Nobody expected the outcome, he wrote.")
    assert all(line.startswith(("[-", "{+")) for line in shown(old, new))


def test_repetitive_tickers_align_line_by_line() -> None:
    lines = [f"{number:02d} the minister said the talks would go on." for number in range(40)]
    changed = [line.replace("05 the", "05 then the") for line in lines]
    assert shown(article(*lines), article(*changed)) == ["05 {+then +}the minister said the talks would go on."]


def test_a_page_made_to_hurt_is_compared_by_its_ends() -> None:
    # 60,000 words without a full stop, every tenth another: in full that would take a table of 450 MB.
    numbers = range(60_000)
    old = "start " + "".join(f"a{number} " for number in numbers) + "end"
    new = "start " + "".join(f"{'b' if number % 10 == 5 else 'a'}{number} " for number in numbers) + "end"
    (edit,) = script_between(article(old), article(new)).body
    assert (edit.old_text, edit.new_text) == (old, new)
    assert [part.op for part in edit.segments] == [Op.KEPT, Op.DELETED, Op.ADDED, Op.KEPT]
    assert edit.segments[0].old == "start a0 a1 a2 a3 a4 "
    assert edit.segments[-1].old == "a59996 a59997 a59998 a59999 end"


def test_one_line_more_in_a_ticker_of_equal_lines_is_one_line_more() -> None:
    lines = ["Goal.", "Corner kick for the guests.", "Goal."] * 60
    assert shown(article(*lines), article(*lines[:50], "Half time.", *lines[50:])) == ["{+Half time.+}"]
