"""What can be had of JSON that no parser takes: quotes inside strings, several values in a row, ends cut off."""

from __future__ import annotations

import json
import re
from typing import Any

_JSON = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[,;\s]*")
_MARK = re.compile(r'["{}\[\]]')
# A quote ends a string only where what follows may follow a string: an end, a colon, a comma and the next value.
_END = re.compile(r'(?<!\\)"(?=\s*(?:$|[}\]:]|,\s*(?:["{\[}\]\d-]|true\b|false\b|null\b|$)))')
_LOOSE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})|\\|"')
_COMMA_TOO_MANY = re.compile(r",(\s*[\]}])")
_CLOSING = {"{": "}", "[": "]"}


def without_commas(source: str) -> str:
    """JSON without commas behind the last member of a list or object."""
    return _COMMA_TOO_MANY.sub(r"\1", source)


def salvaged(source: str) -> Any:
    """The value of a script, a list of them where several stand in a row; None where nothing can be read."""
    values: list[Any] = []
    at = 0
    while at < len(source) and source[at] in _CLOSING:
        value, at = _value_at(source, at)
        if value is None:
            break
        values.append(value)
        between = _BETWEEN.match(source, at)
        at = between.end() if between else at
    return values if len(values) > 1 else next(iter(values), None)


def _value_at(source: str, start: int) -> tuple[Any, int]:
    """The value at a place of a text and where it ends; None where it is past mending, which takes all that is left."""
    try:
        return _JSON.raw_decode(source, start)
    except (ValueError, RecursionError):
        try:
            return _JSON.raw_decode(without_commas(_mended(source[start:])))[0], len(source)
        except (ValueError, RecursionError):
            return None, len(source)


def _mended(source: str) -> str:
    """A text with the quotes inside its strings escaped, stray backslashes dropped, and what it opens closed."""
    out: list[str] = []
    closing: list[str] = []
    at = 0
    while found := _MARK.search(source, at):
        out.append(source[at : found.end()])
        at = found.end()
        mark = found.group()
        if mark == '"':
            end = _END.search(source, at)
            inside = source[at : end.start() if end else len(source)]
            out.append(_LOOSE.sub(lambda loose: _escaped(loose.group()), inside) + '"')
            at = end.end() if end else len(source)
        elif mark in _CLOSING:
            closing.append(_CLOSING[mark])
        elif closing:
            closing.pop()
    return ("".join(out) + source[at:]).rstrip(",; \n\r\t") + "".join(reversed(closing))


def _escaped(loose: str) -> str:
    if loose == '"':
        return '\\"'
    return loose if len(loose) > 1 else ""
