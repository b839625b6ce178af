"""Run every benchmark, or those named: `python -m benchmarks [NAME …]`. Each prints our figure and the yardstick's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_ALONE = {"__init__", "__main__", "adapters"}


def names() -> list[str]:
    stems = (path.stem for path in HERE.glob("*.py"))
    return sorted(stem for stem in stems if stem not in NOT_ALONE and not stem.startswith("_"))


def main() -> None:
    wanted = sys.argv[1:] or names()
    if unknown := sorted(set(wanted) - set(names())):
        raise SystemExit(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names())}")
    failed = []
    for name in wanted:
        print(f"\n== {name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False, cwd=HERE.parent).returncode:
            failed.append(name)
    if failed:
        raise SystemExit(f"did not finish: {', '.join(failed)}")


if __name__ == "__main__":
    main()
