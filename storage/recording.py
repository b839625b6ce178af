"""Recording a capture: the one way in. One transaction, from the body to the next visit; the same capture twice is one.

Rows are written in one order (source, article, aliases, body, extractor, text, extraction, capture, revisions, visit),
so that concurrent writers can wait for each other but never in a circle.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, insert, select, update

from storage import bodies
from storage.compression import digest
from storage.extractions import keep_extraction
from storage.extractors import active_extractor, require_active
from storage.identity import identify
from storage.lineage import Line, Made, Seen, Step
from storage.models import Article, Change, Extractor, Revision, StoredExtraction
from storage.models import Capture as CaptureRow
from storage.noise import noise_of
from storage.records import Capture, History, Outcome, Recorded
from storage.revisions.doubt import NO_ARTICLE
from storage.revisions.sequence import SHOWS
from storage.revisions.silence import newer
from storage.rows import core
from storage.seals import CAPTURE, seal
from storage.storable import storable, storable_json
from storage.visits import is_open, set_visit, settle

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from storage.identity import Identity
    from storage.preparation import Prepared
    from storage.records import Due

    Schedule = Callable[[History], Due]
    Observed = tuple[Capture, Prepared | None, Schedule | None]

GONE = frozenset({404, 410})

# Captures of one article with other content at the very same moment (two files dated to the same day) are kept a
# microsecond apart; more than this many are not told apart from a clock that stands still.
SAME_MOMENT = timedelta(milliseconds=1)


def record(connection: Connection, capture: Capture, prepared: Prepared | None, schedule: Schedule | None) -> Recorded:
    """See `Archive.record`."""
    if capture.fetched_at.tzinfo is None:
        raise ValueError(f"a capture without a time zone: {capture.fetched_at}")
    extraction = None if prepared is None else prepared.extraction
    extractor = None if extraction is None else require_active(connection, extraction.extractor)
    is_article = extraction is not None and extraction.error is None and extraction.kind not in NO_ARTICLE
    identity = identify(connection, capture, is_article=is_article)
    sha256 = None if capture.body is None else digest(capture.body)
    at, found = _moment(connection, identity, capture, sha256)
    if found is not None:
        return _recorded_before(connection, identity.article, found)
    if capture.body is not None and sha256 is not None:
        frame = None if prepared is None else prepared.frame
        bodies.keep(connection, sha256, capture.body, _last_body(connection, identity), frame)
    kept = None
    if prepared is not None and extractor is not None and sha256 is not None:
        kept = keep_extraction(connection, sha256, extractor, prepared)
    if extractor is None:
        active = active_extractor(connection)
        extractor = None if active is None else active[0]
    line = None
    if extractor is not None:
        noise = noise_of(connection, identity.source)
        line = Line(connection, identity.article, extractor, noise, new=identity.new)
    newest = identity.new or _is_newest(connection, identity.article, at)
    shown = None
    if line is not None and sha256 is not None and _succeeded(capture):
        shown = line.shown(sha256) if kept is None or extraction is None else line.shows(kept, extraction)
    seen = Seen(0, at, shown, repeats=capture.status == 304 and capture.error is None)
    made = _step(line, seen, newest=newest)
    outcome, error = _outcome(connection, capture, made, sha256, extractor)
    if outcome is Outcome.UNCHANGED and (
        seen.repeats or (sha256 is not None and sha256 == _last_body(connection, identity, at))
    ):
        outcome = Outcome.NOT_MODIFIED
    restamped = (
        outcome is Outcome.UNCHANGED
        and made is not None
        and made.before is not None
        and made.before.modified is not None
        and newer(made.shown.modified, made.before.modified)
    )
    row: dict[str, Any] = {
        "article_id": identity.article,
        "requested_url": storable(capture.requested_url),
        "fetched_at": at,
        "origin": capture.origin.value,
        "status": capture.status,
        "etag": storable(capture.etag),
        "last_modified": storable(capture.last_modified),
        "headers": storable_json(capture.headers),
        "body_sha256": sha256,
        "outcome": outcome.value,
        "restamped": restamped,
        "error": storable(error),
    }
    row["seal"] = seal(CAPTURE, row)
    number = connection.execute(_INSERTED, row).scalar_one()
    revision = _revise(line, made, outcome, number, newest=newest)
    last = revision if newest or line is None else line.last()
    history = _update_article(connection, identity, line, last, outcome, at, newest=newest)
    # What was visited must not stay due, though a file dated later is the newest.
    if schedule is not None and (newest or is_open(connection, identity.article, at)):
        due = schedule(history)
        set_visit(connection, identity, due)
        settle(connection, storable(capture.requested_url), identity, due)
    if revision is None:
        doubts = (made.doubt,) if made is not None and made.doubt else ()
        return Recorded(identity.article, number, outcome, reasons=doubts)
    reasons = (revision.reason,) if revision.reason else ()
    return Recorded(identity.article, number, outcome, revision.number, revision.score, reasons=reasons)


_captures = core(CaptureRow).c
_INSERTED = insert(core(CaptureRow)).returning(_captures.id)
_AT_THAT_MOMENT = (
    select(_captures.id, _captures.fetched_at, _captures.body_sha256, _captures.status)
    .where(_captures.article_id == bindparam("article"), _captures.origin == bindparam("origin"))
    .where(_captures.fetched_at >= bindparam("start"), _captures.fetched_at < bindparam("end"))
)
_LAST_BODY = (
    select(_captures.body_sha256)
    .where(_captures.article_id == bindparam("article"), _captures.body_sha256.is_not(None))
    .order_by(_captures.fetched_at.desc(), _captures.id.desc())
    .limit(1)
)
_LAST_BODY_BY = _LAST_BODY.where(_captures.fetched_at <= bindparam("before"))
_NEWEST = select(func.max(_captures.fetched_at)).where(_captures.article_id == bindparam("article"))
_UPDATED = update(core(Article)).where(core(Article).c.id == bindparam("article"))


def _moment(
    connection: Connection, identity: Identity, capture: Capture, sha256: str | None
) -> tuple[datetime, int | None]:
    """When the capture is filed, and the id of the very same one if it is there already."""
    start = capture.fetched_at
    if identity.new:
        return start, None
    wanted = {
        "article": identity.article,
        "origin": capture.origin.value,
        "start": start,
        "end": start + SAME_MOMENT,
    }
    rows = connection.execute(_AT_THAT_MOMENT, wanted).all()
    for row in rows:
        if row.body_sha256 == sha256 and row.status == capture.status:
            return row.fetched_at, row.id
    taken = {row.fetched_at for row in rows}
    while start in taken:
        start += timedelta(microseconds=1)
    return start, None


def _recorded_before(connection: Connection, article: int, capture: int) -> Recorded:
    wanted = (
        select(CaptureRow.outcome, Revision.number, Change.score, Change.reason)
        .select_from(CaptureRow)
        .outerjoin(
            Revision,
            (Revision.capture_id == CaptureRow.id)
            & Revision.extractor_id.in_(select(Extractor.id).where(Extractor.active)),
        )
        .outerjoin(Change, Change.revision_id == Revision.id)
        .where(CaptureRow.id == capture)
    )
    row = connection.execute(wanted).one()
    reasons = (row.reason,) if row.reason else ()
    return Recorded(article, capture, Outcome(row.outcome), row.number, row.score, created=False, reasons=reasons)


def _last_body(connection: Connection, identity: Identity, before: datetime | None = None) -> str | None:
    """The hash of the newest body of the article, up to a moment; of any answer, so of an error page too."""
    if identity.new:
        return None
    if before is None:
        return connection.execute(_LAST_BODY, {"article": identity.article}).scalar()
    return connection.execute(_LAST_BODY_BY, {"article": identity.article, "before": before}).scalar()


def _is_newest(connection: Connection, article: int, at: datetime) -> bool:
    newest = connection.execute(_NEWEST, {"article": article}).scalar()
    return newest is None or at >= newest


def _succeeded(capture: Capture) -> bool:
    return capture.error is None and (capture.status is None or 200 <= capture.status < 300)


def _step(line: Line | None, seen: Seen, *, newest: bool) -> Step | None:
    """What becomes of the capture; None where it shows nothing."""
    if line is None:
        return None
    if newest:
        return line.judged(seen)
    return next((made for made in line.steps(seen) if made.seen is seen), None)


def _outcome(
    connection: Connection, capture: Capture, made: Step | None, sha256: str | None, extractor: int | None
) -> tuple[Outcome, str | None]:
    """What is written into the capture, and the error that belongs to it."""
    if capture.status in GONE:
        return Outcome.GONE, capture.error
    if capture.status == 304 and capture.error is None:
        return (Outcome.NOT_MODIFIED if made is None else made.outcome), None
    if made is not None:
        return made.outcome, None
    return Outcome.FAILED, capture.error or _what_failed(connection, capture.status, sha256, extractor)


def _what_failed(connection: Connection, status: int | None, sha256: str | None, extractor: int | None) -> str:
    if status is not None and not 200 <= status < 300:
        return f"the server answered {status}"
    if sha256 is None:
        return "no body"
    wanted = select(StoredExtraction.error).where(
        StoredExtraction.body_sha256 == sha256, StoredExtraction.extractor_id == extractor
    )
    row = connection.execute(wanted).first()
    if row is None:
        return "not extracted"
    return row.error or "no text found"


def _revise(line: Line | None, made: Step | None, outcome: Outcome, capture: int, *, newest: bool) -> Made | None:
    """The revision that the capture made, if it made one."""
    if line is None or made is None:
        return None
    if not newest:
        return next((entry for entry in line.rebuilt() if entry.capture == capture), None)
    if outcome in (Outcome.NEW, Outcome.CHANGED):
        return line.continued(made._replace(seen=made.seen._replace(capture=capture)))
    return None


def _update_article(
    connection: Connection,
    identity: Identity,
    line: Line | None,
    last: Made | None,
    outcome: Outcome,
    at: datetime,
    *,
    newest: bool,
) -> History:
    """Brings the article's row up to the capture and returns what a schedule may look at.

    `last` is the last revision if there may be another than before.
    """
    failures, state = identity.failures, identity.state
    if newest:
        failures = identity.failures + 1 if outcome is Outcome.FAILED else 0
        if outcome is Outcome.GONE:
            state = "gone"
        elif outcome in SHOWS:
            state = "live"
    developing, changed = identity.developing, identity.last_changed
    if line is not None and last is not None:
        developing = line.is_developing(last.text)
        changed = last.seen_at if last.number > 1 else None
    seen = outcome not in (Outcome.GONE, Outcome.FAILED)
    values = {
        "article": identity.article,
        "first_seen": min(identity.first_seen, at),
        "last_seen": max(identity.last_seen, at) if seen else identity.last_seen,
        "failures": failures,
        "state": state,
        "developing": developing,
        "last_changed": changed,
    }
    connection.execute(_UPDATED, values)
    return History(at, outcome, min(identity.first_seen, at), changed, developing, failures)
