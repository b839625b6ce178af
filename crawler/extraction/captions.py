"""What stands under and above photos when a page is pasted as text: captions, credits, lines of keywords."""

from __future__ import annotations

import re

from crawler.extraction import phrases
from crawler.extraction.folding import UNSPACED, folded

LONGEST = 420  # characters of a caption; the longest of a wire photo name every person shown
LONGEST_KEYWORDS = 200
MOST_WORDS_OF_KEYWORD = 4
FEWEST_KEYWORDS = 3

_AGENCY = (
    r"(?:AP|AFP|EPA(?:-EFE)?|EFE|REUTERS|Reuters|dpa|DPA|APA|ANSA|Getty(?: Images)?|Shutterstock|iStock|Alamy|imago|IMAGO|"
    r"Keystone|Xinhua|Yonhap|Kyodo|TASS|ТАСС|РИА Новости|УНІАН|Укринформ|Укрінформ|NTB|TT|Ritzau(?: Scanpix)?|Scanpix|"
    r"Lehtikuva|PAP|ČTK|CTK|Belga|ANP|LUSA|Lusa|LaPresse|PA|PTI|ANI|AA|Bloomberg|UPI|Associated Press|Zuma(?: Press)?|"
    r"NurPhoto|SIPA|Sipa|Anadolu(?: Agency)?|picture alliance|ullstein bild|Unsplash|Pixabay|Pexels|Wikimedia Commons|共同|時事|"
    r"新华社|新華社|中新社|뉴시스|연합뉴스|뉴스1)"
)
_BRACKETED_CREDIT = re.compile(
    rf"[(（\[][^()（）\[\]]{{0,80}}(?:{_AGENCY}|(?i:photo|foto|image|bild|picture|zdj|kuva|фото|צילום|撮影|写真|사진|图|圖|تصوير)"
    rf")[^()（）\[\]]{{0,80}}[)）\]]\W*$"
)
_AGENCY_CREDIT = re.compile(
    rf"(?:[/|]\s?{_AGENCY}|\b(?:via|for)\s{_AGENCY}|{_AGENCY}\s?[/|]\s?[^.]{{2,50}}|\s{_AGENCY})\W*$"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|&copy;)\s?[^.]{2,80}\.?$")
_LAST_STOP = re.compile(r"(?<=[.!?。…\"”»])\s+(?=[^.!?。]{2,80}$)")
_CAPITALISED = re.compile(r"^[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЇЄҐ][\w.’'&-]*$")
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
_KEYWORD_SPLIT = re.compile(r"\s*[,;،、，|]\s*")
_HASHTAGS = re.compile(r"^(?:#[\w-]+[\s,]*){2,}$")
_STOP = re.compile(r"[.!?。！？:]\s|[.!?。:\"”]$")  # noqa: RUF001 - full-width marks end sentences too


def is_caption(text: str, language: str | None, *, after_keywords: bool = False) -> bool:
    """Whether a block says what a photo shows or whose it is."""
    if len(text) > LONGEST:
        return False
    if _BRACKETED_CREDIT.search(text) or _COPYRIGHT.search(text):
        return True
    if _AGENCY_CREDIT.search(text) and not text.endswith((".", "!", "?", "。")):
        return True
    if _labelled(text, language):
        return True
    tail = credit_at_end(text)
    if tail is not None:
        return True
    low = folded(text)
    shows = any(low.startswith(word) or f" {word} " in low for word in phrases.words("caption", language))
    return after_keywords and (shows or not text.endswith((".", "!", "?", "。", '"', "”")))


def _labelled(text: str, language: str | None) -> bool:
    """Whether a credit such as "Foto: Name" starts or ends the block."""
    labels = "|".join(map(re.escape, sorted(phrases.words("photo", language), key=len, reverse=True)))
    if not labels:
        return False
    low = folded(text)
    first = re.match(rf"(?:{labels})\s?[:=/](?!/)", low)
    last = re.search(rf"(?:^|[\W_])(?:{labels})\s?[:=/](?!/)\s?[^.!?。]{{2,70}}$", low)
    return bool(first or last)


def credit_at_end(text: str) -> str | None:
    """A credit after the last sentence: a few capitalised words without a full stop ("… in June. Fire Department")."""
    parts = _LAST_STOP.split(text)
    if len(parts) < 2 or text.rstrip()[-1:] in '.!?…"”»':
        return None
    tail = parts[-1]
    words = re.split(r"[\s/]+", tail)
    named = [word for word in words if _CAPITALISED.match(word)]
    others = [word for word in words if not _CAPITALISED.match(word) and word.lower() not in _SMALL]
    return tail if named and not others and len(words) <= 8 else None


def is_keywords(text: str) -> bool:
    """Whether a line lists the subjects of a photo or an article: short items, all in small letters, no sentence."""
    if len(text) > LONGEST_KEYWORDS:
        return False
    if _HASHTAGS.match(text):
        return True
    if _STOP.search(text):
        return False
    items = [item for item in _KEYWORD_SPLIT.split(text) if item]
    if len(items) < FEWEST_KEYWORDS or any(len(item.split()) > MOST_WORDS_OF_KEYWORD for item in items):
        return False
    if UNSPACED.search(text):
        return all(len(item) <= 8 for item in items)
    return text == text.lower() and any(map(str.isalpha, text))
