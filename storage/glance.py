"""A glance into a SQLite archive: whether files are in it, asked with the standard library alone.

Loading SQLAlchemy takes longer than to see that nothing is new in a folder of a thousand files. So an ingestion asks
here first; where the answer is no, or there is none, it opens the archive itself.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from migrations import HEAD
from storage.batches import batches
from storage.errors import ArchiveError
from storage.records import Extractor, FileRead, Sighting
from storage.sqlite import is_writable, url_of
from storage.storable import storable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_PREFIX = "sqlite:///"

# Seconds that another writer is waited for; who opens the archive then waits longer.
PATIENCE = 1


class Glance:
    """Answers what `Archive` answers, by its methods' names. What it raises, `glance` makes an `ArchiveError`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def extractor(self) -> Extractor | None:
        row = self._connection.execute("SELECT name, version, config_hash FROM extractors WHERE active").fetchone()
        return None if row is None else Extractor(*row)

    def files_read(self, paths: Iterable[str]) -> dict[str, FileRead]:
        rows = self._where("SELECT path, stamp, url, at, sha256 FROM files WHERE path", paths)
        return {path: FileRead(path, stamp, url, _moment(at), sha256) for path, stamp, url, at, sha256 in rows}

    def sightings(self, hashes: Iterable[str]) -> set[Sighting]:
        rows = self._where("SELECT requested_url, fetched_at, body_sha256 FROM captures WHERE body_sha256", hashes)
        return {Sighting(url, _moment(at), sha256) for url, at, sha256 in rows}

    def keep_run(self, command: str, started: datetime, ended: datetime, counts: Mapping[str, int]) -> None:
        """Writes a run that is done."""
        row = (storable(command), _text(started), _text(ended), json.dumps(dict(counts)), "done")
        names = "(command, started_at, ended_at, counts, state)"
        self._connection.execute(f"INSERT INTO runs {names} VALUES (?, ?, ?, ?, ?)", row)  # noqa: S608

    def _where(self, query: str, wanted: Iterable[str]) -> Iterator[tuple[str, ...]]:
        for some in batches(wanted):
            yield from self._connection.execute(f"{query} IN ({', '.join('?' * len(some))})", some).fetchall()


@contextmanager
def glance(url: str | None) -> Iterator[Glance | None]:
    """A glance into an archive, named as for `Archive.open`.

    None where it is no SQLite file that is there, may be written and has tables of this program's version. Raises
    `ArchiveError` if SQLite refuses something meanwhile.
    """
    url = url_of(url)
    path = Path(url.removeprefix(_PREFIX))
    if not url.startswith(_PREFIX) or set(url) & set("?%") or not path.is_file() or not is_writable(path):
        yield None
        return
    try:
        name = f"{path.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(name, uri=True, timeout=PATIENCE, isolation_level=None)) as connection:
            yield Glance(connection) if _is_up_to_date(connection) else None
    except (sqlite3.Error, ValueError, TypeError) as error:  # a damaged moment, too
        raise ArchiveError(f"the archive {path}: {error}") from error


def _is_up_to_date(connection: sqlite3.Connection) -> bool:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return False
    return bool(connection.execute("SELECT version_num FROM alembic_version").fetchone() == (HEAD,))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
