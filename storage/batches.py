"""Many questions asked some at a time."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")

# In one query; SQLite takes 32,766 parameters, older ones 999.
BATCH = 500


def batches(entries: Iterable[T]) -> Iterator[list[T]]:
    """The entries in their order, `BATCH` at a time."""
    left = iter(entries)
    while some := list(islice(left, BATCH)):
        yield some
