"""The optional block on top of a text file that says what the file itself cannot: whose text it is, and from when.

    ---
    url: https://news.example/bridge
    captured: 2024-03-12T10:15:00Z
    headline: Bridge closed
    byline: Jane Doe, John Roe
    published: 2024-03-12
    ---

The fences may be missing when an empty line ends the block and all of its keys are known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from crawler.moments import iso
from storage.errors import PageError

LONGEST = 8_192  # characters in which the block must end
KEYS = frozenset({"url", "captured", "headline", "byline", "published"})
_FIELD = re.compile(r"([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_PEOPLE = re.compile(r"\s*(?:,|;|&|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the block says; `text` is the block as written and `length` the characters that it takes up."""

    url: str | None = None
    captured: datetime | None = None  # UTC where the block names no zone
    headline: str | None = None
    byline: tuple[str, ...] = ()
    published: datetime | None = None  # without a zone where the block names none
    text: str = ""
    length: int = 0


def read(text: str) -> FrontMatter:
    """The front matter of a text, an empty one where there is none.

    Raises PageError for a time of capture that cannot be read, since a file under a wrong date would be a false
    edition, and for a fence with a URL that nothing closes. Lines between fences that are no fields are passed over.
    """
    head = text[:LONGEST].removeprefix("\ufeff")
    lines = head.splitlines(keepends=True)
    skipped = min(len(text), LONGEST) - len(head)
    fenced = bool(lines) and lines[0].rstrip() == "---"
    values: dict[str, str] = {}
    odd = False
    for number, line in enumerate(lines[1:] if fenced else lines, start=int(fenced)):
        bare = line.strip()
        if bare == "---" if fenced else not bare:
            if not ((KEYS if fenced else {"url", "captured"}) & values.keys()) and (odd or not fenced):
                break
            taken = lines[: number + 1]
            return _made(values, "".join(taken).strip(), skipped + sum(map(len, taken)))
        found = _FIELD.match(bare)
        if fenced and not found:
            odd = odd or bool(bare)
            if odd and not values:
                break  # a text between two lines, not fields
            continue
        if not found or (not fenced and found.group(1).lower() not in KEYS):
            break
        values[found.group(1).lower()] = _unquoted(found.group(2) or "")
    else:
        if fenced and "url" in values:
            raise PageError("front matter: no line of --- ends it")
        if not fenced and len(text) <= LONGEST and {"url", "captured"} & values.keys():
            return _made(values, text.strip(), len(text))
    return FrontMatter()


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _made(values: dict[str, str], block: str, length: int) -> FrontMatter:
    names = values.get("byline", "").strip("[]")
    return FrontMatter(
        url=values.get("url") or None,
        captured=_moment("captured", values.get("captured")),
        headline=values.get("headline") or None,
        byline=tuple(_unquoted(name) for name in _PEOPLE.split(names) if name),
        published=_published(values.get("published")),
        text=block,
        length=length,
    )


def _published(value: str | None) -> datetime | None:
    """The date as ISO 8601 or as people write it; None where it is neither."""
    try:
        return datetime.fromisoformat(value) if value else None
    except ValueError:
        # Looked for here only: what files are read by knows no phrase tables.
        from crawler.extraction.metadata import written

        return written.moment_in(value or "", None)


def _moment(key: str, value: str | None) -> datetime | None:
    if not value:
        return None
    if (moment := iso(value)) is None:
        raise PageError(f"front matter: {key} {value[:40]!r} is no ISO 8601 time such as 2024-03-12T10:15:00Z")
    return moment
