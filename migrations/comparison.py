"""How the tables are compared with the models, and what differs in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What only one of the databases has: the search index, made in version 0002.
SEARCH_TABLE = "text_search"
SEARCH_COLUMN = "search"
SEARCH_INDEX = "ix_texts_search"


def _is_compared(_item: Any, name: str | None, type_: str, _reflected: bool, _compare_to: Any) -> bool:
    if type_ == "table":
        return name != SEARCH_TABLE and not (name or "").startswith(f"{SEARCH_TABLE}_")
    return (type_, name) not in {("column", SEARCH_COLUMN), ("index", SEARCH_INDEX)}


OPTIONS: dict[str, Any] = {"compare_type": True, "render_as_batch": True, "include_object": _is_compared}

# What Alembic would do to come to the models → what that says of the tables.
_ADD, _REMOVE = "{} is missing", "{} is not one of this program's"


def lines(found: Iterable[Any]) -> Iterator[str]:
    """What Alembic's comparison found, a line each."""
    steps = [step for one in found for step in (one if isinstance(one, list) else [one])]
    absent = {step[1].name for step in steps if step[0] == "add_table"}
    for step in steps:
        verb, _, noun = step[0].partition("_")
        if noun != "table" and verb == "add" and _table(step) in absent:
            continue  # said with its table
        if verb == "modify":
            yield f"{noun} of column {step[3]} of table {step[2]} is {step[5]!r}, not {step[6]!r}"
        elif verb in ("add", "remove"):
            yield (_ADD if verb == "add" else _REMOVE).format(_thing(noun, step))
        else:
            yield f"{noun or verb} differs"


def _table(step: tuple[Any, ...]) -> str:
    """The table of an index, a constraint or a column."""
    return str(step[2]) if step[0].endswith("_column") else str(step[1].table.name)


def _thing(noun: str, step: tuple[Any, ...]) -> str:
    if noun == "table":
        return f"table {step[1].name}"
    if noun == "column":
        return f"column {step[3].name} of table {step[2]}"
    what = {"fk": "foreign key"}.get(noun, noun)
    return f"{what} {step[1].name or '(without a name)'} of table {_table(step)}"
