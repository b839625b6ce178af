"""Functions run each in a process of its own that starts at once: it is forked from one that has loaded Scrapy, our
spiders and the archive. `python -m tests.integration.forks FD` is that one, and does what the socket says.

What a crawl starts is as ever: workers and the desk come from a fork server that the crawler has set up itself, which
only is there before the crawl and outlives it.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import io
import multiprocessing
import os
import pickle
import socket
import subprocess
import sys
from functools import cache
from multiprocessing import forkserver
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

T = TypeVar("T")

ROOT = Path(__file__).parents[2]
# What a crawl imports before it asks for anything, but for Twisted's reactor, which is one process's own.
LOADED = (
    "alembic.command",
    "crawler.extensions",
    "crawler.handlers",
    "crawler.logs",
    "crawler.reextraction",
    "crawler.run",
    "crawler.spiders.due",
    "crawler.spiders.feed",
    "crawler.spiders.seeds",
    "pytest",
    "scrapy.core.downloader.handlers.http11",
    "storage.recording",
    "tests.integration.clocks",
)


def forked(function: Callable[..., T], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> T:
    """What the function returns in such a process, with our environment, folder and outputs; raises what it raises,
    and `RuntimeError` where the process died of something else."""
    ordered, order = os.pipe()
    answered, answer = os.pipe()
    with os.fdopen(order, "wb") as orders, os.fdopen(answered, "rb") as answers:
        socket.send_fds(_server(), [b"!"], [ordered, answer, 1, 2])
        os.close(ordered)
        os.close(answer)
        orders.write(pickle.dumps((dict(os.environ), Path.cwd())))
        orders.write(pickle.dumps((function, args, kwargs)))
        orders.close()
        said = answers.read()
    if not said:
        raise RuntimeError(f"the process of {function.__name__} died")
    good, result = pickle.loads(said)
    if not good:
        raise result
    return result


@cache
def _server() -> socket.socket:
    """Our end of the socket of this process's own server, which ends with this process."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", "tests.integration.forks", str(theirs.fileno())]
        server = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()], start_new_session=True)
    atexit.register(server.wait)
    atexit.register(ours.close)  # comes first
    return ours


def serve(orders: socket.socket) -> None:
    """Forks a process for each message, until nobody can send any."""
    from crawler.workers import start_fork_server

    start_fork_server()
    for name in LOADED:
        importlib.import_module(name)
    _load_components()
    gc.collect()
    gc.freeze()
    context = multiprocessing.get_context("fork")
    while True:
        message, fds, _, _ = socket.recv_fds(orders, 1, 4)
        multiprocessing.active_children()  # those that have ended are waited for
        if not message:
            return
        context.Process(target=_do, args=(orders, *fds)).start()
        for fd in fds:
            os.close(fd)


def _load_components() -> None:
    from scrapy.settings import default_settings as scrapys
    from scrapy.utils.misc import load_object

    for name in (*scrapys.EXTENSIONS_BASE, *scrapys.DOWNLOADER_MIDDLEWARES_BASE, *scrapys.SPIDER_MIDDLEWARES_BASE):
        load_object(name)


def _do(orders: socket.socket, ordered: int, answer: int, output: int, errors: int) -> None:
    orders.close()
    os.dup2(output, 1)
    os.dup2(errors, 2)
    # It belongs to the process that this one was forked from, and lives as long.
    forkserver.ForkServer.ensure_running = forkserver.ensure_running = lambda *_: None
    with os.fdopen(ordered, "rb") as order:
        content = io.BytesIO(order.read())
    environment, folder = pickle.load(content)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    try:
        function, args, kwargs = pickle.load(content)
        result = True, function(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001 - it is raised where it was asked for
        result = False, error
    with os.fdopen(answer, "wb") as stream:
        stream.write(pickle.dumps(result))


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as theirs:
        serve(theirs)
