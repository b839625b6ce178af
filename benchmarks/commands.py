"""How long `writethru log` and `writethru search` take on an archive of 10,000 articles, as whole processes.

The yardstick is `python -c 'import sqlalchemy'` in the same run; the goal is at most 3 times that.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks._generated import fill
from storage import Archive

ARTICLES = 10_000
TIMES = 7
GOAL = 3.0

YARDSTICK = ["-c", "import sqlalchemy"]
COMMANDS = {
    "log URL": ["log", "https://source7.example/2026/story-5007"],
    "log PART": ["log", "story-5007"],
    "show": ["show", "5008"],
    "articles": ["articles"],
    "search, a rare word": ["search", "story 5007"],
    "search, a common word": ["search", "story"],
    "search, a phrase": ["search", '"story 5007"'],
    "search, any revision": ["search", "--any-revision", "story"],
    "changes": ["changes"],
}

# These must not be loaded by a command that reads.
HEAVY = ("scrapy", "twisted", "trafilatura", "lxml", "alembic", "fastapi", "jinja2")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        started = time.perf_counter()
        with Archive.open(f"sqlite:///{path}") as archive:
            fill(archive, ARTICLES)
        took = time.perf_counter() - started
        print(f"{ARTICLES} articles recorded in {took:.0f} s, {path.stat().st_size / 1e6:.0f} MB")
        runs = {name: ["-m", "reader.cli", "--archive", str(path), *words] for name, words in COMMANDS.items()}
        runs["import sqlalchemy"] = YARDSTICK
        seconds: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(TIMES):  # in turn, so that a busy moment touches all
            for name, arguments in runs.items():
                seconds[name].append(_timed(arguments))
        yardstick = median(seconds.pop("import sqlalchemy"))
        print(f"import sqlalchemy         {yardstick * 1000:6.0f} ms")
        for name, taken in seconds.items():
            ratio = median(taken) / yardstick
            print(f"{name:<25} {median(taken) * 1000:6.0f} ms  {ratio:.2f} times (goal: at most {GOAL:.0f})")
        loaded = _loaded(runs["log URL"])
        print(f"heavy modules loaded by log: {', '.join(sorted(loaded)) or 'none'}")


def _timed(arguments: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def _loaded(arguments: list[str]) -> set[str]:
    command = [sys.executable, "-X", "importtime", *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    modules = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in said.splitlines()}
    return modules.intersection(HEAVY)


if __name__ == "__main__":
    main()
