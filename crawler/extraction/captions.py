"""What stands under and above photos when a page is pasted as text: captions, credits, lines of keywords."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from crawler.extraction import phrases
from crawler.extraction.folding import UNSPACED, folded
from crawler.extraction.stops import stops

LONGEST = 420  # characters of a caption; the longest of a wire photo name every person shown
SHORTEST_STORY = 160  # characters of sentences that stand beside a picture and do not only say what it shows
LONGEST_KEYWORDS = 200
MOST_WORDS_OF_KEYWORD = 4
FEWEST_KEYWORDS = 3
LONGEST_UNSPACED_KEYWORD = 8
FEWEST_WORDS_OF_REMARK = 4

_LABEL = "photo|foto|image|bild|picture|zdj|kuva|фото|צילום|撮影|写真|사진|图|圖|تصوير"
# Japanese and Chinese say at the end, without a full stop, whose picture it is: "…、佐倉千尋撮影", "… (市提供)".
_TAKEN_BY = re.compile(r"[、＝,=（(][^、＝。]{1,30}(?:撮影|提供|摄|攝)[）)]?$")  # noqa: RUF001 - full-width marks
_TAKEN_BY_AFTER = re.compile(r"[。！？」”][^。]{1,30}(?:撮影|提供|摄影|攝影|供图|供圖|摄|攝)[）)]?$")  # noqa: RUF001
# Korean says it in square brackets, often with the terms of use: "[…시 제공. 재판매 및 DB 금지]".
_PROVIDED = re.compile(r"\[[^\[\]]{0,60}(?:제공|촬영|캡처|재판매)[^\[\]]{0,40}\]\W*$")
# "(c)" also counts in laws and lists: "paragraphs (a), (b) and (c) of the statute."
_COPYRIGHT = re.compile(r"(?:(?:©|&copy;)\s?[^.]{2,80}\.?|(?<!\d)\(c\)\s?(?:[^\Wa-z][^.]{1,79}\.?|[^.]{2,80}))$")
# A bracket within a sentence, without a mark of a credit: "…, said the mayor (pictured)."
_WITHIN = re.compile(r"[(\uff08\[][^()\uff08\uff09\[\]:=/|©]*[)\uff09\]][.!?…。]\W*$")
_BRACKET_AT_END = re.compile(r"\s*[(\uff08\[][^()\uff08\uff09\[\]]*[)\uff09\]]\W*$")
_LAST_STOP = re.compile(r"(?<=[.!?。…\"”»])\s+(?=[^.!?。]{2,80}$)")
_NAME_WORD = re.compile(r"[\w.’'&-]+$")
_SMALL = frozenset(
    [
        "of",
        "the",
        "and",
        "for",
        "de",
        "la",
        "le",
        "du",
        "des",
        "del",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "von",
        "van",
        "der",
        "den",
        "und",
        "y",
        "e",
        "et",
        "i",
        "og",
        "och",
        "ja",
    ]
)
_KEYWORD_SPLIT = re.compile(r"\s*[,;،、\uff0c|]\s*")
_HASHTAGS = re.compile(r"^(?:#[\w-]+[\s,]*){2,}$")
_STOP = re.compile(r"[.!?。！？:]\s|[.!?。:\"”]$")  # noqa: RUF001 - full-width marks end sentences too


@cache
def agencies() -> tuple[frozenset[str], frozenset[str]]:
    """The agencies' names: those told by their spelling, and the others in small letters."""
    source = files(__package__).joinpath("agencies.toml").read_text(encoding="utf-8")
    data = tomllib.loads(source)
    return frozenset(data["exact"]), frozenset(name.lower() for name in data["names"])


@cache
def _credits() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A credit in brackets at the end of a block; an agency beside a slash, or at the very end."""
    exact, names = agencies()
    agency = f"(?:{'|'.join(map(re.escape, exact))}|(?i:{'|'.join(map(re.escape, names))}))"
    inside = r"[^()\uff08\uff09\[\]]{0,80}"
    bracketed = rf"[(\uff08\[]{inside}(?:\b{agency}\b|(?i:{_LABEL})){inside}[)\uff09\]]\W*$"
    beside = rf"[/|]\s?{agency}\W*$|\b(?:via|for)\s{agency}\W*$|\b{agency}\s?[/|]\s?[^.]{{2,50}}$|\s{agency}$"
    return re.compile(bracketed), re.compile(beside)


def is_caption(text: str, language: str | None, *, after_keywords: bool = False) -> bool:
    """Whether a block says what a photo shows or whose it is."""
    if len(text) > LONGEST:
        return False
    if _says_whose(text, language):
        return True
    if _TAKEN_BY.search(text) or _TAKEN_BY_AFTER.search(text) or _PROVIDED.search(text):
        return True
    tail = credit_at_end(text)
    if tail is not None:
        return True
    low = folded(text)
    shows = any(low.startswith(word) or f" {word} " in low for word in phrases.words("caption", language))
    return after_keywords and (shows or not text.endswith((".", "!", "?", "。", '"', "”")))


def is_credited(text: str, language: str | None) -> bool:
    """Whether a block says whose a photo is, by more than the agencies that sign the last paragraph of a story and more
    than a bracket within its last sentence."""
    if len(text) > LONGEST or is_signed_off(text) or _WITHIN.search(text):
        return False
    return _says_whose(text, language)


def _says_whose(text: str, language: str | None) -> bool:
    bracketed, beside = _credits()
    inside = bracketed.search(text)
    return bool(
        (inside and not is_remark(inside.group()))
        or _COPYRIGHT.search(text)
        or (beside.search(text) and not text.endswith((".", "!", "?", "。")))
        or _labelled(text, language)
    )


def is_prose(text: str) -> bool:
    """Whether a text that ends in a bracket tells a story of sentences, with an address or a price behind it."""
    found = _BRACKET_AT_END.search(text)
    before = "" if found is None else text[: found.start()]
    return (
        found is not None
        and len(before) >= SHORTEST_STORY
        and stops(before)
        and any(map(str.isdigit, found.group()))
        and not is_credited(text, None)
    )


def is_remark(bracket: str) -> bool:
    """Whether a bracket speaks of a picture as text does, "(his picture hangs in the hall)", and names nobody."""
    words = bracket.split()
    return len(words) >= FEWEST_WORDS_OF_REMARK and bracket.islower() and not re.search(r"[:=/|©]", bracket)


def is_signed_off(text: str) -> bool:
    """Whether a sentence ends in nothing but agencies, as captions do and the last paragraphs of agency stories."""
    return bool(_sign_off().search(text))


@cache
def _sign_off() -> re.Pattern[str]:
    exact, names = agencies()
    agency = f"(?:{'|'.join(map(re.escape, exact))}|(?i:{'|'.join(map(re.escape, names))}))"
    several = rf"{agency}(?:\s?[/,]\s?\w+)*"
    return re.compile(rf"[.!?。\"”»“](?:\s*[(\uff08\[]{several}[)\uff09\]]|\s{several})\W*$")


def _labelled(text: str, language: str | None) -> bool:
    """Whether a credit such as "Foto: Name" starts or ends the block."""
    low = folded(text)
    first, last = _labels(language)
    return bool(first.match(low) or last.search(low))


@cache
def _labels(language: str | None) -> tuple[re.Pattern[str], re.Pattern[str]]:
    labels = "|".join(map(re.escape, sorted(phrases.words("photo", language), key=len, reverse=True))) or "(?!)"
    return (
        re.compile(rf"(?:{labels})\s?[:=/](?!/)"),
        re.compile(rf"(?:^|[\W_])(?:{labels})\s?[:=/](?!/)\s?[^.!?。]{{2,70}}$"),
    )


def credit_at_end(text: str) -> str | None:
    """A credit after the last sentence: a few capitalised words without a full stop ("… in June. Fire Department")."""
    parts = _LAST_STOP.split(text)
    if len(parts) < 2 or text.rstrip()[-1:] in '.!?…"”»':
        return None
    tail = parts[-1]
    words = re.split(r"[\s/]+", tail)
    named = [word for word in words if is_capitalised(word)]
    others = [word for word in words if not is_capitalised(word) and word.lower() not in _SMALL]
    return tail if named and not others and len(words) <= 8 else None


def is_capitalised(word: str) -> bool:
    """Whether a word has the form of a name's."""
    return word[:1].isupper() and bool(_NAME_WORD.match(word))


def is_keywords(text: str) -> bool:
    """Whether a line lists the subjects of a photo or an article: short items, all in small letters, no sentence."""
    if _HASHTAGS.match(text) and len(text) <= LONGEST_KEYWORDS:
        return True
    return is_list(text) and bool(UNSPACED.search(text) or text == text.lower())


def is_list(text: str) -> bool:
    """Whether a line is a list of short items in any letters: keywords, if it stands over a caption."""
    if len(text) > LONGEST_KEYWORDS or _STOP.search(text):
        return False
    items = [item for item in _KEYWORD_SPLIT.split(text) if item]
    if len(items) < FEWEST_KEYWORDS or any(len(item.split()) > MOST_WORDS_OF_KEYWORD for item in items):
        return False
    if UNSPACED.search(text):
        return all(len(item) <= LONGEST_UNSPACED_KEYWORD for item in items)
    return any(map(str.isalpha, text))
