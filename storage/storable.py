"""Letters that no database takes, taken out: NUL (PostgreSQL refuses it) and lone surrogates (UTF-8 has none)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from storage.records import Text

_REFUSED = re.compile("[\x00\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@overload
def storable(value: str) -> str: ...
@overload
def storable(value: None) -> None: ...
def storable(value: str | None) -> str | None:
    """The same letters, with U+FFFD where a database would refuse one."""
    return None if value is None else _REFUSED.sub(_REPLACEMENT, value)


def storable_json(value: Any) -> Any:
    """The same JSON, with each of its strings storable."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {storable(key): storable_json(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [storable_json(entry) for entry in value]
    return value


def storable_text(text: Text) -> Text:
    """The same text, each piece storable and each block on one line, as the columns of `texts` need it."""
    return replace(
        text,
        headline=storable(text.headline),
        standfirst=storable(text.standfirst),
        byline=tuple(storable(name) for name in text.byline),
        blocks=tuple(
            replace(
                block,
                text=storable(block.text.replace("\n", " ")),
                id=storable(block.id),
                links=tuple(replace(link, text=storable(link.text), href=storable(link.href)) for link in block.links),
            )
            for block in text.blocks
        ),
        notices=tuple(replace(notice, text=storable(notice.text)) for notice in text.notices),
    )
