"""What a person types to search, as a tree of terms; pure.

    flood dam            both words, anywhere in an article
    "state of emergency" these words in a row
    evacuat*             words that begin so
    -opinion             articles without the word
    flood OR quake       either side
    headline:flood       in the headline; also body: (standfirst, text and notices) and byline:

Case, accents and punctuation do not count; a word that punctuation divides ("well-known", "1,200") is its parts in a
row. Whatever else is typed is looked for as words: no query is wrong.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from storage.errors import UsageError
from storage.searchable import words_of

# Longer than any question that a person has; bounds the work of one search.
QUERY_LIMIT = 500


class SearchField(StrEnum):
    """Where a term is looked for."""

    HEADLINE = "headline"
    BYLINE = "byline"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Term:
    """Words in a row, in one field or (None) in any."""

    words: tuple[str, ...]  # as `searchable.words_of` gives them
    field: SearchField | None = None
    prefix: bool = False  # the last word may go on
    negated: bool = False


# Of each group, all terms have to be met; of the groups, one.
Group = tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """Alternatives; one has to be met. Without any, nothing is found."""

    groups: tuple[Group, ...]

    @property
    def sought(self) -> tuple[Term, ...]:
        """The terms that texts are found by: not those that rule texts out."""
        return tuple(dict.fromkeys(term for group in self.groups for term in group if not term.negated))


_QUOTES = str.maketrans("“”„‟«»", '""""""')
_TERM = re.compile(
    r"""
    (?P<minus>-)?
    (?: (?P<field>headline|byline|body) : \s* )?
    (?: "(?P<phrase>[^"]*)"? | (?P<word>[^\s"]+) )
    (?P<star>\*)?
    """,
    re.VERBOSE | re.IGNORECASE,
)


def parse_query(typed: str) -> Query:
    """The query that was meant. Raises `UsageError` only for one that is too long."""
    if len(typed) > QUERY_LIMIT:
        raise UsageError(f"the query has {len(typed)} characters; give at most {QUERY_LIMIT}")
    groups: list[list[Term]] = [[]]
    negate = False
    for match in _TERM.finditer(typed.translate(_QUOTES)):
        bare = match[0]
        if bare in {"OR", "|"}:
            groups.append([])
        elif bare == "NOT":
            negate = True
        elif bare != "AND":
            term = _term_of(match, negate)
            if term is not None:
                groups[-1].append(term)
            negate = False
    return Query(tuple(tuple(group) for group in groups if group))


def _term_of(match: re.Match[str], negate: bool) -> Term | None:
    phrase, word, field = match["phrase"], match["word"], match["field"]
    words = tuple(words_of(word if phrase is None else phrase))
    if not words:
        return None
    return Term(
        words=words,
        field=SearchField(field.lower()) if field else None,
        prefix=bool(match["star"]) or (word or "").endswith("*"),
        negated=negate or bool(match["minus"]),
    )
