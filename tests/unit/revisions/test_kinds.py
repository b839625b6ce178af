"""What a reader would call an edit, read off the script between two texts."""

from __future__ import annotations

import pytest

from storage.records import Block, Link, Notice, NoticeKind, Text
from storage.revisions import compare
from storage.revisions.kinds import Edit, EditKind
from storage.revisions.script import Field

MILL = (
    "The old mill on the river burned down on Monday night, police said.",
    "Peter Miller, who owns the mill, watched from the bridge as the roof fell in.",
    "The mill was built in 1820 and had been empty for years.",
)


def text(*lines: str, language: str = "en", **fields: object) -> Text:
    return Text(blocks=tuple(map(Block, lines)), language=language, **fields)  # type: ignore[arg-type]


def edits(old: Text, new: Text) -> tuple[Edit, ...]:
    return compare(old, new).edits


def of_line(old: str, new: str, language: str = "en") -> set[tuple[EditKind, str, str, str]]:
    found = edits(text(old, language=language), text(new, language=language))
    return {(edit.kind, edit.old, edit.new, edit.detail) for edit in found}


def of_headline(old: str, new: str, language: str = "en") -> set[EditKind]:
    found = edits(Text(headline=old, language=language), Text(headline=new, language=language))
    assert {edit.field for edit in found} <= {Field.HEADLINE}
    return {edit.kind for edit in found}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The town has 500,000 lamps.", "The town has 500,000,000 lamps.", ("500,000", "500,000,000", "")),
        ("The flaw is tracked as CVE-2031-0283.", "The flaw is tracked as CVE-2031-0282.",
         ("CVE-2031-0283", "CVE-2031-0282", "code")),
        ("The fair costs $3 a head.", "The fair costs $4 a head.", ("3", "4", "money")),
        ("Two people were killed in the fire.", "Fourteen people were killed in the fire.",
         ("Two", "Fourteen", "killed")),
        ("A man was killed in the fire.", "Two men were killed in the fire.", ("A", "Two", "killed")),
        ("The fair opens at 9:30 on Sunday.", "The fair opens at 10:15 on Sunday.", ("9:30", "10:15", "time")),
        ("The driver, Ann Lee (34), was unhurt.", "The driver, Ann Lee (43), was unhurt.", ("34", "43", "age")),
    ],
)  # fmt: skip
def test_a_number_with_another_value_is_a_figure(old: str, new: str, expected: tuple[str, str, str]) -> None:
    figures = {found for found in of_line(old, new) if found[0] is EditKind.FIGURE}

    assert figures == {(EditKind.FIGURE, *expected)}


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("One in six lamps is out.", "1 in 6 lamps is out.", "en"),
        ("It cost 1.5 million pounds.", "It cost 1,500,000 pounds.", "en"),
        ("Prices rose by 4%.", "Prices rose by 4 percent.", "en"),
        ("Es kostete 1,5 Millionen Euro.", "Es kostete 1.500.000 Euro.", "de"),
        ("Er staan eenentwintig lampen.", "Er staan 21 lampen.", "nl"),
        ("It opens on 6 July.", "It opens on July 6.", "en"),
    ],
)
def test_the_same_value_written_otherwise_is_style(old: str, new: str, language: str) -> None:
    assert {kind for kind, *_ in of_line(old, new, language)} == {EditKind.STYLE}


def test_a_toll_is_followed_through_sentences_that_were_rewritten() -> None:
    old = text("Two people died in the fire at the mill.", *MILL)
    new = text("Rescuers who searched the ruins until dawn now speak of 14 dead.", *MILL)

    assert (EditKind.FIGURE, "Two", "14", "killed") in {(e.kind, e.old, e.new, e.detail) for e in edits(old, new)}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("The race begins in the Italian region of Florence.", "The race begins in the Italian region of Tuscany.",
         (EditKind.NAME, "Florence", "Tuscany", "changed")),
        ("The part is played by Jodi May in the film.", "The part is played by Jodhi May in the film.",
         (EditKind.NAME, "Jodi", "Jodhi", "changed")),
        ("The town asked President Lee for help.", "The town asked Ann Lee for help.",
         (EditKind.NAME, "President Lee", "Ann Lee", "fuller")),
        ("The tool is made by Jetbrains in town.", "The tool is made by JetBrains in town.",
         (EditKind.CASE, "Jetbrains", "JetBrains", "")),
        ("Storms hit customers of the firm.", "Storms hit US customers of the firm.",
         (EditKind.NAME, "", "US", "added")),
    ],
)  # fmt: skip
def test_a_name_that_became_another_is_told_from_its_spelling(
    old: str, new: str, expected: tuple[EditKind, str, str, str]
) -> None:
    assert of_line(old, new) == {expected}


def test_a_name_that_stands_elsewhere_in_the_article_is_no_news() -> None:
    old = text("Ann Lee opened the fair with a speech.", "Afterwards she went to see the mill.")
    new = text("Ann Lee opened the fair with a speech.", "Afterwards Lee went to see the mill.")

    assert {edit.kind for edit in edits(old, new)} == {EditKind.STYLE}


def test_quotations_are_followed_whatever_their_marks() -> None:
    said = "“We saw the roof fall into the river,” she said."

    assert of_line(f"{said} Then it rained.", "“We saw the roof fall into the road,” she said. Then it rained.") >= {
        (EditKind.QUOTE, "We saw the roof fall into the river,", "We saw the roof fall into the road,", "changed")
    }
    assert of_line(said, '"We saw the roof fall into the river," she said.') == set()
    assert (EditKind.QUOTE, "We saw the roof fall into the river,", "", "cut") in of_line(
        f"{MILL[0]} {said}", f"{MILL[0]} She was there."
    )


def test_marks_around_a_claim_in_a_headline_are_seen() -> None:
    assert of_headline("Children die in attack on town", "'Children die' in attack on town") == {EditKind.QUOTE}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("The mayor will resign on Monday.", "The mayor will not resign on Monday.", EditKind.NEGATION),
        ("The court accepted the appeal.", "The court rejected the appeal.", EditKind.NEGATION),
        ("The mayor doesn't want the mill.", "The mayor does not want the mill.", EditKind.STYLE),
        ("The guard stole the picture.", "The guard allegedly stole the picture.", EditKind.HEDGE),
        ("The road is shut, police said.", "The road is shut, a neighbour said.", EditKind.ATTRIBUTION),
        ("The mill burned for hoers.", "The mill burned for hours.", EditKind.SPELLING),
        ("The web pages burned.", "The webpages burned.", EditKind.SPELLING),
        ("The neighbours organise a fair.", "The neighbors organize a fair.", EditKind.SPELLING),
        ("A motor which drives the wheel.", "A motor that drives the wheel.", EditKind.STYLE),
        ("The chief executive burned it.", "The Chief Executive burned it.", EditKind.CASE),
        ("The fair, which opens today is full.", "The fair, which opens today, is full.", EditKind.PUNCTUATION),
        ("A steam driven wheel turns.", "A steam-driven wheel turns.", EditKind.PUNCTUATION),
        ("The wasp drinks all day long.", "The hornet drinks all day long.", EditKind.WORDING),
        ("The NASA engineers watched.", "The National Aeronautics and Space Administration engineers watched.",
         EditKind.STYLE),
        ("She asked for two factor authentication codes.", "She asked for TFA codes.", EditKind.FIGURE),
    ],
)  # fmt: skip
def test_an_edit_of_a_sentence_has_the_kind_a_reader_would_name(old: str, new: str, kind: EditKind) -> None:
    assert kind in {found for found, *_ in of_line(old, new)}


def test_paragraphs_and_sentences_that_came_and_went_say_where() -> None:
    more = "A new wheel, cast in bronze, arrives from the foundry in autumn."

    (added,) = edits(text(*MILL), text(*MILL, more))
    (cut,) = edits(text(more, *MILL), text(*MILL))
    (sentence,) = edits(text(*MILL), text(f"{MILL[0]} {more}", *MILL[1:]))

    assert (added.kind, added.new) == (EditKind.PARAGRAPH_ADDED, more)
    assert (cut.kind, cut.depth) == (EditKind.PARAGRAPH_CUT, 0.0)
    assert added.depth > 0.7
    assert (sentence.kind, sentence.new) == (EditKind.SENTENCE_ADDED, more)


def test_a_moved_paragraph_is_moved_and_nothing_else() -> None:
    assert {edit.kind for edit in edits(text(*MILL, *MILL[:0]), text(MILL[2], *MILL[:2]))} == {EditKind.MOVED}


def test_a_headline_that_says_something_else_is_reframed_and_nothing_in_it_was_edited() -> None:
    assert of_headline("No let up in battle for the old mill", "Villagers sentenced after the flood") == {
        EditKind.HEADLINE
    }


def test_a_toll_is_seen_in_a_headline_that_is_another() -> None:
    assert of_headline("Two dead in mill fire", "Fourteen dead as river floods town") == {
        EditKind.HEADLINE,
        EditKind.FIGURE,
    }


def test_bylines_notices_and_links_are_edits_of_their_own() -> None:
    correction = Notice("An earlier version gave the wrong street.", NoticeKind.CORRECTION)
    developing = Notice("This story is developing.", NoticeKind.DEVELOPING)
    old = Text(byline=("Ann Lee",), notices=(developing,), blocks=(Block(MILL[0], links=(Link("police", "a.test"),)),))
    new = Text(byline=("Bo Lund",), notices=(correction,), blocks=(Block(MILL[0], links=(Link("police", "b.test"),)),))

    found = {(edit.kind, edit.field, edit.detail) for edit in edits(old, new)}

    assert found == {
        (EditKind.BYLINE, Field.BYLINE, ""),
        (EditKind.CORRECTION, Field.NOTICES, "added"),
        (EditKind.DEVELOPING, Field.NOTICES, "dropped"),
        (EditKind.LINK, Field.BODY, "police"),
    }


def test_the_same_edit_made_often_is_one_with_its_count() -> None:
    old = text("The wasp drinks all day.", "At night the wasp sleeps.", "Of all wasps it is the largest.")
    new = text("The hornet drinks all day.", "At night the hornet sleeps.", "Of all hornets it is the largest.")

    (edit,) = edits(old, new)

    assert (edit.kind, edit.old, edit.new, edit.times) == (EditKind.WORDING, "wasp", "hornet", 3)


def test_captions_do_not_count_as_text() -> None:
    old = text("The mill in May, before the fire. (Photo: A. Miller)", *MILL)
    new = text("The mill from the south, last summer. (Photo: B. Moore)", *MILL)

    assert {edit.kind for edit in edits(old, new)} == {EditKind.BOILERPLATE}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Пожежа на млині: 2 загиблих.", "Пожежа на млині: 14 загиблих."),
        ("火災で3人が死亡した。", "火災で5人が死亡した。"),
        ("توفي 3 أشخاص في الحريق.", "توفي 5 أشخاص في الحريق."),
        ("เกิดไฟไหม้ มีผู้เสียชีวิต 3 ราย", "เกิดไฟไหม้ มีผู้เสียชีวิต 5 ราย"),
    ],
)
def test_figures_are_found_in_languages_without_a_table(old: str, new: str) -> None:
    assert EditKind.FIGURE in {kind for kind, *_ in of_line(old, new, language="")}


def test_nothing_changed_means_no_edits() -> None:
    assert edits(text(*MILL), text(*MILL)) == ()
