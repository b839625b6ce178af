"""What a second capture of a page costs to store: our bytes beside gzip's, on real captures of pages nobody rewrote.

Each pair of captures goes through the archive as a crawl's would: the first body whole, the second against it.
"""

from __future__ import annotations

import gzip
import os
import statistics
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from benchmarks._rows import rows_of
from storage import Archive
from storage.compression import digest
from storage.models import Body
from storage.records import Capture

ROOT = Path(__file__).resolve().parent.parent
# The measuring set is not part of the project: its pages are their publishers'.
MEASURES = Path(os.environ.get("WRITETHRU_MEASURES", ROOT.parent / "shared" / "bench")) / "revisions" / "data"
REACH = 0.2


def stored(first: bytes, second: bytes, archive: Archive, number: int) -> tuple[int, int]:
    """The bytes in the database of both bodies, captured one after the other."""
    url = f"https://measured.example/{number}"
    for hours, body in enumerate((first, second)):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        archive.record(Capture(url, url, at, status=200, body=body))
    with archive.reading() as connection:
        sizes: dict[str, int] = dict(connection.execute(select(Body.sha256, func.length(Body.data))).all())
    return sizes[digest(first)], sizes[digest(second)]


def main() -> None:
    index = MEASURES / "captures.jsonl"
    if not index.exists():
        print(f"no captures to measure on at {MEASURES}; name a folder with WRITETHRU_MEASURES")
        return
    ours, theirs, firsts = [], [], []
    with tempfile.TemporaryDirectory() as folder, Archive.open(f"sqlite:///{folder}/archive.db") as archive:
        for number, pair in enumerate(rows_of(index)):
            first, second = (gzip.decompress((MEASURES / pair[side]).read_bytes()) for side in ("old", "new"))
            if first == second:
                continue
            whole, further = stored(first, second, archive, number)
            firsts.append(whole / len(gzip.compress(first)))
            ours.append(further)
            theirs.append(len(gzip.compress(second)))
    share = sum(ours) / sum(theirs)
    each = statistics.median(mine / gzipped for mine, gzipped in zip(ours, theirs, strict=True))
    print(f"second captures            {len(ours)}")
    print(f"bytes, median       ours   {statistics.median(ours):>10,.0f}   gzip {statistics.median(theirs):>10,.0f}")
    print(f"bytes, all          ours   {sum(ours):>10,}   gzip {sum(theirs):>10,}")
    print(f"share of gzip       median {each:.3f}   of all bytes {share:.3f}   (reach: {REACH} at most)")
    print(f"first captures      median {statistics.median(firsts):.3f} of gzip")


if __name__ == "__main__":
    main()
