"""A/B headlines and reverts, told apart from news."""

from __future__ import annotations

from storage.revisions.flapping import Flap, FlapKind, State, flapping

TEST, REVERT = FlapKind.HEADLINE_TEST, FlapKind.REVERT


def states(*revisions: tuple[str, str]) -> list[State]:
    """Of (headline, body) pairs, numbered from 1."""
    found = []
    for number, (headline, body) in enumerate(revisions, 1):
        only = number > 1 and revisions[number - 2][1] == body
        found.append(State(number, f"{headline}/{body}", headline, only))
    return found


def test_two_headlines_by_turns_are_a_test_from_the_first_turn_on() -> None:
    assert flapping(states(("A", "x"), ("B", "x"), ("A", "x"), ("B", "x"))) == {
        2: Flap(TEST, None),
        3: Flap(TEST, 1),
        4: Flap(TEST, 2),
    }


def test_a_new_headline_that_stays_is_news() -> None:
    assert flapping(states(("A", "x"), ("B", "x"), ("C", "x"))) == {}


def test_a_headline_that_returns_after_an_edit_of_the_body_is_a_test_and_the_edit_is_news() -> None:
    assert flapping(states(("A", "x"), ("B", "x"), ("B", "y"), ("A", "y"))) == {2: Flap(TEST, None), 4: Flap(TEST, 1)}


def test_a_text_that_comes_back_is_a_revert_and_what_was_undone_stays() -> None:
    assert flapping(states(("A", "x"), ("A", "y"), ("A", "x"))) == {3: Flap(REVERT, 1)}


def test_a_headline_and_a_body_that_return_together_are_a_revert() -> None:
    assert flapping(states(("A", "x"), ("B", "y"), ("A", "x"))) == {3: Flap(REVERT, 1)}


def test_quotes_of_another_style_do_not_hide_a_returning_headline() -> None:
    found = states(("“A” wins", "x"), ("B", "x"), ('"A" wins', "x"))
    assert flapping(found)[3] == Flap(TEST, 1)


def test_what_returns_late_is_news_again() -> None:
    many = [("A", "x"), *((f"H{number}", f"y{number}") for number in range(12)), ("A", "x")]
    assert flapping(states(*many)) == {}
    assert flapping(states(*many), window=20) == {14: Flap(REVERT, 1)}


def test_no_revisions_flap_in_nothing() -> None:
    assert flapping([]) == {}
