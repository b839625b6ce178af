"""How a change is laid out: rows, folds, marks, and what a page's own words cannot do to them."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from reader.diffs import html, plain, terminal
from reader.diffs.rows import Fold, Row, Status, folded, rows_of
from storage.records import Block, Notice, NoticeKind, Text
from storage.revisions import compare
from storage.revisions.script import Field

OLD = (
    "The bridge was closed on Monday after a crack was found in its northern pier, the city said.",
    "Engineers will look at the pier with a drone and two divers on Tuesday morning.",
    "About 12,000 cars cross the bridge on a working day, most of them before nine.",
    "The ferry company has put on two more boats for as long as the bridge is shut.",
    "Shops on the island complained of empty streets.",
)
HEADING = html.Heading(
    "Bridge", "https://news.example/bridge", "revision 1", "revision 2", "score 31: figure", "+2 −1 words"
)


def text(*paragraphs: str, headline: str | None = "Bridge closed") -> Text:
    return Text(headline, blocks=tuple(map(Block, paragraphs)), language="en")


def rows(old: Text, new: Text) -> tuple[Row, ...]:
    return rows_of(compare(old, new).script)


def body(found: tuple[Row, ...]) -> list[Row]:
    return [row for row in found if row.field is Field.BODY]


def test_an_edited_paragraph_is_one_row_with_the_words_of_both_sides() -> None:
    edited = OLD[1].replace("two divers", "three divers")
    row = body(rows(text(*OLD), text(OLD[0], edited, *OLD[2:])))[1]
    assert row.status is Status.EDITED
    assert "".join(run.text for run in row.new_runs).strip() == edited
    assert "".join(run.text for run in row.old_runs).strip() == OLD[1]


def test_a_moved_paragraph_leaves_a_trace_where_it_stood_and_says_where_it_went() -> None:
    found = body(rows(text(*OLD), text(OLD[0], *OLD[2:], OLD[1])))
    assert [row.status for row in found] == [
        Status.SAME, Status.MOVED_AWAY, Status.SAME, Status.SAME, Status.SAME, Status.MOVED,
    ]  # fmt: skip
    assert plain.note_of(found[1]) == "moved to paragraph 5"
    assert plain.note_of(found[-1]) == "moved here from paragraph 2"


def test_paragraphs_cut_and_added_are_rows_of_their_own() -> None:
    fresh = "Nobody was hurt when the crack was found, a spokeswoman told reporters at the quay."
    found = body(rows(text(*OLD), text(*OLD[:3], fresh, OLD[4])))
    assert {row.status for row in found} == {Status.SAME, Status.ADDED, Status.CUT}
    assert next(row for row in found if row.status is Status.CUT).old_number == 4
    assert next(row for row in found if row.status is Status.ADDED).new_number == 4


def test_a_headline_of_other_words_is_one_row() -> None:
    found = rows(text(*OLD), text(*OLD, headline="Crack shuts island crossing"))
    assert [row.status for row in found if row.field is Field.HEADLINE] == [Status.EDITED]


def test_unchanged_paragraphs_are_folded_but_for_the_context() -> None:
    found = rows(text(*OLD), text(*OLD[:4], "Shops on the island complained of very empty streets."))
    parts = list(folded(found, 1))
    assert [part.paragraphs for part in parts if isinstance(part, Fold)] == [3]
    assert sum(isinstance(part, Row) and part.field is Field.BODY for part in parts) == 2
    assert not any(isinstance(part, Fold) for part in folded(found, None))


def test_notices_stand_below_the_text() -> None:
    corrected = Text("Bridge closed", blocks=text(*OLD).blocks, notices=(Notice("Corrected.", NoticeKind.CORRECTION),))
    assert rows(text(*OLD), corrected)[-1].field is Field.NOTICES


sentences = st.lists(st.text(st.sampled_from("abc dé中ก🙂.\u0301<&"), min_size=1, max_size=30), max_size=6)


@given(sentences, sentences)
def test_no_word_of_either_text_is_missing_from_the_rows(old: list[str], new: list[str]) -> None:
    old, new = ([" ".join(p.split()) for p in side if p.strip()] for side in (old, new))
    found = rows(text(*old), text(*new))
    shown = "".join("".join(run.text for run in row.new_runs) for row in body(found))
    assert "".join(shown.split()) == "".join("".join(new).split())
    gone = "".join("".join(run.text for run in row.old_runs) for row in body(found))
    assert sorted("".join(gone.split())) == sorted("".join("".join(old).split()))


def test_words_that_went_and_came_are_parted_in_scripts_with_spaces_only() -> None:
    latin = "\n".join(plain.render(rows(text("It is over."), text("It is done."))))
    assert "[-over.-] {+done.+}" in latin
    han = "\n".join(plain.render(rows(text("他说谎。"), text("他说笑。"))))
    assert "] {" not in han


def test_a_page_cannot_add_markup_to_the_html() -> None:
    nasty = "<script>alert(1)</script> said the mayor & nobody else in the whole of the town hall."
    page = html.render(HEADING, rows(text(OLD[0]), text(OLD[0], nasty, headline="<b>Bridge</b>")))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<b>" not in page


def test_html_says_in_words_what_colour_shows() -> None:
    page = html.render(HEADING, rows(text(*OLD), text(OLD[0], *OLD[2:], OLD[1].replace("two", "nine"))))
    assert "<del>two</del>" in page
    assert "<ins>nine</ins>" in page
    assert "moved here from paragraph 2" in page
    assert "score 31: figure" in page
    assert "+2 −1 words" in page


@pytest.mark.parametrize(("width", "columns"), [(80, 1), (140, 2)])
def test_old_and_new_stand_side_by_side_on_a_wide_terminal(width: int, columns: int) -> None:
    stream = io.StringIO()
    found = rows(text(*OLD), text(*OLD[:4], OLD[4].replace("empty", "crowded")))
    terminal.render(Console(file=stream, width=width, color_system=None), folded(found, 1))
    lines = [line for line in stream.getvalue().splitlines() if "Shops on the island" in line]
    assert sum(line.count("Shops on the island") for line in lines) == columns
    assert max(len(line.rstrip()) for line in stream.getvalue().splitlines()) <= width
