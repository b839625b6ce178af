"""Files into the archive: which are new, in the order they were captured, a bounded number at a time."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from crawler.clock import LEEWAY, SystemClock
from crawler.files import Edition, edition, find, in_order, own_url, read, shown, stamp
from crawler.items import Page
from storage.errors import PageError, UsageError
from storage.known import FileRead
from storage.records import Capture, Origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from crawler.files import Found
    from crawler.intake import Intake
    from crawler.tally import Tally
    from storage import Archive


T = TypeVar("T")


class Planned(NamedTuple):
    """A file that is to be captured, and the SHA-256 of its bytes when it was looked at."""

    edition: Edition
    sha256: str


# Files in flight between disk and archive, and files that the archive is asked about in one go.
WINDOW = 32
BATCH = 500


async def pages(intake: Intake, fresh: Sequence[Planned]) -> AsyncIterator[Page]:
    """The files as pages, in their order. Never more than `WINDOW` pages are in the intake. What cannot be read is a
    problem in the tally."""
    for some in _in_batches(fresh, BATCH):
        read_before = await intake.ask(intake.archive.extracted, [one.sha256 for one in some])
        for one in some:
            await intake.room(WINDOW)
            try:
                body = await asyncio.to_thread(read, one.edition.path)
            except PageError as error:
                intake.tally.problem(one.edition.name, str(error))
                continue
            before = one.sha256 if one.sha256 in read_before else None
            yield _page(one.edition, body, before)


def unknown(archive: Archive, planned: Sequence[Planned], tally: Tally) -> list[Planned]:
    """Those of the files that the archive has not yet, in their order; the others are counted as known."""
    fresh: list[Planned] = []
    for some in _in_batches(planned, BATCH):
        seen = archive.sightings([one.sha256 for one in some])
        fresh += [one for one in some if (one.edition.url, one.edition.at, one.sha256) not in seen]
    tally.known += len(planned) - len(fresh)
    return fresh


def plan(
    archive: Archive, paths: Iterable[Path], tally: Tally, *, url: str | None = None, at: datetime | None = None
) -> list[Planned]:
    """The files to capture, the earliest captured first; holds their names and hashes, not their bytes. What cannot be
    read or is dated in the future is a problem in the tally. Raises `UsageError` if a path does not exist or `at` lies
    in the future: nothing could ever be newer.

    A file that nobody has touched since it was last read, as its times and its inode tell, is not read again.
    """
    latest = SystemClock().now() + LEEWAY
    if at is not None and at > latest:
        raise UsageError(f"{at:%Y-%m-%dT%H:%MZ} is in the future; a capture is dated to when it was made")
    hashes: dict[str, str] = {}
    editions: list[Edition] = []
    named: dict[str, Path] = {}  # the folder of a file that nothing but its name tells from others
    for one in _read_all(archive, find(paths, tally.passed), tally, url, at):
        file = one.edition
        if file.at > latest:
            tally.problem(file.name, f"dated in the future: {file.at:%Y-%m-%dT%H:%MZ}")
            continue
        if file.url == own_url(file.name):
            first = named.setdefault(file.name, file.path.parent)
            if first != file.path.parent:
                tally.problem(shown(file.path), f"also in {shown(first)}; ingest the folder above, or one at a time")
                continue
        editions.append(file)
        hashes[str(file.path)] = one.sha256
    return [Planned(file, hashes[str(file.path)]) for file in in_order(editions)]


def _read_all(
    archive: Archive, found: Iterable[Found], tally: Tally, url: str | None, at: datetime | None
) -> Iterable[Planned]:
    """Who each file is, in their order: from the file, or from what is known of it."""
    for some in _in_batches(list(found), BATCH):
        # What is said on the command line is not what the file says.
        stamps = {} if url or at else {shown(one.path.absolute()): stamp(one) for one in some}
        known = archive.files_read(stamps) if stamps else {}
        fresh: list[FileRead] = []
        for one in some:
            path = shown(one.path.absolute())
            before, now = known.get(path), stamps.get(path)
            if before is not None and before.stamp == now:
                yield Planned(Edition(one.path, one.name, before.url, before.at), before.sha256)
                continue
            try:
                body = read(one.path)
                said = Planned(edition(one, body, url=url, at=at), hashlib.sha256(body).hexdigest())
            except PageError as error:
                tally.problem(one.name, str(error))
                continue
            if now is not None:
                fresh.append(FileRead(path, now, said.edition.url, said.edition.at, said.sha256))
            yield said
        if fresh:
            archive.keep_files_read(fresh)


def _page(one: Edition, body: bytes, before: str | None) -> Page:
    # Filed and asked for under one URL: the file's name is no address of the article, other folders use it too.
    capture = Capture(
        url=one.url,
        requested_url=one.url,
        fetched_at=one.at,
        origin=Origin.SEED,
        headers=(("File", one.name),),
        body=body,
    )
    return Page(capture, before=before, name=one.name)


def _in_batches(entries: Sequence[T], size: int) -> Iterable[Sequence[T]]:
    return (entries[start : start + size] for start in range(0, len(entries), size))
