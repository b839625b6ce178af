"""Worker processes for what strangers' bytes may do: hang, eat the memory, crash the parser.

Never threads: trafilatura and lxml crash natively there ("double free" in two of five crawls). A task that takes too
long is killed, a worker that dies takes one task with it, and the next page gets a fresh one. Workers come from a fork
server: they inherit neither event loop nor database connection, and find the libraries loaded.
"""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import sys
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import TYPE_CHECKING, Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from crawler.extraction import EXTRACTOR
from storage.errors import PageError
from storage.preparation import prepare
from storage.records import Extraction

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future
    from multiprocessing.process import BaseProcess
    from types import TracebackType

    from storage.preparation import Prepared

P = ParamSpec("P")
T = TypeVar("T")

# Loaded once by the fork server, so that a new worker starts in milliseconds. A name only: this process needs it not.
PRELOADED = ["crawler.preloaded"]

MEBIBYTE = 1024 * 1024
# A pool whose pipe is torn (a worker killed in the middle of a message) is made anew; more often than this in a row,
# and the machine is at fault, not a page.
MOST_RENEWALS = 3
# Seconds after which a waiting task looks whether its pool still works.
LOOK = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one task may take: seconds until it is killed, MiB of address space, tasks until a worker is replaced."""

    seconds: float = 30.0
    memory: int = 1536
    tasks: int = 500


def worker_count() -> int:
    """A worker for each core that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Workers:
    """A pool of worker processes, started with the first task; a context manager. Closing it stops what still runs."""

    def __init__(self, count: int | None = None, limits: Limits | None = None) -> None:
        self.count = count or worker_count()
        self.limits = limits or Limits()
        self._pool = self._new_pool()
        self._renewals = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._pool.stop()
        self._pool.join()

    def warm(self) -> None:
        """Starts the processes now, so that they are ready when the first page comes."""
        self._schedule(self._pool, os.getpid)

    async def extract(
        self, body: bytes, url: str | None, charset: str | None = None, name: str | None = None
    ) -> Extraction:
        """The extraction of a page; one with `error` where the page hung, killed its worker or could not be read."""
        try:
            return await self.run(_extract, body, url, charset, name)
        except PageError as error:
            return Extraction(EXTRACTOR, error=str(error))

    async def prepare(
        self, body: bytes, url: str | None, charset: str | None = None, name: str | None = None, *, compressed: bool
    ) -> Prepared:
        """The extraction of a page as `extract` gives it, ready to be recorded; with the body `compressed` if wanted:
        where it follows another one of its article, it is stored against that."""
        try:
            return await self.run(_prepare, body, url, charset, name, compressed=compressed)
        except PageError as error:
            return prepare(Extraction(EXTRACTOR, error=str(error)))

    async def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What the function returns, run in a worker. Raises its own errors, and `PageError` where it was killed for
        its time or memory or took its worker down. The function must stand in a module that can be imported."""
        if function.__module__ == "__main__":
            raise ValueError(f"a worker cannot import {function.__name__} from the main module")
        while True:
            pool = self._pool
            try:
                result = await answer(pool, self._schedule(pool, function, *args, **kwargs))
            except BrokenProcessPool:
                self._renew(pool)
            except TimeoutError:
                raise PageError(f"took longer than {self.limits.seconds:g} s and was stopped") from None
            except ProcessExpired as error:
                raise PageError(f"brought its worker process down ({_ending(error.exitcode)})") from None
            except MemoryError:
                raise PageError(f"needs more than {self.limits.memory} MiB of memory") from None
            else:
                self._renewals = 0
                return result

    def _schedule(self, pool: ProcessPool, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        try:
            future: Future[T] = pool.schedule(function, args, kwargs, timeout=self.limits.seconds)
        except RuntimeError as error:
            if pool is self._pool and not pool.active:
                raise BrokenProcessPool(str(error)) from None
            raise
        return future

    def _renew(self, broken: ProcessPool) -> None:
        if broken is not self._pool:
            return  # another task saw it first
        if self._renewals >= MOST_RENEWALS:
            raise BrokenProcessPool(f"worker processes cannot be kept alive after {self._renewals} attempts")
        self._renewals += 1
        broken.stop()
        broken.join()
        self._pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        return ProcessPool(
            max_workers=self.count,
            max_tasks=self.limits.tasks,
            initializer=_bound,
            initargs=(self.limits.memory * MEBIBYTE,),
            context=fork_server(),
        )


async def answer(pool: ProcessPool, future: Future[T]) -> T:
    """What a task returns. Raises `BrokenProcessPool` also for a task that a broken pool has not handed out yet: pebble
    would leave that one waiting for ever."""
    waiting = asyncio.wrap_future(future)
    while not (await asyncio.wait((waiting,), timeout=LOOK))[0]:
        if not pool.active:
            waiting.cancel()
            raise BrokenProcessPool("its processes cannot be started")
    return waiting.result()


class _Process(ForkServerProcess):
    """A process that does not run the caller's main module again, as multiprocessing has its processes do: theirs may
    lack a guard, and none of our tasks is defined there."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:  # noqa: N802
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return ForkServerProcess._Popen(process_obj)  # noqa: SLF001
        finally:
            sys.modules["__main__"] = main


class _ForkServer(ForkServerContext):
    Process = _Process


def fork_server() -> ForkServerContext:
    """Where new processes come from: a small one that has nothing but the libraries."""
    start_fork_server()
    return _ForkServer()


def start_fork_server() -> None:
    """Has it ready a second later; to be called as soon as it is clear that there is work.

    Ctrl-C, and what else is sent to all processes of a group, is for this process alone: it lets the others finish.
    """
    forkserver.set_forkserver_preload(PRELOADED)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()  # inherits what is blocked; has a group of its own as soon as it has loaded a line
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _extract(body: bytes, url: str | None, charset: str | None, name: str | None) -> Extraction:
    """In the worker: the only process that loads the extractor."""
    from crawler.extraction import extract

    return extract(body, url, charset=charset, name=name)


def _prepare(body: bytes, url: str | None, charset: str | None, name: str | None, *, compressed: bool) -> Prepared:
    """In the worker: what takes no database of recording, too."""
    return prepare(_extract(body, url, charset, name), body if compressed else None)


def _bound(memory: int) -> None:
    """In the worker: no more address space than this, and no core file of somebody's page."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable()  # what libraries say of an odd page, with tracebacks; what came of it is in the extraction


def _ending(code: int | None) -> str:
    return f"signal {-code}" if code is not None and code < 0 else f"exit status {code}"
