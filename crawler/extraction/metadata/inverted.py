"""Names with the family name first, as libraries and some newsrooms write them: "Doe, Jane; Roe, John"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from crawler.extraction.captions import agencies
from crawler.extraction.folding import UNSPACED, folded

PARTICLES = frozenset(
    ["von", "van", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "la", "le", "du", "des", "y",
     "e", "i", "zu", "zum", "zur", "ten", "ter", "af", "av", "al", "el", "bin", "bint", "ibn", "ben"]
)  # fmt: skip

# "Doe, Jane", "von der Heide, Erika", "Doe, Jane A.": family names and, behind the one comma, what it is called.
_INVERTED = re.compile(r"(?:(.+) )?([^\W\d_][\w'’-]*), ([^\W\d_][\w'’-]*\.?)((?: [^\W\d_][\w'’-]*\.?){0,2})")


def turned(several: list[str]) -> list[str] | None:
    """The names turned round; None unless all of them are whole names with the family name first.

    One name alone is more often something else: a person's with a place, or two people.
    """
    out = [_turned(name.strip(" ,"), alone=len(several) == 1) for name in several]
    return [name for name in out if name] if all(out) else None


def _turned(name: str, *, alone: bool) -> str | None:
    found = _INVERTED.fullmatch(name)
    if found is None:
        return None
    before, family, given, more = found.groups()
    if not (_is_part(family) and _is_part(given)) or not _is_of_family(before or "", given):
        return None
    if alone and any(len(word.rstrip(".")) > 1 for word in more.split()) and not _is_given(given):
        return None  # "Doe, Jane Mary" may as well be two people
    return " ".join(filter(None, (given + more, before, family)))


def _is_of_family(before: str, given: str) -> bool:
    """Whether what stands before a family name belongs to it: particles, or another one of a name that is sure."""
    words = before.split()
    if all(word.lower() in PARTICLES for word in words):
        return True
    return _is_given(given) and all(word in PARTICLES or (_is_part(word) and not _is_given(word)) for word in words)


def _is_part(word: str) -> bool:
    """Whether a word may be a part of a person's name: capitalised, no agency, not in a script without spaces."""
    initial = len(word.rstrip(".")) == 1
    return (
        word[0].isupper() and (initial or not word.isupper()) and not UNSPACED.search(word)
    ) and word.lower() not in agencies()[1]


def _is_given(word: str) -> bool:
    return folded(word) in _given()


@cache
def _given() -> frozenset[str]:
    table = tomllib.loads(files(__package__).joinpath("given.toml").read_text("utf-8"))
    return frozenset(map(folded, table["given"]))
