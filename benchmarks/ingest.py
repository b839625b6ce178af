"""Ingesting 1,000 generated files twice: the second run adds nothing and takes a twentieth of the time, or less.

Each run is a process of its own, timed within it (`inside`: the work) and around it (`outside`: with the interpreter's
start and the imports, as a person meets it).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.newsroom import bulk

FILES = 1_000
BASE = "http://news.example"
REACH = 20.0

PROGRAM = """
import sys, time
start = time.perf_counter()
from pathlib import Path
from crawler.run import ingest
summary = ingest([Path(sys.argv[1])], sys.argv[2])
print(summary.captures, summary.revisions, summary.known, len(summary.problems), time.perf_counter() - start)
"""


def write(folder: Path, files: int) -> int:
    """Writes that many pages of a news site and returns their size in bytes."""
    size = 0
    for number in range(files):
        page = bulk.page(number, BASE)
        (folder / f"{number:05}.html").write_bytes(page)
        size += len(page)
    return size


def run(folder: Path, archive: str) -> tuple[list[int], float, float]:
    start = time.perf_counter()
    printed = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), archive], check=True, capture_output=True, text=True
    ).stdout.split()
    return [int(number) for number in printed[:4]], float(printed[4]), time.perf_counter() - start


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        size = write(folder, FILES)
        archive = f"sqlite:///{name}/archive.db"
        print(f"{FILES:,} files, {size / 1e6:.1f} MB")
        print(f"{'':8} {'captures':>9} {'revisions':>9} {'known':>6} {'problems':>8} {'inside s':>9} {'outside s':>10}")
        took = []
        for what in ("first", "second"):
            counts, inside, outside = run(folder, archive)
            print(
                f"{what:8} {counts[0]:>9} {counts[1]:>9} {counts[2]:>6} {counts[3]:>8} {inside:>9.2f} {outside:>10.2f}"
            )
            took.append((inside, outside))
        inside, outside = (took[0][n] / took[1][n] for n in (0, 1))
        print(f"the second run is {inside:.1f} times faster inside, {outside:.1f} outside (to reach: {REACH:.0f})")


if __name__ == "__main__":
    main()
