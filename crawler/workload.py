"""How many processes read pages, and what one page may take of them: from the settings, checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from storage.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawler.workers import Limits

Number = TypeVar("Number", int, float)

# MiB of address space; less than this the libraries alone do not fit into.
LEAST_MEMORY = 256


@dataclass(frozen=True, slots=True)
class Workload:
    """`count` processes, None for one for each core; `seconds` and `memory` (MiB) that one page may take."""

    count: int | None
    seconds: float
    memory: int

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Workload:
        """What WRITETHRU_WORKERS, WRITETHRU_SECONDS and WRITETHRU_MEMORY say. Raises `UsageError` where one says
        nothing that makes sense."""
        return cls(
            _number(settings, "WRITETHRU_WORKERS", int, 0, "0 for one for each core") or None,
            _number(settings, "WRITETHRU_SECONDS", float, 0.1, "seconds for one page"),
            _number(settings, "WRITETHRU_MEMORY", int, LEAST_MEMORY, "MiB for one page"),
        )

    @property
    def limits(self) -> Limits:
        from crawler.workers import Limits

        return Limits(seconds=self.seconds, memory=self.memory)


def _number(settings: Mapping[str, Any], name: str, kind: Callable[[str], Number], least: Number, meant: str) -> Number:
    given = settings.get(name)
    try:
        number = kind(str(given))
    except ValueError:
        raise UsageError(f"{name} is no number: {given!r} ({meant})") from None
    if not least <= number < float("inf"):
        raise UsageError(f"{name} is out of range: {given}, at least {least} ({meant})")
    return number
