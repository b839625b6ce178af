"""What a person types to search, and what is meant by it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.errors import UsageError
from storage.search_query import QUERY_LIMIT, SearchField, Term, parse_query

FLOOD = Term(("flood",))
DAM = Term(("dam",))


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("flood dam", [(FLOOD, DAM)]),
        ("Flood AND dam", [(FLOOD, DAM)]),
        ("flood OR dam", [(FLOOD,), (DAM,)]),
        ("flood | dam", [(FLOOD,), (DAM,)]),
        ("flood or dam", [(FLOOD, Term(("or",)), DAM)]),
        ('"State of  emergency"', [(Term(("state", "of", "emergency")),)]),
        ("“state of emergency”", [(Term(("state", "of", "emergency")),)]),
        ('"state of', [(Term(("state", "of")),)]),
        ("evacuat*", [(Term(("evacuat",), prefix=True),)]),
        ('"mayor res"*', [(Term(("mayor", "res"), prefix=True),)]),
        ("flood -dam", [(FLOOD, Term(("dam",), negated=True))]),
        ("flood NOT dam", [(FLOOD, Term(("dam",), negated=True))]),
        ('-"the dam"', [(Term(("the", "dam"), negated=True),)]),
        ("headline:flood", [(Term(("flood",), SearchField.HEADLINE),)]),
        ('Body: "the dam"', [(Term(("the", "dam"), SearchField.BODY),)]),
        ("-byline:ruiz", [(Term(("ruiz",), SearchField.BYLINE, negated=True),)]),
        ("well-known", [(Term(("well", "known")),)]),
        ("https://harbour.example/", [(Term(("https", "harbour", "example")),)]),
        ("(flood", [(FLOOD,)]),
        ("東京", [(Term(("東", "京")),)]),
        ("OR OR flood OR", [(FLOOD,)]),
        ("- * \" : () '' ;--", []),
        ("headline:", [(Term(("headline",)),)]),
        ("", []),
    ],
)
def test_a_query_is_read_as_it_is_meant(typed: str, groups: list[tuple[Term, ...]]) -> None:
    assert list(parse_query(typed).groups) == groups


def test_only_what_texts_are_found_by_is_sought() -> None:
    assert parse_query("flood -dam OR flood bridge").sought == (FLOOD, Term(("bridge",)))


@given(st.text(max_size=QUERY_LIMIT))
def test_no_query_is_wrong(typed: str) -> None:
    assert all(term.words for group in parse_query(typed).groups for term in group)


def test_a_query_that_is_too_long_is_refused() -> None:
    with pytest.raises(UsageError, match="501 characters"):
        parse_query("x" * (QUERY_LIMIT + 1))
