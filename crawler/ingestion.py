"""Files into the archive: which are new, in the order they were captured, a bounded number at a time."""

from __future__ import annotations

import asyncio
import hashlib
from typing import TYPE_CHECKING, NamedTuple

from crawler.clock import LEEWAY, SystemClock
from crawler.files import Edition, edition, find, in_order, own_url, read, shown
from crawler.items import Page
from storage.errors import PageError, UsageError
from storage.records import Capture, Origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from crawler.intake import Intake
    from crawler.tally import Tally
    from storage import Archive


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


def plan(paths: Iterable[Path], tally: Tally, *, url: str | None = None, at: datetime | None = None) -> list[Planned]:
    """The files to capture, the earliest captured first; holds their names and hashes, not their bytes. What cannot be
    read or is dated in the future is a problem in the tally. Raises `UsageError` if a path does not exist or `at` lies
    in the future: nothing could ever be newer."""
    latest = SystemClock().now() + LEEWAY
    if at is not None and at > latest:
        raise UsageError(f"{at:%Y-%m-%dT%H:%MZ} is in the future; a capture is dated to when it was made")
    hashes: dict[str, str] = {}
    editions: list[Edition] = []
    named: dict[str, Path] = {}  # the folder of a file that nothing but its name tells from others
    for found in find(paths):
        try:
            body = read(found.path)
            one = edition(found, body, url=url, at=at)
        except PageError as error:
            tally.problem(found.name, str(error))
            continue
        if one.at > latest:
            tally.problem(found.name, f"dated in the future: {one.at:%Y-%m-%dT%H:%MZ}")
            continue
        if one.url == own_url(one.name):
            first = named.setdefault(one.name, one.path.parent)
            if first != one.path.parent:
                tally.problem(shown(one.path), f"also in {shown(first)}; ingest the folder above, or one at a time")
                continue
        editions.append(one)
        hashes[str(found.path)] = hashlib.sha256(body).hexdigest()
    return [Planned(one, hashes[str(one.path)]) for one in in_order(editions)]


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


def _in_batches(planned: Sequence[Planned], size: int) -> Iterable[Sequence[Planned]]:
    return (planned[start : start + size] for start in range(0, len(planned), size))
