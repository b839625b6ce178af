"""`python -m tests.newsroom --port 0` starts the site, prints its address and serves until stopped.

`POST /_newsroom/edition` moves its time to the next edition, or with `edition=3` to that one.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.newsroom.articles import LAST_EDITION
from tests.newsroom.server import Newsroom


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.newsroom", description="Start the newsroom's site.")
    parser.add_argument("--port", type=int, default=0, help="port on the loopback address; 0 takes a free one")
    parser.add_argument(
        "--edition", type=int, default=1, choices=range(1, LAST_EDITION + 1), help="edition to start with"
    )
    given = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Newsroom(given.port, edition=given.edition) as newsroom:
        sys.stdout.write(newsroom.url("") + "\n")
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
