"""The paragraphs of a plain text or Markdown file: wrapped lines joined, list marks and Markdown notation read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.extraction.folding import UNSPACED
from storage.records import BlockKind, Link

if TYPE_CHECKING:
    from collections.abc import Iterator

# People wrap text at 60 to 100 columns; longer lines are paragraphs of their own.
WIDEST = 110
NARROWEST = 40
FULL_LINES = 0.5  # share of lines inside paragraphs that must be full before a text counts as wrapped

_BREAK = re.compile(r"\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BULLET = re.compile(r"^(?:[•·‣▪■●○◦►▶✓*+–—―-]|\u2013)\s+")
DASHES = ("-", "–", "—", "―")
# "– Smoke could be seen for miles – said the captain.": a dash that goes on with a paragraph of wrapped lines.
_ASIDE = re.compile(r"[–—―]\s+(\w)")
_SENTENCE = re.compile(r"[.!?…。॥।؟][\"'”’»“)\]]*$")
# Where speech stands in quotation marks: two sentences with dashes before them are a list.
_QUOTING = frozenset({"ar", "de", "en", "he", "hi", "ja", "ko", "nl", "zh"})
_NUMBER = re.compile(r"^\(?\d{1,2}[.)]\s+")
_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_QUOTE = re.compile(r"^>\s?")
_RULE = re.compile(r"^\s*(?:[-*_=~#+]\s*){3,}$")
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\((\S+?)(?:\s+[\"'][^)]*[\"'])?\)")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_]+?)(?<=\S)\1(?![\w*])")
_SPACES = re.compile(r"\s+")


@dataclass(slots=True)
class Line:
    """A paragraph, heading, list item or quote as written."""

    text: str  # without marks and notation
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0  # of a Markdown heading, from 1
    group: int = 0  # lines without an empty line between them have the same
    links: tuple[Link, ...] = ()
    image: bool = False  # nothing but Markdown images
    emphasised: bool = False  # as a whole
    bullet: bool = False
    mark: str = ""  # of a list item, as written


def paragraphs(text: str, *, markdown: bool = False) -> list[Line]:
    """The lines of a text in order, none of them empty."""
    raw = _BREAK.split(text)
    width = _wrapped_at(raw)
    found: list[Line] = []
    group = 0
    for run in _runs(raw, width):
        if not run:
            group += 1
            continue
        line = _read(run, markdown=markdown)
        if line is None:
            group += 1
            continue
        line.group = group
        found.append(line)
    return found


def read_speech(lines: list[Line], language: str | None, *, markdown: bool = False) -> None:
    """Gives lines of speech their dash back ("– Non, dit-il."): neighbours that are all sentences.

    One such line is no list in any language; in Markdown a hyphen always makes one.
    """
    run: list[Line] = []
    for line in [*lines, Line("")]:
        if line.mark in (DASHES[1:] if markdown else DASHES):
            run.append(line)
            continue
        if (len(run) == 1 or language not in _QUOTING) and all(_SENTENCE.search(said.text) for said in run):
            for said in run:
                said.text, said.kind, said.bullet = f"{said.mark} {said.text}", BlockKind.PARAGRAPH, False
        run = []


def _wrapped_at(raw: list[str]) -> int | None:
    """The width that a text is wrapped at, None for a text with a paragraph a line."""
    lengths = sorted(len(line.rstrip()) for line in raw if line.strip())
    if not lengths or not NARROWEST <= lengths[-1] <= WIDEST:
        return None
    width = lengths[-1]
    inner = [n for n in range(len(raw) - 1) if raw[n].strip() and raw[n + 1].strip()]
    full = sum(_is_full(raw[n], raw[n + 1], width) for n in inner)
    return width if inner and full >= FULL_LINES * len(inner) else None


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word had no room on this one."""
    line, following = line.rstrip(), following.strip()
    word = following.split(maxsplit=1)[0] if following else ""
    if UNSPACED.match(word):
        return len(line) >= width - 3
    return len(line) + 1 + len(word) > width


def _runs(raw: list[str], width: int | None) -> Iterator[str]:
    """Paragraphs as one string each, "" for an empty line."""
    current = ""
    for number, line in enumerate(raw):
        bare = line.strip()
        if not bare:
            if current:
                yield current
            current = ""
            yield ""
            continue
        previous = raw[number - 1] if number else ""
        if current and width and _is_full(previous, line, width) and not _starts_anew(line, previous):
            current += _glue(current, bare) + bare
        else:
            if current:
                yield current
            current = bare
    if current:
        yield current


def _starts_anew(line: str, previous: str) -> bool:
    indented = len(line) - len(line.lstrip()) > len(previous) - len(previous.lstrip())
    if (aside := _ASIDE.match(line.strip())) and aside.group(1).islower():
        return False
    marked = any(mark.match(line.strip()) for mark in (_BULLET, _NUMBER, _HEADING, _QUOTE, _RULE))
    return marked or (indented and not _BULLET.match(previous.strip()))


def _glue(before: str, after: str) -> str:
    """What stands between two joined lines: nothing inside CJK text and after a hyphen."""
    if UNSPACED.match(before[-1]) and UNSPACED.match(after[0]) and not "\uac00" <= after[0] <= "\ud7af":
        return ""
    return "" if before.endswith("-") and before[-2:-1].isalpha() else " "


def _read(run: str, *, markdown: bool) -> Line | None:
    """A line with its marks read; None for a rule, which has no words."""
    if _RULE.match(run):
        return None
    line = Line(run)
    if markdown:
        _read_markdown(line)
    if bullet := _BULLET.match(line.text):
        line.text, line.kind, line.bullet = line.text[bullet.end() :], BlockKind.ITEM, True
        line.mark = bullet.group().strip()
    elif _NUMBER.match(line.text) and line.kind is BlockKind.PARAGRAPH:
        line.kind = BlockKind.ITEM
    line.text = _SPACES.sub(" ", line.text).strip()
    return line if line.text else None


def _read_markdown(line: Line) -> None:
    if heading := _HEADING.match(line.text):
        line.level, line.text, line.kind = len(heading.group(1)), heading.group(2), BlockKind.SUBHEAD
    elif quote := _QUOTE.match(line.text):
        line.text, line.kind = line.text[quote.end() :], BlockKind.QUOTE
    if _IMAGE.search(line.text) and not _IMAGE.sub("", line.text).strip():
        line.image = True
        return
    line.links = tuple(Link(_plain(words), href) for words, href in _LINK.findall(line.text))
    text = _LINK.sub(r"\1", line.text)
    whole = _STRONG.fullmatch(text) or _EMPHASIS.fullmatch(text)
    line.emphasised = bool(whole)
    line.text = _plain(text)


def _plain(text: str) -> str:
    """Text without Markdown's marks of emphasis."""
    return _EMPHASIS.sub(r"\2", _STRONG.sub(r"\2", text))
