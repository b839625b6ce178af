"""A number of a sentence, and what it counts, from the words around it in its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

import regex

from storage.revisions.phrases import words_in

if TYPE_CHECKING:
    from decimal import Decimal

    from storage.revisions.lexicon import Lexicon

WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*")
CLAUSE = re.compile(r"[.;:!?](?=\s|$)|[()]|\s[–—]\s")
# How far from a number the word that says what it counts may stand, in words. Six behind reaches "12 people, two
# of them children, were killed", and not the next clause; four before reaches "the death toll has risen to 12".
AHEAD, BEHIND = 4, 6
WINDOW = 120  # letters in which those words are looked for


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a sentence. `value` is None for what is no quantity: a code, a written date, a score "2-1"."""

    value: Decimal | None
    text: str
    start: int
    end: int
    what: str = ""  # what it counts: a row of the tables (killed, money, percent …), date, time, year, code, score
    unit: str = ""  # the content word that follows, stemmed
    article: bool = False  # "a", "ein": a number only where another number takes its place

    @property
    def key(self) -> object:
        """Equal for two spellings of the same number."""
        if self.value is not None:
            return self.value
        return self.text.casefold().removesuffix("s").replace("–", "-").replace("−", "-")


def counting(number: Number, text: str, lexicon: Lexicon) -> Number:
    """The number with what it counts, from the words around it in its clause."""
    behind = text[number.end : number.end + WINDOW]
    clause_end = CLAUSE.search(behind)
    behind = behind[: clause_end.start()] if clause_end else behind
    following = [word for word in map(str.casefold, _first_words(behind)) if word not in lexicon.function]
    unit = lexicon.stem(following[0]) if following else ""
    if number.what or number.value is None:
        return _counts(number, number.what, unit)
    for what in ("percent", "money"):
        sign = lexicon.counted[what].match(text, number.end + 1) if what in lexicon.counted else None
        if sign:
            return replace(number, text=text[number.start : sign.end()], end=sign.end(), what=what, unit=unit)
    if number.article and not (following and following[0] in lexicon.persons):
        counts = lexicon.counted.items() if behind[:1] == " " else ()
        what = next((what for what, pattern in counts if pattern.match(behind, 1)), "")
        return _counts(number, what, unit)
    clause = CLAUSE.split(text[max(0, number.start - WINDOW) : number.start])[-1]
    nearest = _nearest(_since_conjunction(clause, lexicon), behind, lexicon)
    total = lexicon.total.search(clause)
    held = total is not None and "," not in clause[total.end() :]
    return _counts(number, nearest or ("killed" if held else ""), unit)


def _counts(number: Number, what: str, unit: str) -> Number:
    if not what and not unit:
        return number
    return Number(number.value, number.text, number.start, number.end, what, unit, number.article)


def _first_words(behind: str) -> list[str]:
    """The first two words, or as many as there are."""
    return [match[0] for match in islice(WORD.finditer(behind), 2)]


def _since_conjunction(ahead: str, lexicon: Lexicon) -> str:
    """What stands before a number and may say what it counts: in "four were killed and nine …" nothing does."""
    last = 0
    for word in WORD.finditer(ahead):
        if word[0].casefold() in lexicon.conjunctions:
            last = word.end()
    return ahead[max(last, ahead.rfind(",") + 1) :]


def _nearest(ahead: str, behind: str, lexicon: Lexicon) -> str:
    """What the nearest word that tells it says a number counts, one that follows rather than one before."""
    found: list[tuple[int, int, str]] = []
    words = words_in(ahead) | words_in(behind)
    for what, pattern in lexicon.counted.items():
        if what in ("percent", "money") or not pattern.may_stand_in(words):
            continue
        match = pattern.search(behind)
        if match and (between := len(WORD.findall(behind[: match.start()]))) < (1 if what == "age" else BEHIND):
            found.append((between, 0, what))
        last = next(reversed(list(pattern.finditer(ahead))), None)
        if last and (between := len(WORD.findall(ahead[last.end() :]))) < (1 if what == "age" else AHEAD):
            found.append((between, 1, what))
    return min(found, default=(0, 0, ""))[2]
