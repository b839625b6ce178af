"""Every row of the languages' tables does what its example says."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from storage.records import Block, Text
from storage.revisions import compare
from storage.revisions.kinds import Edit, EditKind
from storage.revisions.lexicon import guess_language, languages, lexicon, table
from storage.revisions.numbers import numbers_in

KINDS = {
    "function": EditKind.STYLE,
    "person": EditKind.FIGURE,
    "total": EditKind.FIGURE,
    "counted": EditKind.FIGURE,
    "day": EditKind.FIGURE,
    "negation": EditKind.NEGATION,
    "opposite": EditKind.NEGATION,
    "hedge": EditKind.HEDGE,
    "speech": EditKind.ATTRIBUTION,
    "source": EditKind.ATTRIBUTION,
    "boilerplate": EditKind.BOILERPLATE,
    "light": EditKind.STYLE,
    "confused": EditKind.SPELLING,
    "variant": EditKind.SPELLING,
    "synonym": EditKind.STYLE,
}
ALONE = {EditKind.STYLE, EditKind.SPELLING, EditKind.BOILERPLATE, EditKind.NEGATION, EditKind.HEDGE}
ROWS = [
    pytest.param(language, section, row, id=f"{language}-{section}-{row.get('what', row.get('kind', ''))}-{n}")
    for language in languages()
    for section, rows in table(language).items()
    if isinstance(rows, list)
    for n, row in enumerate(rows)
]


def edits(language: str, old: str, new: str) -> tuple[Edit, ...]:
    before, after = (Text(blocks=(Block(side),), language=language) for side in (old, new))
    return compare(before, after).edits


@pytest.mark.parametrize(("language", "section", "row"), ROWS)
def test_a_row_finds_the_kind_of_its_example(language: str, section: str, row: dict[str, Any]) -> None:
    kind = EditKind(row["kind"]) if section == "notice" else KINDS[section]

    found = edits(language, row["old"], row["new"])

    assert kind in {edit.kind for edit in found}, found
    if section == "counted":
        assert [edit.detail for edit in found if edit.kind is kind] == [row["what"]]
    if kind in ALONE:
        assert {edit.kind for edit in found} == {kind}, found


@pytest.mark.parametrize("language", languages())
def test_every_language_tells_every_section(language: str) -> None:
    assert {*KINDS, "notice", "numbers", "months"} <= set(table(language))


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [(language, *example) for language in languages() for example in table(language)["numbers"]["examples"]],
)
def test_a_number_has_the_value_of_its_example(language: str, written: str, value: float) -> None:
    assert [number.value for number in numbers_in(written, lexicon(language))] == [Decimal(value)]


@pytest.mark.parametrize("language", languages())
def test_a_day_in_another_place_of_the_month_is_a_date(language: str) -> None:
    months = table(language)["months"]

    (edit,) = edits(language, months["old"], months["new"])

    assert (edit.kind, edit.detail) == (EditKind.FIGURE, "date")


@pytest.mark.parametrize(
    ("language", "section", "phrase"),
    [
        (language, section, phrase.replace("*", ""))
        for language in languages()
        for section in ("negation", "hedge", "speech", "source")
        for row in table(language)[section]
        for phrase in row["words"]
    ],
)
def test_every_phrase_of_a_row_is_found(language: str, section: str, phrase: str) -> None:
    assert getattr(lexicon(language), section).search(f"… {phrase} …"), phrase


@pytest.mark.parametrize("language", languages())
def test_the_language_of_a_text_is_told_by_its_function_words(language: str) -> None:
    examples = [
        row[side]
        for rows in table(language).values()
        if isinstance(rows, list)
        for row in rows
        for side in ("old", "new")
    ]

    assert guess_language(" ".join(examples)) == language


def test_a_text_in_no_known_language_is_none() -> None:
    assert guess_language("Минулої ночі в місті сталася пожежа.") is None
    assert guess_language("") is None
