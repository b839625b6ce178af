"""What the archive has already, so that a crawl need not fetch, read or extract it again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from storage.batches import batches
from storage.identity import find_article
from storage.models import Article, Capture, Extractor, File, StoredExtraction
from storage.records import FileRead, Sighting
from storage.rows import insertion

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

_FILES_READ = select(File.path, File.stamp, File.url, File.at, File.sha256)


@dataclass(frozen=True, slots=True)
class Last:
    """What the newest good capture of an article left: what a conditional GET asks with, and the body it had.

    `etag` and `last_modified` are None unless the URL asked about answered with them and that very body, and a text of
    it is stored, so that a 304 always stands for a text. `sha256` is None before the first good capture.
    """

    article: int
    url: str  # the article's
    state: str
    fetched_at: datetime | None = None
    sha256: str | None = None
    extracted: bool = False  # by the active extractor
    etag: str | None = None
    last_modified: str | None = None


def files_read(connection: Connection, paths: Iterable[str]) -> dict[str, FileRead]:
    """What is known of those files that were read before, by path."""
    found: dict[str, FileRead] = {}
    for batch in batches(paths):
        rows = connection.execute(_FILES_READ.where(File.path.in_(batch)))
        found |= {row.path: FileRead(*row) for row in rows}
    return found


def files_of(connection: Connection, urls: Container[str]) -> Iterator[FileRead]:
    """What is known of the files that were filed under those URLs. Looks at all that is known of files."""
    rows = connection.execute(_FILES_READ.order_by(File.path))
    return (FileRead(*row) for row in rows if row.url in urls)


def keep_files_read(connection: Connection, read: Iterable[FileRead]) -> None:
    """Keeps what files said, in the place of what they said before."""
    for batch in batches(sorted(read)):  # in one order, so that writers never wait in a circle
        statement = insertion(connection.dialect.name, File)
        given = {name: statement.excluded[name] for name in FileRead._fields if name != "path"}
        rows = [one._asdict() for one in batch]
        connection.execute(statement.on_conflict_do_update(index_elements=["path"], set_=given), rows)


def last(connection: Connection, url: str) -> Last | None:
    """What is known of the article of that URL or alias; None where there is none."""
    article = find_article(connection, url)
    if article is None:
        return None
    found = connection.execute(select(Article.url, Article.state).where(Article.id == article)).one()
    good = (
        select(Capture.fetched_at, Capture.body_sha256, Capture.etag, Capture.last_modified)
        .where(Capture.article_id == article, Capture.error.is_(None), Capture.body_sha256.is_not(None))
        .where(or_(Capture.status.is_(None), Capture.status.between(200, 299)))
        .order_by(Capture.fetched_at.desc(), Capture.id.desc())
        .limit(1)
    )
    row = connection.execute(good).first()
    if row is None:
        return Last(article, found.url, found.state)
    known = Last(article, found.url, found.state, row.fetched_at, row.body_sha256)
    if row.body_sha256 not in extracted(connection, [row.body_sha256]):
        return known
    # Validators are of one URL (RFC 9110, section 8.8); another of the article's may lead to other bytes.
    same = good.where(Capture.requested_url == url, Capture.body_sha256 == row.body_sha256)
    asked = connection.execute(same).first()
    if asked is None:
        return replace(known, extracted=True)
    return replace(known, extracted=True, etag=asked.etag, last_modified=asked.last_modified)


def sightings(connection: Connection, hashes: Iterable[str]) -> set[Sighting]:
    """Every capture of a body with one of those hashes."""
    found = set()
    for batch in batches(hashes):
        wanted = select(Capture.requested_url, Capture.fetched_at, Capture.body_sha256)
        rows = connection.execute(wanted.where(Capture.body_sha256.in_(batch)))
        found |= {Sighting(row.requested_url, row.fetched_at, row.body_sha256) for row in rows if row.body_sha256}
    return found


def extracted(connection: Connection, hashes: Iterable[str]) -> set[str]:
    """Those of the hashes whose body the active extractor has seen, whether it found a text or failed."""
    found: set[str] = set()
    for batch in batches(hashes):
        wanted = (
            select(StoredExtraction.body_sha256)
            .join(Extractor, Extractor.id == StoredExtraction.extractor_id)
            .where(Extractor.active, StoredExtraction.body_sha256.in_(batch))
        )
        found.update(connection.execute(wanted).scalars())
    return found
