"""Extraction beside plain trafilatura: accuracy, unwanted snippets, time, the slowest page, noise of second captures.

    python benchmarks/extraction.py [--shared DIR] [--stages]

Runs DIR/bench/extraction/evaluate.py for both sets, then counts on DIR/bench/revisions how many of the pages that were
captured twice give another text though hardly one of them was edited. `--stages` leaves one stage out at a time.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from storage.records import Extraction

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks._rows import rows_of  # noqa: E402 - also when it is run as a file

TOOL = "benchmarks.adapters:extract"


def pages(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Rows of a set and their pages."""
    for row in rows_of(folder / "index.jsonl"):
        yield row, gzip.decompress((folder / row["html"]).read_bytes()).decode()


def by_trafilatura(html: str, url: str | None) -> str:
    from trafilatura import bare_extraction

    found = bare_extraction(html, url=url, include_comments=False, with_metadata=True)
    return (getattr(found, "text", None) or "") if found else ""


def by_writethru(html: str, url: str | None) -> str:
    from crawler.extraction import extract

    found = extract(html.encode("utf-8", "replace"), url, charset="utf-8")
    return "\n".join([found.standfirst or "", *(block.text for block in found.blocks)])


def archived(html: str, url: str | None) -> str:
    """The text, of an article only."""
    from crawler.extraction import extract
    from storage.revisions.doubt import NO_ARTICLE

    found = extract(html.encode("utf-8", "replace"), url, charset="utf-8")
    return "" if found.kind in NO_ARTICLE else by_writethru(html, url)


def print_times(folder: Path) -> None:
    """Processor time a page, each page read by both in turn, and the slowest page beside the median."""
    readers = {"writethru": by_writethru, "trafilatura": by_trafilatura}
    spent: dict[str, list[float]] = {name: [] for name in readers}
    for number, (row, html) in enumerate(pages(folder)):
        for name, read in readers.items() if number % 2 else reversed(readers.items()):
            if not number:
                read(html, row.get("url"))  # imports and compiled patterns are not a page's cost
            start = time.process_time()
            read(html, row.get("url"))
            spent[name].append((time.process_time() - start) * 1000)
    for name, times in spent.items():
        print(f"{folder.name:10} {name:12} mean {mean(times):.1f} ms, median {median(times):.1f} ms,", end=" ")
        print(f"slowest {max(times):.1f} ms = {max(times) / median(times):.1f} times the median")
    ours, theirs = spent.values()
    each = [its / mine for its, mine in zip(theirs, ours, strict=True)]
    print(f"{folder.name:10} x mean {mean(theirs) / mean(ours):.2f},", end=" ")
    print(f"x median {median(theirs) / median(ours):.2f},", end=" ")
    print(f"median x {median(each):.2f}")


def print_noise(folder: Path) -> None:
    """How many pages give another text at their second capture.

    A front page, a gallery or a wall makes no revision: it has no text here, as in an archive.
    """
    rows = rows_of(folder / "captures.jsonl")
    for name, read in (("writethru", archived), ("trafilatura", by_trafilatura)):
        differ = []
        for row in rows:
            old, new = (
                gzip.decompress((folder / row[side]).read_bytes()).decode("utf-8", "replace") for side in ("old", "new")
            )
            if read(old, row["url"]).split() != read(new, row["url"]).split():
                differ.append(row["id"])
        share = f"{len(differ)} of {len(rows)} pages: {len(differ) / len(rows):.1%}"
        print(f"second captures {name:12} text differs on {share}")


def print_learned(folder: Path) -> None:
    """How many of the same pages have a second revision in an archive of them: text, headline, byline and notices.

    Once as recorded, once rebuilt after learning what recurs on the pages of each source.
    """
    from crawler.extraction import EXTRACTOR, extract
    from storage import Archive
    from storage.models import Revision
    from storage.records import Capture

    rows = rows_of(folder / "captures.jsonl")
    extractions: dict[str, Extraction] = {}
    with tempfile.TemporaryDirectory() as place, Archive.open(f"sqlite:///{place}/archive.db") as archive:
        for row in rows:
            url = row["url"] or f"https://unknown.example/{row['id']}"
            for side, at in zip(("old", "new"), row["at"], strict=True):
                body = b"\xef\xbb\xbf" + gzip.decompress((folder / row[side]).read_bytes())
                found = extractions[hashlib.sha256(body).hexdigest()] = extract(body, row["url"])
                moment = datetime.fromisoformat(at)
                moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                archive.record(Capture(url, url, moment, status=200, body=body), found)

        def revised() -> int:
            counts = select(func.count()).select_from(Revision).group_by(Revision.article_id).having(func.count() > 1)
            with archive.reading() as connection:
                return len(connection.execute(counts).all())

        before = revised()
        learned = archive.learn_noise()
        anew = replace(EXTRACTOR, config_hash="learned")
        archive.reextract(
            anew, lambda unread: [(one.sha256, replace(extractions[one.sha256], extractor=anew)) for one in unread]
        )
        after = revised()
    print(f"second revisions writethru    of {before} of {len(rows)} pages: {before / len(rows):.1%};", end=" ")
    print(f"{len(learned)} blocks of noise learned, then of {after}: {after / len(rows):.1%}")


@contextmanager
def without(module: Any, name: str, instead: Callable[..., Any]) -> Iterator[None]:
    """A stage replaced by one that does nothing."""
    stage = getattr(module, name)
    setattr(module, name, instead)
    try:
        yield
    finally:
        setattr(module, name, stage)


def print_stages(shared: Path) -> None:
    """F1 and its neutral twin on the news pages with one stage left out at a time."""
    sys.path.insert(0, str(shared / "bench" / "extraction"))
    import evaluate

    from crawler.extraction import (
        appended,
        body,
        by_trafilatura,
        classify,
        live,
        notices,
        page,
        phrases,
        prune,
        standfirst,
    )

    def figures() -> tuple[float, float]:
        rows = [
            evaluate.score(row, {"text": by_writethru(html, row.get("url"))}, "news-dev")
            for row, html in pages(shared / "bench" / "extraction" / "data" / "news-dev")
        ]
        return mean(row["f1"] for row in rows), mean(row["neutral"] for row in rows)

    stages: list[tuple[str, Any, str, Callable[..., Any]]] = [
        ("pruning by names, tags and roles", prune, "prune", lambda *_: None),
        ("trafilatura", by_trafilatura, "found_in", lambda *_: ""),
        ("completing the body", body, "complete", lambda *_: None),
        ("letting go of what follows", body, "_cut", lambda *_: None),
        ("cutting off the next article", appended, "part", lambda *_: False),
        ("rescue", page, "_rescued", lambda *_: None),
        ("standfirst", standfirst, "find", lambda *_: []),
        ("notices", notices, "take", lambda *_: ()),
        ("classifier of pieces", classify, "strip", lambda *_: None),
        ("phrases", phrases, "reason_of", lambda *_: None),
        ("live posts", live, "mark", lambda *_: False),
    ]
    whole = figures()
    print(f"{'everything':36} F1 {whole[0]:.4f} neutral {whole[1]:.4f}")
    for title, module, name, instead in stages:
        with without(module, name, instead):
            left = figures()
        print(f"without {title:28} F1 {left[0] - whole[0]:+.4f} neutral {left[1] - whole[1]:+.4f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="the folder that holds bench/")
    parser.add_argument("--stages", action="store_true", help="leave one stage out at a time")
    args = parser.parse_args()
    data = args.shared / "bench" / "extraction" / "data"
    if not data.is_dir():
        raise SystemExit(f"no pages to measure on in {data}; give their folder with --shared")
    if args.stages:
        print_stages(args.shared)
        return
    script = args.shared / "bench" / "extraction" / "evaluate.py"
    for name in ("news-dev", "web-dev"):
        subprocess.run([sys.executable, str(script), "--tool", TOOL, "--set", name], cwd=ROOT, check=True)
    for name in ("news-dev", "web-dev"):
        print_times(data / name)
    print_noise(args.shared / "bench" / "revisions" / "data")
    print_learned(args.shared / "bench" / "revisions" / "data")


if __name__ == "__main__":
    main()
