"""Pages of our own writing, with what a reader sees of them: the tables are in TOML."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROWS = [
    row
    for name in ("pages.toml", "genuine.toml", "unnamed.toml", "chapters.toml", "boxes.toml")
    for row in tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))["page"]
]
TIMES = 30


def written_out(html: str) -> str:
    """The page, with what stands between REPEAT and END written many times, N counted up."""
    return re.sub(
        r"REPEAT(.*?)END",
        lambda part: "\n".join(part.group(1).replace("N", str(number)) for number in range(TIMES)),
        html,
        flags=re.DOTALL,
    )
