"""The archive: every write goes through here. Opening one loads neither migrations nor the differ."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import exc

from storage import schema
from storage.engine import database_url, make_engine, reading, writing
from storage.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime, timedelta
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from storage.known import Last
    from storage.preparation import Prepared
    from storage.recording import Observed
    from storage.records import Capture, Due, Extraction, Extractor, FileRead, History, Recorded, Sighting
    from storage.reextraction import Unread
    from storage.revisions.recurrence import Recurring
    from storage.visits import DueVisit, VisitKind

# How often a transaction is tried when another writer made the same row in between, or both waited for each other.
TRIES = 5
# PostgreSQL's codes for that: deadlock_detected, serialization_failure.
CIRCLES = frozenset({"40P01", "40001"})


class Archive:
    """An open archive; a context manager. Safe to use from several threads, and from several processes that each open
    their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None, *, create: bool = True) -> Archive:
        """The archive at a SQLAlchemy URL or in a SQLite file; without a name, `archive.db` in the current folder.

        A SQLite archive is made where there is none (unless `create` is False) and brought up to date; a PostgreSQL one
        must be up to date. Raises `UsageError` for a URL that names no archive, `ArchiveError` for one that cannot be
        used.
        """
        parsed = database_url(url)
        if parsed.get_backend_name() == "sqlite" and not create and not Path(str(parsed.database)).exists():
            raise ArchiveError(f"no archive at {parsed.database}; `writethru ingest` or `writethru crawl` makes one")
        engine = make_engine(parsed)
        try:
            schema.ensure(engine)
        except ArchiveError:
            engine.dispose()
            raise
        return cls(engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a transaction that only reads and sees one state throughout; what `storage.queries` takes."""
        with reading(self._engine) as connection:
            yield connection

    def record(
        self,
        capture: Capture,
        extraction: Extraction | Prepared | None = None,
        *,
        schedule: Callable[[History], Due] | None = None,
    ) -> Recorded:
        """Records a capture, with what was extracted from its body, in one transaction, and says what became of it.

        Recording the same capture again (article, moment, origin and body) changes nothing. Without an extraction the
        one stored for the same body counts: a page that did not change need not be extracted again. An older capture
        that comes in late takes its place among the others, and the revisions are numbered anew. `schedule` says when
        the article is due next; without one its visit stays as it was. Half of the work takes no database and can be
        done beforehand, by another process: `storage.preparation.prepare`.

        Raises `ArchiveError` if the extraction is by another extractor than the archive's.
        """
        from storage.preparation import Prepared, prepare
        from storage.recording import record

        prepared = extraction if extraction is None or isinstance(extraction, Prepared) else prepare(extraction)
        for attempt in range(1, TRIES + 1):
            try:
                with writing(self._engine) as connection:
                    return record(connection, capture, prepared, schedule)
            except ArchiveError as error:
                if attempt == TRIES or not _by_another_writer(error):
                    raise
        raise AssertionError("the last attempt returns or raises")

    def record_all(self, observed: Sequence[Observed]) -> list[Recorded | Exception]:
        """Records captures as `record` does, in one transaction, those of one URL in their order, and says what became
        of each.

        If that fails each is recorded by itself, so that one which is refused keeps no other out; what `record` would
        raise stands in its place then.
        """
        from storage.recording import record

        order = list(range(len(observed)))
        if self._engine.dialect.name != "sqlite":  # which has one writer at a time
            # Writers that lock articles in one order seldom wait for each other in a circle.
            order.sort(key=lambda number: observed[number][0].url)
        try:
            with writing(self._engine) as connection:
                found = {number: record(connection, *observed[number]) for number in order}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is met again where it belongs
            if isinstance(error, ArchiveError) and _of_the_database(error):
                return [error for _ in observed]
            return [self._recorded(*one) for one in observed]
        return [found[number] for number in range(len(observed))]

    def _recorded(
        self, capture: Capture, prepared: Prepared | None, schedule: Callable[[History], Due] | None
    ) -> Recorded | Exception:
        try:
            return self.record(capture, prepared, schedule=schedule)
        except Exception as error:  # noqa: BLE001 - handed to who handed the capture in
            return error

    def extractor(self) -> Extractor | None:
        """The active extractor; None before the first extraction."""
        from storage.extractors import active_extractor

        with reading(self._engine) as connection:
            active = active_extractor(connection)
        return None if active is None else active[1]

    def require(self, extractor: Extractor) -> None:
        """Raises `ArchiveError` if `record` would refuse that extractor's work; to be asked before a crawl begins."""
        from storage.extractors import refuse_other

        with reading(self._engine) as connection:
            refuse_other(connection, extractor)

    def reextract(
        self,
        extractor: Extractor,
        extract: Callable[[Sequence[Unread]], Iterable[tuple[str, Extraction]]],
        *,
        progress: Callable[[str, int, int], None] = lambda _what, _done, _total: None,
    ) -> None:
        """Has every body read by another extractor and makes that one the active one; no capture or news comes of it.

        `extract` is given some unread bodies at a time and yields (hash, extraction) for each of them, in any order.
        `progress` is told what is being done ("bodies", "articles", "rows taken away"), how many are and how many there
        are. Stopped anywhere it can be called again and goes on. What other extractors made is taken away in the end.
        """
        from storage.reextraction import reextract

        reextract(self._engine, extractor, extract, progress)

    def rescore(self, *, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
        """Computes anew every change that another version of the differ or scorer made, and returns how many.

        Revisions stay as they are. `progress` is told how many are done and how many there are. Stopped anywhere it can
        be called again and goes on.
        """
        from storage.rescoring import rescore

        return rescore(self._engine, progress)

    def learn_noise(self, source: str | None = None) -> list[Recurring]:
        """Looks through the pages of a source, or of all, for blocks that recur; returns what was not known yet.

        From then on they are left out of both sides of every comparison, so learning one makes no revision; those there
        are stay. See `storage.revisions.recurrence` for what recurs, and what of it is no noise.
        """
        from storage import noise

        with reading(self._engine) as connection:
            sources = noise.sources_named(connection, source)
        return [found for one in sources for found in self._learn_noise(one)]

    def learn_noise_where_grown(self) -> list[Recurring]:
        """As `learn_noise`, of the sources that have grown by a good part since; to be called at the end of a run."""
        from storage import noise

        with reading(self._engine) as connection:
            grown = noise.sources_grown(connection)
        return [found for one in grown for found in self._learn_noise(one)]

    def _learn_noise(self, source: int) -> list[Recurring]:
        from storage import noise

        with reading(self._engine) as connection:
            found, at = noise.found_on(connection, source)
        if at is None:
            return []
        with writing(self._engine) as connection:
            return noise.keep(connection, source, found, at)

    def rule_on_noise(self, entry: int, verdict: str | None) -> None:
        """Rules on an entry by hand: "kept" (it is text, compare it again), "confirmed", or None to forget it.

        What is kept or confirmed stays so whatever is learned; what is forgotten may be learned anew. Raises
        `UsageError` for an entry or a verdict that does not exist.
        """
        from storage.noise import rule

        with writing(self._engine) as connection:
            rule(connection, entry, verdict)

    # What is there already.

    def last(self, url: str) -> Last | None:
        """What a conditional GET of an article needs, by its URL or an alias; None for an unknown article."""
        from storage.known import last

        with reading(self._engine) as connection:
            return last(connection, url)

    def sightings(self, hashes: Iterable[str]) -> set[Sighting]:
        """Every capture of a body with one of those SHA-256 hashes (hex), in a query for each few hundred of them."""
        from storage.known import sightings

        with reading(self._engine) as connection:
            return sightings(connection, hashes)

    def extracted(self, hashes: Iterable[str]) -> set[str]:
        """Those of the hashes whose body the active extractor has read already, with or without success."""
        from storage.known import extracted

        with reading(self._engine) as connection:
            return extracted(connection, hashes)

    def files_read(self, paths: Iterable[str]) -> dict[str, FileRead]:
        """What is known of those local files that were read before, by path."""
        from storage.known import files_read

        with reading(self._engine) as connection:
            return files_read(connection, paths)

    def files_of(self, urls: Container[str]) -> list[FileRead]:
        """What is known of the local files that were filed under those URLs, by path."""
        from storage.known import files_of

        with reading(self._engine) as connection:
            return list(files_of(connection, urls))

    def keep_files_read(self, read: Iterable[FileRead]) -> None:
        """Keeps what local files said, so that one that nobody has touched need not be read again."""
        from storage.known import keep_files_read

        with writing(self._engine) as connection:
            keep_files_read(connection, read)

    def body(self, sha256: str) -> bytes:
        """The body of that hash. Raises `ArchiveError` if it is missing or damaged."""
        from storage.bodies import load

        with reading(self._engine) as connection:
            return load(connection, sha256)

    def body_of_capture(self, capture: int) -> bytes:
        """The body of a capture, by the capture's id; of a 304, the one that it says is still right.

        Raises `ArchiveError` if there is none, or if it is damaged.
        """
        from storage.bodies import load, of_capture

        with reading(self._engine) as connection:
            return load(connection, of_capture(connection, capture))

    # Visits and runs.

    def due(
        self, now: datetime, *, kind: VisitKind | None = None, limit: int, lease: timedelta, source: str | None = None
    ) -> list[DueVisit]:
        """Claims up to `limit` due visits, the longest due first; nobody else gets them until the lease ends.

        `source` is the name of a source. Recording a capture of the article ends the lease.
        """
        from storage.visits import claim

        with writing(self._engine) as connection:
            return claim(connection, now, kind=kind, limit=limit, lease=lease, source=source)

    def release(self, urls: Collection[str]) -> None:
        """Gives claimed visits back; they stay due."""
        from storage.visits import release

        with writing(self._engine) as connection:
            release(connection, urls)

    def renew(self, urls: Collection[str], until: datetime) -> None:
        """Keeps claimed visits on lease until then."""
        from storage.visits import renew

        with writing(self._engine) as connection:
            renew(connection, urls, until)

    def put_off(self, url: str, due: Due) -> None:
        """Makes the visit of an article or a feed due no earlier than that, and ends its lease."""
        from storage.visits import put_off

        with writing(self._engine) as connection:
            put_off(connection, url, due)

    def on_lease(self, now: datetime) -> int:
        """How many visits are due, but claimed by another crawl."""
        from storage.visits import on_lease

        with reading(self._engine) as connection:
            return on_lease(connection, now)

    def next_due(self, kind: VisitKind | None = None) -> datetime | None:
        """When the next visit can be claimed; in the past if one can be already, None where there is none."""
        from storage.visits import next_due

        with reading(self._engine) as connection:
            return next_due(connection, kind)

    def watch_feed(self, url: str, now: datetime) -> bool:
        """Makes a feed due at once if it is not watched yet; returns whether that was so."""
        from storage.visits import watch_feed

        with writing(self._engine) as connection:
            return watch_feed(connection, url, now)

    def feed_visited(
        self, url: str, due: Due, *, etag: str | None = None, last_modified: str | None = None, failures: int = 0
    ) -> None:
        """Sets when a feed is due next, what its next conditional GET asks with, and ends its lease."""
        from storage.visits import feed_visited

        with writing(self._engine) as connection:
            feed_visited(connection, url, due, etag=etag, last_modified=last_modified, failures=failures)

    def start_run(self, command: str, now: datetime) -> int:
        """The id of a new run."""
        from storage.runs import start_run

        with writing(self._engine) as connection:
            return start_run(connection, command, now)

    def finish_run(self, run: int, now: datetime, counts: Mapping[str, int], state: str = "done") -> None:
        """Writes what a run did; `state` is "done", "stopped" or "failed"."""
        from storage.runs import finish_run

        with writing(self._engine) as connection:
            finish_run(connection, run, now, counts, state)


def _by_another_writer(error: ArchiveError) -> bool:
    cause = error.__cause__
    return isinstance(cause, exc.IntegrityError) or (
        isinstance(cause, exc.DBAPIError) and getattr(cause.orig, "sqlstate", None) in CIRCLES
    )


def _of_the_database(error: ArchiveError) -> bool:
    """Whether the database cannot be written at all: it is held by another writer, the disk is full, it has gone."""
    return isinstance(error.__cause__, exc.OperationalError) and not _by_another_writer(error)
