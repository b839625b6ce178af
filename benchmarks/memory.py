"""Memory of the main process while 20,000 files are ingested, and while as many pages are crawled as there is time for.

After the first 2,000 the peak must not grow by more than a fifth. The figures go into benchmarks/out/memory.csv, the
plot into benchmarks/out/memory.png. `python -m benchmarks.memory [FILES [PAGES]]` takes other numbers.
"""

from __future__ import annotations

import csv
import multiprocessing
import sys
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.crawl import SETTINGS, serve

if TYPE_CHECKING:
    from collections.abc import Callable

FILES = 20_000
PAGES = 6_000
SETTLED = 2_000
REACH = 1.2
OUT = Path(__file__).parent / "out"

SENTENCE = "Residents of the lower quay, number {n} among them, said on {day} that nobody had told them of the plan."
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

Series = list[tuple[int, float]]  # pages done, MiB of the main process


def resident() -> float:
    """What this process holds in memory now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def sampled(work: Callable[[], object]) -> Series:
    """The memory of this process while it works, against the pages in its tally."""
    from crawler.tally import Tally

    tallies: list[Tally] = []
    made = Tally.__init__

    def remember(self: Tally, *args: Any, **kwargs: Any) -> None:
        made(self, *args, **kwargs)
        tallies.append(self)

    Tally.__init__ = remember  # type: ignore[method-assign]
    series: Series = []
    over = threading.Event()

    def sample() -> None:
        while not over.wait(0.1):
            series.append((tallies[-1].pages if tallies else 0, resident()))

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        work()
    finally:
        over.set()
        thread.join()
    return series


def ingesting(folder: str) -> Series:
    from crawler.run import ingest

    return sampled(lambda: ingest([Path(folder) / "files"], f"sqlite:///{folder}/files.db"))


def crawling(urls: list[str], folder: str) -> Series:
    from crawler.run import crawl

    return sampled(lambda: crawl(urls, f"sqlite:///{folder}/pages.db", settings=SETTINGS))


def write(folder: Path, files: int) -> None:
    for n in range(files):
        below = folder / f"{n // 500:03}"
        below.mkdir(parents=True, exist_ok=True)
        text = "".join(f"<p>{SENTENCE.format(n=n * 31 + line, day=DAYS[line % 7])}</p>" for line in range(12))
        page = f"<!doctype html><title>Plan {n}</title><article><h1>Quay plan {n} draws protest</h1>{text}</article>"
        (below / f"{n:05}.html").write_text(page)


def growth(series: Series) -> tuple[float, float]:
    """The peak up to `SETTLED` pages, and the peak of all."""
    early = max(mib for pages, mib in series if pages <= SETTLED)
    return early, max(mib for _, mib in series)


def plot(runs: dict[str, Series]) -> None:
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    figure, axes = plt.subplots(figsize=(8, 4.5))
    for name, series in runs.items():
        axes.plot([pages for pages, _ in series], [mib for _, mib in series], label=name)
    axes.set(xlabel="pages", ylabel="MiB resident in the main process", ylim=(0, None))
    axes.axvline(SETTLED, color="grey", linewidth=0.5)
    axes.legend()
    figure.savefig(OUT / "memory.png", dpi=120)


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else FILES
    pages = int(sys.argv[2]) if len(sys.argv) > 2 else PAGES
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    site = context.Process(target=serve, args=(there,), daemon=True)
    site.start()
    base = here.recv().rstrip("/")
    runs: dict[str, Series] = {}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "files", files)
        for name, function, arguments in (
            (f"ingest {files:,} files", ingesting, (folder,)),
            (f"crawl {pages:,} pages", crawling, ([f"{base}/bulk/{n}" for n in range(pages)], folder)),
        ):
            start = time.perf_counter()
            with ProcessPoolExecutor(1, mp_context=context) as pool:
                runs[name] = pool.submit(function, *arguments).result()
            early, peak = growth(runs[name])
            took = time.perf_counter() - start
            print(
                f"{name:22} {early:6.1f} MiB after {SETTLED:,}, peak {peak:6.1f} MiB: {peak / early:.2f} "
                f"(to reach: {REACH}); {took:.0f} s",
                flush=True,
            )
    here.send("stop")
    site.join()
    OUT.mkdir(exist_ok=True)
    with (OUT / "memory.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("run", "pages", "mib"))
        rows.writerows((name, *point) for name, series in runs.items() for point in series)
    plot(runs)
    print(f"plot: {OUT.relative_to(OUT.parent.parent)}/memory.png")


if __name__ == "__main__":
    main()
