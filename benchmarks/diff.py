"""The differ and the ranking beside difflib, and how worst cases grow.

`python -m benchmarks.diff` prints quality and speed on real revisions (where the measuring set is at hand) and, for
each worst case, seconds and peak memory of a process of its own at 5,000 and at 20,000 words.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# The measuring set is not part of the project: its texts are their publishers'.
MEASURES = Path(os.environ.get("WRITETHRU_MEASURES", ROOT.parent / "shared" / "bench")) / "revisions" / "evaluate.py"
SIZES = (5_000, 20_000)
MOST_GROWTH, MOST_MEGABYTES, MOST_OF_PLAIN = 6, 300, 2


def words(count: int, seed: int) -> list[str]:
    """Invented words as a text has them: few that are frequent, many that are rare."""
    rng = random.Random(seed)
    return [f"w{int(rng.paretovariate(0.7)) % 20_000}" for _ in range(count)]


def in_sentences(found: list[str]) -> list[str]:
    return [" ".join(found[at : at + 20]).capitalize() + "." for at in range(0, len(found), 20)]


def all_changed(count: int) -> tuple[list[str], list[str]]:
    return in_sentences(words(count, 1)), in_sentences(words(count, 2))


def one_line(count: int) -> tuple[list[str], list[str]]:
    """No full stop, no paragraph."""
    return [" ".join(words(count, 1))], [" ".join(words(count, 2))]


def ticker(count: int) -> tuple[list[str], list[str]]:
    """The same sentence under a number, every tenth a little changed."""
    old = [f"{at:05d} the minister said the talks would go on ." for at in range(count // 9)]
    return old, [line.replace("0 the", "0 then the") for line in old]


def repeated(count: int) -> tuple[list[str], list[str]]:
    """Five sentences over and over, in another order, each a little changed."""
    said = ["The talks would go on today.", "No one was hurt here.", "More soon.", "The talks went on.", "It is quiet."]
    rng = random.Random(3)
    old = [rng.choice(said) for _ in range(count // 4)]
    return old, [rng.choice(said).replace(".", rng.choice([".", "!", " now."])) for _ in range(count // 4)]


def one_word_paragraphs(count: int) -> tuple[list[str], list[str]]:
    return words(count, 4), words(count, 5)


CASES = {
    case.__name__.replace("_", " "): case for case in (all_changed, one_line, ticker, repeated, one_word_paragraphs)
}


def measure(case: str, count: int) -> None:
    """Print the seconds of one comparison and the peak megabytes of this process."""
    from storage.records import Block, Text
    from storage.revisions import compare

    old, new = (Text(blocks=tuple(map(Block, lines)), language="en") for lines in CASES[case](count))
    compare(Text(blocks=(Block("One."),), language="en"), Text(blocks=(Block("Two."),), language="en"))
    start = time.process_time()
    compare(old, new)
    spent = time.process_time() - start
    print(spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    if sys.argv[1:]:
        measure(sys.argv[1], int(sys.argv[2]))
        return
    if MEASURES.exists():
        subprocess.run([sys.executable, MEASURES, "--tool", "benchmarks.adapters:diff"], check=True, cwd=ROOT)
    else:
        print(f"no real revisions at {MEASURES}: only the worst cases, which are made up here")
    plain: dict[int, float] = {}
    for case in CASES:
        figures = []
        for size in SIZES:
            command = [sys.executable, "-m", "benchmarks.diff", case, str(size)]
            answer = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout.split()
            figures.append((float(answer[0]), float(answer[1])))
            plain.setdefault(size, figures[-1][0])
        (small, _), (large, peak) = figures
        print(
            f"{case:20s} {SIZES[0]:,} words {small:.2f} s, {SIZES[1]:,} words {large:.2f} s:",
            f"grows {large / small:.1f} times (reach {MOST_GROWTH}),",
            f"{large / plain[SIZES[1]]:.1f} of all changed (reach {MOST_OF_PLAIN}),",
            f"peak {peak:.0f} MB (reach {MOST_MEGABYTES})",
        )


if __name__ == "__main__":
    main()
