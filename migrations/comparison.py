"""How the tables are compared with the models."""

from __future__ import annotations

from typing import Any

# What only one of the databases has: the search index, made in version 0002.
SEARCH_TABLE = "text_search"
SEARCH_COLUMN = "search"
SEARCH_INDEX = "ix_texts_search"


def _is_compared(_item: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:
    if type_ == "table":
        return name != SEARCH_TABLE and not (name or "").startswith(f"{SEARCH_TABLE}_")
    return (type_, name) not in {("column", SEARCH_COLUMN), ("index", SEARCH_INDEX)}


OPTIONS: dict[str, Any] = {"compare_type": True, "render_as_batch": True, "include_object": _is_compared}
