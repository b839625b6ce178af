"""The numbers of a sentence by value, "two" as 2, "1.5 million" as 1,500,000, and what each of them counts.

Separators are read as the language writes them: "1.500" is a thousand and a half in German, one and a half in English.
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import regex

from storage.revisions.counting import WINDOW, Number, counting
from storage.revisions.names import in_title_case, opens_sentence
from storage.revisions.phrases import words_in
from storage.revisions.words import common

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from regex import Match

    from storage.revisions.lexicon import Lexicon

CURRENCY_SIGNS = frozenset("$€£¥₹₽₩₪₺₴฿")
PERCENT_SIGNS = frozenset("%٪\N{FULLWIDTH PERCENT SIGN}")
# East Asian scales stand right behind the digits; the other languages' are words in their tables.
SCALES = {
    "万": 10**4,
    "萬": 10**4,
    "만": 10**4,
    "億": 10**8,
    "亿": 10**8,
    "억": 10**8,
    "兆": 10**12,
    "千": 10**3,
    "百": 100,
}
# Any code with a letter before its first digit: CVE-2025-0283, A16, F-16, Covid-19. A figure too, but not a quantity.
CODE = r"(?P<code>[\p{Lu}\p{Ll}]+-?\d[\w.\-–/]*(?<=\w))"
DATE = r"(?P<date>\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)(?!\d))"
CLOCK = r"(?P<clock>\d{1,2}[:h]\d\d(?!\d)|\d{1,2}\.\d\d(?=\s?(?:uur|Uhr|[ap]\.?m\b)))(?:\s?(?:uur|Uhr|[ap]\.?m\b\.?))?"
SCORE = r"(?P<score>\d{1,3}[-–−]\d{1,3}(?![\d\-–]|[.,]\d))"
NUMERAL = (
    r"(?P<numeral>\d{1,3}(?:(?P<sep>[,.'’\u00a0\u202f ])\d{3})(?:(?P=sep)\d{3})*(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
# A run of words, none of them the beginning of a code.
WORDS = r"(?P<words>(?>\p{L}[\p{L}\p{M}]*+)(?!-?\d)(?:[-‐ ](?>\p{L}[\p{L}\p{M}]*+)(?!-?\d))*)"
# All that there is in a text of common letters without a digit.
RUN = re.compile(r"[^\W\d_²³¹¼½¾]+(?:[-‐ ][^\W\d_²³¹¼½¾]+)*")
DIGIT = re.compile(r"\d")
TOKEN = regex.compile(rf"(?<![\p{{Lu}}\p{{Ll}}\d])(?:{CODE}|{DATE}|{CLOCK}|{SCORE}|{NUMERAL})|{WORDS}")
BETWEEN = re.compile("[-‐ ]")
ORDINAL = regex.compile(r"(?:st|nd|rd|th|s|e|er|re|ème|ste|de|º|ª|°|\.(?=\s\p{Ll}))(?![\p{L}\d])")
SENTENCE = 1000  # letters up to which a text's numbers are remembered
BEHIND_DAY = regex.compile(r"[\s.]*(?:(?:of|de|di)\s+)?(\p{L}+)\.?")
BEFORE_DAY = regex.compile(r"(\p{L}+)\.?\s+(?:the\s+)?$")
# Groups of what is no quantity, and what they count as.
UNMEASURED = {"code": "code", "date": "date", "clock": "time", "score": "score"}
ZERO = Decimal(0)
OLDEST = 120
TEN, TWENTY, LAST_DAY, HUNDRED, THOUSAND = 10, 20, 31, 100, 1000
SHORTEST_COMPOUND = 6
Part = tuple[int, bool]  # a value, and whether it multiplies what stands before it


def numbers_in(text: str, lexicon: Lexicon) -> tuple[Number, ...]:
    """The numbers of a sentence in reading order."""
    return _remembered(text, lexicon) if len(text) <= SENTENCE else _counted(_numbers(text, lexicon), text, lexicon)


def tells_numbers(text: str, lexicon: Lexicon) -> bool:
    """Whether a sentence has a number that is no article."""
    found = _written(text, lexicon) if len(text) <= SENTENCE else _numbers(text, lexicon)
    return not all(number.article for number in found)


@lru_cache(maxsize=512)
def _remembered(text: str, lexicon: Lexicon) -> tuple[Number, ...]:
    """The numbers of a sentence, which several questions are asked of in turn."""
    return _counted(_written(text, lexicon), text, lexicon)


@lru_cache(maxsize=512)
def _written(text: str, lexicon: Lexicon) -> tuple[Number, ...]:
    return _numbers(text, lexicon)


def _counted(numbers: Iterable[Number], text: str, lexicon: Lexicon) -> tuple[Number, ...]:
    """The numbers with what they count."""
    return tuple(counting(number, text, lexicon) for number in numbers)


def _numbers(text: str, lexicon: Lexicon) -> tuple[Number, ...]:
    found: list[Number] = []
    if common(text) and not DIGIT.search(text):
        for run in RUN.finditer(text):
            found += _spelled(run[0], run.start(), text, lexicon)
    else:
        for match in TOKEN.finditer(text):
            if match.lastgroup == "words":
                found += _spelled(match[0], match.start(), text, lexicon)
            else:
                found.append(_numeral(match, text, lexicon))
    return tuple(_dated(_scaled(found, text), text, lexicon))


def _numeral(match: Match[str], text: str, lexicon: Lexicon) -> Number:
    if match.lastgroup in UNMEASURED:
        return Number(None, match[0], match.start(), match.end(), UNMEASURED[match.lastgroup])
    start, end = match.span("numeral")
    value = _read(match["numeral"], match["sep"], lexicon)
    before, after = text[:start].rstrip(), text[end:].lstrip()
    if value is None:  # 17.4.1
        return Number(None, match[0], start, end, "code")
    what = ""
    if before[-1:] in CURRENCY_SIGNS or after[:1] in CURRENCY_SIGNS:
        what = "money"
    elif after[:1] in PERCENT_SIGNS:
        what = "percent"
    elif regex.match(r"[ap]\.?m\b", after):
        what = "time"
    elif before[-1:] == "(" and after[:1] == ")" and value < OLDEST:
        what = "age"
    elif match["numeral"].isdigit() and len(match["numeral"]) == 4 and 1800 <= value <= 2100:
        what = "year"
    ordinal = ORDINAL.match(text, end)
    end = ordinal.end() if ordinal else end
    return Number(value, text[start:end], start, end, what)


def _read(numeral: str, separator: str | None, lexicon: Lexicon) -> Decimal | None:
    """The value of digits with separators; None if they are no number ("17.4.1")."""
    digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in numeral)
    # One dot or comma before three digits is a thousand only if the language does not put decimals there.
    if separator and (separator != lexicon.decimal or digits.count(separator) > 1):
        digits = digits.replace(separator, "")
    digits = digits.replace(",", ".").replace(" ", "")
    return Decimal(digits) if digits.count(".") <= 1 else None


class _Word(NamedTuple):
    """A word of a run of words."""

    text: str
    start: int
    end: int


class _Meaning(NamedTuple):
    """What a word says of a number."""

    parts: tuple[Part, ...]
    joins: bool
    day: bool


def _spelled(words: str, first: int, text: str, lexicon: Lexicon) -> Iterator[Number]:
    """The numbers written in words in a run of words, which begins at `first`."""
    run: list[tuple[_Word, tuple[Part, ...]]] = []
    meanings = _meanings(lexicon)
    end = first - 1
    for letters in BETWEEN.split(words):
        start, end = end + 1, end + 1 + len(letters)
        folded = letters.casefold()
        meaning = meanings.get(folded)
        if meaning is None and lexicon.compounds and len(letters) >= SHORTEST_COMPOUND:
            meaning = _compound(folded, lexicon)
        if meaning is None:
            if run:
                yield from _summed(run, text, lexicon)
                run = []
            continue
        word = _Word(letters, start, end)
        parts = meaning.parts
        if parts and _in_name(word, text, lexicon):
            parts = ()
        if meaning.day:
            yield Number(None, letters, start, end, "day")
        if parts or (run and meaning.joins):
            run.append((word, parts))
        elif run:
            yield from _summed(run, text, lexicon)
            run = []
    if run:
        yield from _summed(run, text, lexicon)


@lru_cache(maxsize=64)
def _meanings(lexicon: Lexicon) -> dict[str, _Meaning]:
    """What words say of a number, but for those put together of several."""
    known = _known(lexicon)
    words = {*known, *lexicon.joiners, *lexicon.days}
    return {
        word: _Meaning((known[word],) if word in known else (), word in lexicon.joiners, word in lexicon.days)
        for word in words
    }


@lru_cache(maxsize=20_000)
def _compound(word: str, lexicon: Lexicon) -> _Meaning | None:
    """The number words that a word is made of, in order: "tweehonderd" → 2, and a scale of 100."""
    parts = _split(word, _known(lexicon), lexicon)
    return _Meaning(parts, joins=False, day=False) if parts else None


def _in_name(word: _Word, text: str, lexicon: Lexicon) -> bool:
    """A capital that the place does not ask for: the Six Nations."""
    if not word.text[0].isupper() or lexicon.capital_nouns or opens_sentence(text, word.start):
        return False
    return len(word.text) > 1 and not in_title_case(text[:WINDOW])


def _summed(run: Sequence[tuple[_Word, tuple[Part, ...]]], text: str, lexicon: Lexicon) -> Iterator[Number]:
    """The numbers in a run of number words: "twenty two hundred and four" is one, "two three" are two."""
    total = current = 0
    first: _Word | None = None
    last: _Word | None = None
    for word, parts in run:
        for value, scales in parts:
            if first is not None and last is not None and not scales and not _fits(current, value, lexicon):
                yield _number(total + current, first, last, text, lexicon)
                total, current, first = 0, 0, None
            if not scales:
                # quatre-vingt is four times twenty
                current = 80 if lexicon.language == "fr" and (current, value) == (4, 20) else current + value
            elif value < THOUSAND:
                current = max(current, 1) * value
            else:
                total, current = total + max(current, 1) * value, 0
            first, last = first or word, word
    if first is not None and last is not None:
        yield _number(total + current, first, last, text, lexicon)


def _number(value: int, first: _Word, last: _Word, text: str, lexicon: Lexicon) -> Number:
    letters = text[first.start : last.end]
    return Number(Decimal(value), letters, first.start, last.end, article=letters.casefold() in lexicon.articles)


def _fits(current: int, value: int, lexicon: Lexicon) -> bool:
    """Whether a number word goes on from what stands before it: "twenty two", not "two three"."""
    if lexicon.language == "fr" and (
        (current % 100 in (60, 80) and value < TWENTY) or (current, value) == (4, TWENTY)  # soixante-dix, quatre-vingt
    ):
        return True
    room = 1
    while current and current % (room * 10) == 0:
        room *= 10
    return value < room if current else True


def _split(word: str, known: dict[str, Part], lexicon: Lexicon) -> tuple[Part, ...] | None:
    if not word:
        return ()
    for length in range(len(word), 1, -1):
        head = word[:length]
        if head in known or head in lexicon.joiners:
            rest = _split(word[length:], known, lexicon)
            if rest is not None:
                return (known[head], *rest) if head in known else rest
    return None


@lru_cache(maxsize=64)
def _known(lexicon: Lexicon) -> dict[str, Part]:
    """The number words, and those that a unit makes with a ten: "einundzwanzig", "ventuno"."""
    known = {word: (value, False) for word, value in lexicon.numbers.items()}
    known |= {word: (value, True) for word, value in lexicon.scales.items()}
    if lexicon.compounds:
        units = [(word, value) for word, value in lexicon.numbers.items() if 0 < value < TEN]
        tens = [(word, value) for word, value in lexicon.numbers.items() if TEN < value < HUNDRED and value % TEN == 0]
        for unit, n in units:
            for ten, m in tens:
                known |= {unit + joiner + ten: (n + m, False) for joiner in lexicon.joiners}
                known[ten + unit] = known[ten[:-1] + unit] = (n + m, False)
    return known


def _scaled(numbers: Sequence[Number], text: str) -> Iterator[Number]:
    """The numbers with "million" and its kin behind digits made one with them."""
    left = deque(numbers)
    while left:
        number = left.popleft()
        if number.value is not None and number.text[-1:].isdigit():
            number = _with_sign(number, text)
            while left and left[0].start == number.end and left[0].value is not None and number.text[-1] in SCALES:
                rest = _with_sign(left.popleft(), text)
                value = (number.value or ZERO) + (rest.value or ZERO)
                number = replace(number, value=value, text=number.text + rest.text, end=rest.end)
            while (
                left
                and left[0].start - number.end <= 1
                and not text[number.end : left[0].start].strip(" -\u00a0\u202f")
            ):
                scale = left[0]
                if scale.value is None or scale.value < TEN or scale.text[0].isdigit():
                    break
                if len(scale.text) == 1 and number.what != "money":  # "5 m" are metres
                    break
                left.popleft()
                number = replace(
                    number, value=_whole((number.value or ZERO) * scale.value), text=text[number.start : scale.end],
                    end=scale.end, what="" if number.what == "year" else number.what,
                )  # fmt: skip
        elif len(number.text) <= 2 and number.value is not None and number.value >= THOUSAND:  # a lone "m" or "bn"
            continue
        yield number


def _whole(value: Decimal) -> Decimal:
    """The value without zeros behind the point: 1.5 million is 1500000, not 1500000.0."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


def _with_sign(number: Number, text: str) -> Number:
    """The number with the East Asian scales behind its digits: "3億2000万"."""
    while number.value is not None and text[number.end : number.end + 1] in SCALES and number.end < len(text):
        value, end = number.value * SCALES[text[number.end]], number.end + 1
        number = replace(number, value=value, text=text[number.start : end], end=end, what="")
    return number


def _dated(numbers: Iterator[Number], text: str, lexicon: Lexicon) -> Iterator[Number]:
    """The numbers, a day beside the name of a month made one with it: the 3rd of June is 603."""
    if lexicon.months.keys().isdisjoint(words_in(text)):
        yield from numbers
        return
    for number in numbers:
        yield number if number.value is None or not 1 <= number.value <= LAST_DAY else _day(number, text, lexicon)


def _day(number: Number, text: str, lexicon: Lexicon) -> Number:
    behind, before = (
        BEHIND_DAY.match(text, number.end),
        BEFORE_DAY.search(text, max(0, number.start - WINDOW), number.start),
    )
    if behind and behind[1].casefold() in lexicon.months:
        month, start, end = behind[1], number.start, behind.end(1)
    elif before and before[1].casefold() in lexicon.months:
        month, start, end = before[1], before.start(1), number.end
    else:
        return number
    ordinal = ORDINAL.match(text, end)
    end = ordinal.end() if ordinal else end
    value = Decimal(lexicon.months[month.casefold()] * 100) + (number.value or 0)
    return replace(number, value=value, text=text[start:end], start=start, end=end, what="date")
