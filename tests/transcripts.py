"""Transcripts in the docs: ```console blocks whose commands are run, and whose output must be what stands there.

The commands of one page run one after the other in one new folder that holds a copy of `seeds/`. `python -m
tests.transcripts` (or `make docs`) writes what the commands print now; a test asserts that nothing would change, but
for what differs from run to run: the moment, a port, which of the articles came in first, how full a
database is.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

# When the samples were saved, for those that do not say when they were captured: from
# 2025-03-12T08:00:00Z on, a minute apart.
SAVED = 1_741_766_400

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = {"writethru": ["-m", "reader.cli"], "make demo": ["-m", "tests.newsroom.demo"]}
_VARIES = re.compile(
    r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ|(?<=127\.0\.0\.1:)\d+|(?<=article )\d+|\d+(?=@\d)"
    r"|(?<=database takes )[\d.]+ kB|^ *\d+(?=  20\d\d-)",
    re.MULTILINE,
)


def rewritten(page: str) -> str:
    """The page with the output of every transcript as the commands print it now."""
    if not _BLOCK.search(page):
        return page
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copytree(ROOT / "seeds", folder / "seeds")
        for minute, seed in enumerate(sorted((folder / "seeds").iterdir())):
            os.utime(seed, (SAVED + 60 * minute, SAVED + 60 * minute))
        return _BLOCK.sub(lambda block: f"```console\n{_transcript(block[1], folder)}```", page)


def _transcript(block: str, folder: Path) -> str:
    """The block with what its commands print now, or as it is where that is the same."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    if any(line.startswith("$ make") for line in commands):
        commands = commands[:1]  # what follows is output, with commands in it
    printed = "\n".join(f"{command}\n{_output(command[2:], folder)}" for command in commands)
    return block if _VARIES.sub("", block) == _VARIES.sub("", printed) else printed


def _output(command: str, folder: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WRITETHRU_")}
    environment |= {"COLUMNS": "100", "LINES": "40", "NO_COLOR": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}
    program = next(name for name in _PROGRAMS if command.startswith(name))
    done = subprocess.run(
        [sys.executable, *_PROGRAMS[program], *shlex.split(command.removeprefix(program))],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "".join(line.rstrip() + "\n" for line in done.stdout.strip("\n").splitlines())


def main() -> None:
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = rewritten(old)
        if new != old:
            page.write_text(new, encoding="utf-8")
            sys.stdout.write(f"{page.relative_to(ROOT)} written anew\n")


if __name__ == "__main__":
    main()
