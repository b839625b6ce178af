"""The figures of an article from revision to revision."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from storage.records import Block, Text
from storage.revisions.figures import Series, series

START = datetime(2031, 3, 4, 10, tzinfo=UTC)


def followed(*revisions: tuple[str, ...], language: str = "en") -> tuple[Series, ...]:
    """The series of some texts, each a headline and paragraphs, seen an hour apart."""
    return series(
        [
            (
                number,
                START + timedelta(hours=number),
                Text(headline=line, blocks=tuple(map(Block, rest)), language=language),
            )
            for number, (line, *rest) in enumerate(revisions, 1)
        ]
    )


def values(found: tuple[Series, ...]) -> list[tuple[str, list[int]]]:
    return [(one.what, [int(point.value) for point in one.points]) for one in found]


def test_a_toll_is_followed_with_its_times_and_sentences() -> None:
    (toll,) = followed(
        ("Two killed in mill fire", "Two people were killed when the old mill burned down."),
        ("Four killed in mill fire", "At least four people were killed when the old mill burned down."),
        ("Mill fire: the toll rises", "The death toll of the fire at the old mill has risen to 14."),
    )

    assert [(p.revision, int(p.value), p.text) for p in toll.points] == [(1, 2, "Two"), (2, 4, "Four"), (3, 14, "14")]
    assert toll.what == "killed"
    assert toll.points[2].seen_at == START + timedelta(hours=3)
    assert toll.points[2].sentence == "The death toll of the fire at the old mill has risen to 14."


def test_tolls_of_different_kinds_and_of_other_fires_are_series_of_their_own() -> None:
    other = "A fire in 2011 killed 20 people in a street near by."
    found = followed(
        ("Two killed in mill fire", "Two people were killed and 5 were injured.", other),
        ("Four killed in mill fire", "Four people were killed and nine were injured.", other),
    )

    assert values(found) == [("killed", [2, 4]), ("injured", [5, 9]), ("killed", [20])]


def test_sums_and_shares_are_matched_by_their_sentences() -> None:
    found = followed(
        ("Mill", "The damage is put at $1.5 million.", "A new roof would cost $200,000.", "Insurance pays 40 percent."),
        ("Mill", "The damage is put at $1.6 million.", "A new roof would cost $200,000.", "Insurance pays 60 percent."),
    )

    assert values(found) == [("money", [1_500_000, 1_600_000]), ("percent", [40, 60])]


def test_a_revision_that_does_not_give_a_figure_leaves_its_series_as_it_is() -> None:
    (toll,) = followed(
        ("Two killed in mill fire",),
        ("Mill burns down",),
        ("Fourteen killed in mill fire",),
        ("14 killed in mill fire",),
    )

    assert [point.revision for point in toll.points] == [1, 3]


def test_numbers_that_never_change_are_left_out_but_for_tolls() -> None:
    assert values(followed(("Mill", "It has 30 rooms."), ("Mill", "It has 30 rooms."))) == []
    assert values(followed(("Two killed in mill fire",))) == [("killed", [2])]
    assert not followed(("Two killed in mill fire",))[0].changed


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("de", "Zwei Menschen starben bei dem Brand.", "Bei dem Brand starben vierzehn Menschen."),
        ("es", "Dos personas murieron en el incendio.", "En el incendio murieron catorce personas."),
        ("fr", "Deux personnes sont mortes dans l'incendie.", "Quatorze personnes sont mortes dans l'incendie."),
        ("it", "Due persone sono morte nell'incendio.", "Nell'incendio sono morte quattordici persone."),
        ("nl", "Bij de brand vielen twee doden.", "Bij de brand vielen veertien doden."),
        ("pt", "Duas pessoas morreram no incêndio.", "No incêndio morreram catorze pessoas."),
    ],
)
def test_tolls_are_followed_in_every_language_of_the_tables(language: str, old: str, new: str) -> None:
    assert values(followed((old,), (new,), language=language)) == [("killed", [2, 14])]
