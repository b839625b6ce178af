"""What ends a sentence, in the scripts that news is written in."""

from __future__ import annotations

STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔")  # noqa: RUF001
# What may stand behind that: quotes and brackets that are closed.
CLOSERS = "\"'”’»›“)」』 "  # noqa: RUF001


def stops(text: str, more: tuple[str, ...] = ()) -> bool:
    """Whether a text ends as a sentence does, or with one of `more`, perhaps with quotes or brackets closed behind."""
    return text.rstrip(CLOSERS).endswith((*STOPS, *more))
