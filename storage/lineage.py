"""An article's line of revisions under one extractor: continued by the newest capture, or made again from all of them.

Revisions follow from the captures in the order they were fetched, so an older capture that comes in later (a file found
in a drawer, a WARC) may put a revision before others: those keep their ids and get new numbers. `continued` and
`rebuilt` take the same steps (`storage.revisions.sequence`) and so come to the same revisions.

Blocks that are noise of the source are left out on both sides of every comparison. A ruling on noise makes no revision:
what was taken for the last revision before it is taken for it still, until the page shows something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, delete, insert, or_, select, update

from storage.changes import Side, change_row
from storage.models import TEXT_COLUMNS, Capture, Change, Revision, StoredExtraction, StoredText
from storage.records import NoticeKind, Outcome, PageKind
from storage.revisions import measure, without_noise
from storage.revisions.doubt import NO_ARTICLE, why
from storage.revisions.sequence import SHOWS, Reading, Standing, reverted_to, step
from storage.rows import core
from storage.texts import text_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

    from storage.extractions import Kept
    from storage.records import Extraction, Text


class Shown(NamedTuple):
    """What a body shows under the line's extractor."""

    text: int
    reading: Reading
    modified: str | None  # the date that the page gave, in ISO 8601


class Seen(NamedTuple):
    """A capture as the line sees it. `shown` is None where it shows nothing of its own; a 304 repeats what was."""

    capture: int
    at: datetime
    shown: Shown | None
    repeats: bool = False


class Step(NamedTuple):
    """What became of a capture, and what was shown before it."""

    seen: Seen
    shown: Shown
    outcome: Outcome
    before: Shown | None
    doubt: str = ""  # what is doubted of it, if it is


@dataclass(frozen=True, slots=True)
class Made:
    """A revision of the line, and the score and reason of its change: None and "" for the first."""

    id: int
    number: int
    capture: int
    text: int
    seen_at: datetime
    score: float | None = None
    reason: str = ""


class Line:
    """The revisions of one article under one extractor, within a transaction that has locked the article."""

    def __init__(
        self, connection: Connection, article: int, extractor: int, noise: frozenset[str], *, new: bool = False
    ) -> None:
        self._connection = connection
        self._article = article
        self._extractor = extractor
        self._noise = noise
        self._new = new  # the article has neither captures nor revisions: there is nothing to look up
        self._texts: dict[int, Text] = {}
        self._mine = {"article": article, "extractor": extractor}

    def shown(self, sha256: str) -> Shown | None:
        """What the body of that hash shows; None where no text was extracted from it."""
        row = self._connection.execute(_SHOWN_BY, {"sha256": sha256, "extractor": self._extractor}).first()
        return None if row is None else self._shown(row)

    def shows(self, kept: Kept, extraction: Extraction) -> Shown | None:
        """What `shown` would find of an extraction that was stored just now."""
        if not (kept.words or kept.text.headline is not None):
            return None
        self._texts[kept.id] = kept.text
        modified = extraction.modified.at.isoformat() if extraction.modified else None
        return Shown(kept.id, self._reading(kept.id, kept.fingerprint, kept.words, extraction.kind), modified)

    def judged(self, seen: Seen) -> Step | None:
        """What becomes of a capture that is newer than all others; None where nothing was shown."""
        before = None if self._new else self._last_shown(seen.at)
        shown = before if seen.repeats else seen.shown
        if shown is None:
            return None
        last = None if self._new else self._last_row()
        standing = Standing() if last is None else self._standing(last, before)
        return _stepped(standing, seen, shown, before)[1]

    def steps(self, extra: Seen | None = None) -> list[Step]:
        """What became of every capture that shows a text, in the order fetched; `extra` as if it were among them."""
        captures = self._captures()
        if extra is not None:
            captures = sorted([*captures, extra], key=lambda seen: seen.at)
        standing = Standing()
        before: Shown | None = None
        found = []
        for seen in captures:
            shown = before if seen.repeats else seen.shown
            if shown is not None:
                standing, made = _stepped(standing, seen, shown, before)
                found.append(made)
                before = shown
        return found

    def continued(self, made: Step) -> Made:
        """The revision that the step makes, put behind the last one, with its change."""
        rows = [] if self._new else self._rows()
        earlier = [self._read(row).fingerprint for row in rows]
        reverts = reverted_to(earlier, made.shown.reading.fingerprint)
        revision = self._insert(len(rows) + 1, made, reverts)
        if not rows:
            return Made(revision, 1, made.seen.capture, made.shown.text, made.seen.at)
        return self._changed(_made(rows[-1], len(rows)), revision, made, reverts)

    def rebuilt(self) -> list[Made]:
        """All revisions as they follow from the captures. Those that stay keep their ids, and their changes if the
        revision before them stayed too."""
        plan = [made for made in self.steps() if made.outcome in (Outcome.NEW, Outcome.CHANGED)]
        rows = {(row.capture_id, row.text_id): row for row in self._rows()}
        wanted = {(made.seen.capture, made.shown.text) for made in plan}
        self._remove([row.id for key, row in rows.items() if key not in wanted])
        # Out of the way first: two revisions must not have one number even for a moment.
        mine = (Revision.article_id == self._article, Revision.extractor_id == self._extractor)
        self._connection.execute(update(Revision).where(*mine).values(number=-Revision.number))
        found: list[Made] = []
        earlier: list[str] = []
        for number, made in enumerate(plan, start=1):
            reverts = reverted_to(earlier, made.shown.reading.fingerprint)
            earlier.append(made.shown.reading.fingerprint)
            row = rows.get((made.seen.capture, made.shown.text))
            if row is None:
                revision = self._insert(number, made, reverts)
            else:
                revision = row.id
                renumbered = {"number": number, "reverts_to": reverts}
                self._connection.execute(update(Revision).where(Revision.id == revision).values(renumbered))
            previous = found[-1] if found else None
            entry = Made(revision, number, made.seen.capture, made.shown.text, made.seen.at)
            if row is None or row.previous_id != (previous and previous.id):
                self._connection.execute(delete(Change).where(Change.revision_id == revision))
                if previous is not None:
                    entry = self._changed(previous, revision, made, reverts)
            found.append(entry)
        return found

    def rescored(self, version: str) -> int:
        """Computes anew the changes that another version of the differ or scorer made; returns how many those were."""
        rows = self._rows()
        before = {made.seen.capture: made for made in self.steps()}
        outdated = 0
        for old, new in pairwise(rows):
            if new.previous_id is None or new.differ == version:
                continue
            made = before.get(new.capture_id)
            sides = (
                Side(self._text(old.text_id), made.before.modified if made and made.before else None),
                Side(self._text(new.text_id), made.shown.modified if made else None),
            )
            row = change_row(*sides, frozenset(new.left_out), reverted=new.reverts_to is not None)
            self._connection.execute(update(Change).where(Change.revision_id == new.id).values(row))
            outdated += 1
        return outdated

    def last(self) -> Made | None:
        """The newest revision, without its change."""
        row = self._last_row()
        return None if row is None else _made(row, row.number)

    def is_developing(self, text: int) -> bool:
        """Whether the editors say so in that text."""
        return any(notice.kind is NoticeKind.DEVELOPING for notice in self._text(text).notices)

    def _rows(self) -> Sequence[Row[*tuple[Any, ...]]]:
        """The revisions, by number: each with its text's fingerprint and words, and the one its change starts from."""
        return self._connection.execute(_REVISIONS, self._mine).all()

    def _last_row(self) -> Row[*tuple[Any, ...]] | None:
        return self._connection.execute(_LAST, self._mine).first()

    def _captures(self) -> list[Seen]:
        shows = _SHOWN.where(StoredExtraction.extractor_id == self._extractor).subquery()
        wanted = (
            select(Capture.id, Capture.fetched_at, Capture.status, shows)
            .select_from(Capture)
            .outerjoin(shows, (shows.c.body_sha256 == Capture.body_sha256) & _SUCCEEDED)
            .where(Capture.article_id == self._article, Capture.error.is_(None))
            .order_by(Capture.fetched_at, Capture.id)
        )
        return [
            Seen(row.id, row.fetched_at, None if row.text_id is None else self._shown(row), row.status == 304)
            for row in self._connection.execute(wanted)
        ]

    def _last_shown(self, before: datetime) -> Shown | None:
        row = self._connection.execute(_LAST_SHOWN, self._mine | {"before": before}).first()
        return None if row is None else self._shown(row)

    def _standing(self, last: Row[*tuple[Any, ...]], before: Shown | None) -> Standing:
        """Where the article stands, of which `before` was shown last."""
        reading = self._read(last)
        if before is None or before.reading.fingerprint == reading.fingerprint:
            return Standing(reading)
        row = self._connection.execute(_LAST_TAKEN, self._mine | {"since": last.seen_at}).first()
        taken = None if row is None else self._shown(row).reading
        doubted = before.reading if before.reading != taken and before.reading.kind not in NO_ARTICLE else None
        return Standing(reading, taken, doubted)

    def _shown(self, row: Row[*tuple[Any, ...]]) -> Shown:
        kind = PageKind(row.details.get("kind", PageKind.ARTICLE))
        modified = row.details.get("modified")
        reading = self._reading(row.text_id, row.fingerprint, row.words, kind)
        return Shown(row.text_id, reading, modified["at"] if modified else None)

    def _read(self, row: Row[*tuple[Any, ...]]) -> Reading:
        """A revision as it reads."""
        return self._reading(row.text_id, row.fingerprint, row.words, PageKind.ARTICLE)

    def _reading(self, stored: int, prints: str, words: int, kind: PageKind) -> Reading:
        def seen() -> Text:
            return without_noise(self._text(stored), self._noise)

        if not self._noise:
            return Reading(prints, words, kind, seen)
        return Reading(*measure(seen()), kind, seen)

    def _text(self, text: int) -> Text:
        if text not in self._texts:
            row = self._connection.execute(_TEXT, {"text": text}).one()
            self._texts[text] = text_of(*row)
        return self._texts[text]

    def _insert(self, number: int, made: Step, reverts: int | None) -> int:
        row = {
            "article_id": self._article,
            "extractor_id": self._extractor,
            "number": number,
            "capture_id": made.seen.capture,
            "text_id": made.shown.text,
            "seen_at": made.seen.at,
            "reverts_to": reverts,
        }
        found: int = self._connection.execute(_INSERTED, row).scalar_one()
        return found

    def _changed(self, previous: Made, revision: int, made: Step, reverts: int | None) -> Made:
        old = Side(self._text(previous.text), made.before.modified if made.before else None)
        new = Side(self._text(made.shown.text), made.shown.modified)
        row = change_row(old, new, self._noise, reverted=reverts is not None)
        self._connection.execute(insert(core(Change)), {"revision_id": revision, "previous_id": previous.id, **row})
        return Made(
            revision, previous.number + 1, made.seen.capture, made.shown.text, made.seen.at, row["score"], row["reason"]
        )

    def _remove(self, revisions: Sequence[int]) -> None:
        bound = or_(Change.revision_id.in_(revisions), Change.previous_id.in_(revisions))
        self._connection.execute(delete(Change).where(bound))
        self._connection.execute(delete(Revision).where(Revision.id.in_(revisions)))


def _stepped(standing: Standing, seen: Seen, shown: Shown, before: Shown | None) -> tuple[Standing, Step]:
    """Where the article stands after a capture that shows something, and what became of it."""
    after, outcome = step(standing, shown.reading)
    doubt = ""
    if outcome is Outcome.DOUBTFUL and standing.last is not None:
        doubt = why(standing.last.words, shown.reading.words, shown.reading.kind)
    return after, Step(seen, shown, outcome, before, doubt)


def _made(row: Row[*tuple[Any, ...]], number: int) -> Made:
    return Made(row.id, number, row.capture_id, row.text_id, row.seen_at)


# Captures that show the article as it was: a file, or an answer that is no error.
_SUCCEEDED = or_(Capture.status.is_(None), Capture.status.between(200, 299))

# What extractions show, but those of pages without a word.
_SHOWN = (
    select(
        StoredExtraction.body_sha256,
        StoredExtraction.text_id,
        StoredExtraction.details,
        StoredText.fingerprint,
        StoredText.words,
    )
    .select_from(StoredExtraction)
    .join(StoredText, StoredText.id == StoredExtraction.text_id)
    .where(or_(StoredText.words > 0, StoredText.headline.is_not(None)))
)

_SHOWN_BY = _SHOWN.where(
    StoredExtraction.body_sha256 == bindparam("sha256"), StoredExtraction.extractor_id == bindparam("extractor")
)
_LAST_SHOWN = (
    _SHOWN.join(Capture, Capture.body_sha256 == StoredExtraction.body_sha256)
    .where(Capture.article_id == bindparam("article"), Capture.fetched_at <= bindparam("before"))
    .where(Capture.error.is_(None), _SUCCEEDED, StoredExtraction.extractor_id == bindparam("extractor"))
    .order_by(Capture.fetched_at.desc(), Capture.id.desc())
    .limit(1)
)
# What was taken for the last revision since it was made; it reads otherwise if other blocks are noise by now.
_LAST_TAKEN = (
    _SHOWN.join(Capture, Capture.body_sha256 == StoredExtraction.body_sha256)
    .where(Capture.article_id == bindparam("article"), Capture.fetched_at > bindparam("since"))
    .where(Capture.error.is_(None), _SUCCEEDED, StoredExtraction.extractor_id == bindparam("extractor"))
    .where(Capture.outcome.in_([outcome.value for outcome in SHOWS]))
    .order_by(Capture.fetched_at.desc(), Capture.id.desc())
    .limit(1)
)
_OF_LINE = (
    select(
        Revision.id,
        Revision.number,
        Revision.capture_id,
        Revision.text_id,
        Revision.seen_at,
        StoredText.fingerprint,
        StoredText.words,
        Revision.reverts_to,
        Change.previous_id,
        Change.differ,
        Change.left_out,
    )
    .select_from(Revision)
    .join(StoredText, StoredText.id == Revision.text_id)
    .outerjoin(Change, Change.revision_id == Revision.id)
    .where(Revision.article_id == bindparam("article"), Revision.extractor_id == bindparam("extractor"))
)
_REVISIONS = _OF_LINE.order_by(Revision.number)
_LAST = _OF_LINE.order_by(Revision.number.desc()).limit(1)
_TEXT = select(*TEXT_COLUMNS).where(StoredText.id == bindparam("text"))
_INSERTED = insert(core(Revision)).returning(core(Revision).c.id)
