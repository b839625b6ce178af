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
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from sqlalchemy import Connection, Engine

    from storage.records import Capture, Due, Extraction, History, Recorded

# How often a transaction is tried when another writer made the same row in between.
TRIES = 3


class Archive:
    """An open archive; a context manager. Safe to use from several threads, and from several processes that each open
    their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str | None = None, *, create: bool = True) -> Archive:
        """The archive at a SQLAlchemy URL; without one, `archive.db` in the current folder.

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
        extraction: Extraction | None = None,
        *,
        schedule: Callable[[History], Due] | None = None,
    ) -> Recorded:
        """Records a capture, with what was extracted from its body, in one transaction, and says what became of it.

        Recording the same capture again (article, moment, origin and body) changes nothing. Without an extraction the
        one stored for the same body counts: a page that did not change need not be extracted again. An older capture
        that comes in late takes its place among the others, and the revisions are numbered anew. `schedule` says when
        the article is due next; without one its visit stays as it was.

        Raises `ArchiveError` if the extraction is by another extractor than the archive's.
        """
        from storage.recording import record

        for attempt in range(1, TRIES + 1):
            try:
                with writing(self._engine) as connection:
                    return record(connection, capture, extraction, schedule)
            except ArchiveError as error:
                if attempt == TRIES or not isinstance(error.__cause__, exc.IntegrityError):
                    raise
        raise AssertionError("the last attempt returns or raises")
