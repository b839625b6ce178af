"""A new extractor: it reads every body again beside the old one, makes its own revisions, and takes over in one step.

Nothing of this is news: captures stay as they are, and no change is made between a text of the old extractor and one of
the new. It can be stopped and started again at any time; what was extracted is not extracted again. When the new
extractor has taken over, what the others made is taken away: the bodies are there to make it again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, exists, func, or_, select, tuple_, update

from storage import bodies
from storage.engine import reading, writing
from storage.errors import ArchiveError
from storage.extractions import keep_extraction, keep_failure
from storage.extractors import activate, keep_extractor, lock_extractors
from storage.lineage import Line
from storage.models import Article, Capture, Change, Extractor, Revision, StoredExtraction, StoredText
from storage.noise import noise_of
from storage.preparation import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy import Connection, Engine, Select

    from storage.records import Extraction
    from storage.records import Extractor as Name

    Extract = Callable[[Sequence["Unread"]], Iterable[tuple[str, Extraction]]]
    Progress = Callable[[str, int, int], None]

# Bodies that are handed out together; their texts are stored in one transaction.
BATCH = 64
# Rows taken away in one transaction.
SWEEP = 1000
# How often captures that came in meanwhile are caught up with, before it is given up.
ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Unread:
    """A body that the new extractor has not read, and what it needs beside it."""

    sha256: str
    url: str  # of an article that had it
    body: bytes
    content_type: str | None  # the HTTP header
    name: str | None = None  # of the file that it was read from


def reextract(engine: Engine, name: Name, extract: Extract, progress: Progress) -> None:
    """See `Archive.reextract`."""
    with writing(engine) as connection:
        extractor = keep_extractor(connection, name)
    for _ in range(ROUNDS):
        _read_all(engine, extractor, extract, progress)
        newest = _rebuild_all(engine, extractor, progress)
        if _take_over(engine, extractor, newest):
            _sweep(engine, progress)
            return
    raise ArchiveError("captures come in faster than they can be read again; stop the crawls and try once more")


def _unread(extractor: int) -> Select[str | None]:
    """Hashes of bodies of captures that showed an article, without an extraction by that extractor."""
    done = and_(StoredExtraction.body_sha256 == Capture.body_sha256, StoredExtraction.extractor_id == extractor)
    return (
        select(Capture.body_sha256)
        .where(Capture.body_sha256.is_not(None), Capture.error.is_(None))
        .where(or_(Capture.status.is_(None), Capture.status.between(200, 299)), ~exists().where(done))
        .distinct()
    )


def _read_all(engine: Engine, extractor: int, extract: Extract, progress: Progress) -> None:
    with reading(engine) as connection:
        total = connection.execute(select(func.count()).select_from(_unread(extractor).subquery())).scalar_one()
    done, after = 0, ""
    progress("bodies", done, total)
    while True:
        with reading(engine) as connection:
            batch = list(_batch(connection, extractor, after))
        if not batch:
            return
        readable = [unread for unread, error in batch if error is None]
        found = {sha256: prepare(extraction) for sha256, extraction in extract(readable)}
        with writing(engine) as connection:
            for sha256 in sorted(found):
                keep_extraction(connection, sha256, extractor, found[sha256])
            for unread, error in batch:
                if error is not None:
                    keep_failure(connection, unread.sha256, extractor, error)
        if missing := {unread.sha256 for unread in readable} - set(found):
            raise ArchiveError(f"{len(missing)} bodies were not read again, {min(missing)} among them")
        done += len(batch)
        after = batch[-1][0].sha256
        progress("bodies", done, total)


def _batch(connection: Connection, extractor: int, after: str) -> Iterable[tuple[Unread, str | None]]:
    """The next bodies to read, in the order of their hashes; one that is damaged comes with the error."""
    wanted = _unread(extractor).where(Capture.body_sha256 > after).order_by(Capture.body_sha256).limit(BATCH)
    for sha256 in [found for found in connection.execute(wanted).scalars() if found is not None]:
        url, headers, origin = connection.execute(
            select(Article.url, Capture.headers, Capture.origin)
            .join(Capture, Capture.article_id == Article.id)
            .where(Capture.body_sha256 == sha256, Capture.error.is_(None))
            .order_by(Capture.id)
            .limit(1)
        ).one()
        named = {key.lower(): value for key, value in reversed(headers)}
        unread = Unread(sha256, url, b"", named.get("content-type"), named.get("file") if origin == "seed" else None)
        try:
            yield replace(unread, body=bodies.load(connection, sha256)), None
        except ArchiveError as error:
            yield unread, str(error)


def _rebuild_all(engine: Engine, extractor: int, progress: Progress) -> int:
    """Makes every article's revisions under that extractor; returns the newest capture that was certainly seen."""
    with reading(engine) as connection:
        newest = connection.execute(select(func.max(Capture.id))).scalar() or 0
        total = connection.execute(select(func.count()).select_from(Article)).scalar_one()
    done, after = 0, 0
    progress("articles", done, total)
    while True:
        with reading(engine) as connection:
            wanted = select(Article.id).where(Article.id > after).order_by(Article.id).limit(SWEEP)
            articles = connection.execute(wanted).scalars().all()
        if not articles:
            return newest
        for article in articles:
            with writing(engine) as connection:
                _rebuild(connection, article, extractor)
            done += 1
            progress("articles", done, total)
        after = articles[-1]


def _rebuild(connection: Connection, article: int, extractor: int) -> None:
    source = connection.execute(select(Article.source_id).where(Article.id == article).with_for_update()).scalar_one()
    Line(connection, article, extractor, noise_of(connection, source)).rebuilt()


def _take_over(engine: Engine, extractor: int, newest: int) -> bool:
    """Makes the extractor the active one, unless bodies came in that it has not read."""
    with writing(engine) as connection:
        lock_extractors(connection)
        if connection.dialect.name == "postgresql":
            # Recording locks an article's row before it writes anything that is read here.
            connection.exec_driver_sql("LOCK TABLE articles IN EXCLUSIVE MODE")
        if connection.execute(_unread(extractor).limit(1)).first() is not None:
            return False
        late = select(Capture.article_id).where(Capture.id > newest).distinct().order_by(Capture.article_id)
        for article in connection.execute(late).scalars().all():
            _rebuild(connection, article, extractor)
        activate(connection, extractor)
        _settle(connection, extractor)
    return True


def _settle(connection: Connection, extractor: int) -> None:
    """Brings what articles say of their last revision in line with the extractor's revisions."""
    mine = (Revision.article_id == Article.id, Revision.extractor_id == extractor)
    changed = select(func.max(Revision.seen_at)).where(*mine, Revision.number > 1).scalar_subquery()
    connection.execute(update(Article).values(last_changed=changed, developing=False))
    newest = select(func.max(Revision.number)).where(*mine).correlate(Article).scalar_subquery()
    wanted = (
        select(Article.id, StoredText.notices)
        .join(Revision, and_(*mine))
        .join(StoredText, StoredText.id == Revision.text_id)
        .where(Revision.number == newest)
    )
    developing = [row.id for row in connection.execute(wanted) if any(n["kind"] == "developing" for n in row.notices)]
    for start in range(0, len(developing), SWEEP):
        batch = developing[start : start + SWEEP]
        connection.execute(update(Article).where(Article.id.in_(batch)).values(developing=True))


def _sweep(engine: Engine, progress: Progress) -> None:
    """Takes away what inactive extractors made, and the texts that nothing refers to any more."""
    inactive = select(Extractor.id).where(~Extractor.active)
    old = select(Revision.id).where(Revision.extractor_id.in_(inactive))
    used = or_(
        exists().where(StoredExtraction.text_id == StoredText.id), exists().where(Revision.text_id == StoredText.id)
    )
    done = 0
    for table, key, wanted in (
        (Change, Change.revision_id, select(Change.revision_id).where(Change.revision_id.in_(old))),
        (Revision, Revision.id, old),
        (
            StoredExtraction,
            _EXTRACTION,
            select(StoredExtraction.body_sha256, StoredExtraction.extractor_id).where(
                StoredExtraction.extractor_id.in_(inactive)
            ),
        ),
        (StoredText, StoredText.id, select(StoredText.id).where(~used)),
    ):
        while True:
            with writing(engine) as connection:
                count = connection.execute(delete(table).where(key.in_(wanted.limit(SWEEP)))).rowcount
            if not count:
                break
            done += count
            progress("rows taken away", done, done)


_EXTRACTION = tuple_(StoredExtraction.body_sha256, StoredExtraction.extractor_id)
