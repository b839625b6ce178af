"""Files into the archive: which are new, in the order they were captured, a bounded number at a time."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler.clock import LEEWAY, SystemClock
from crawler.extraction import EXTRACTOR
from crawler.files import Edition, edition, find, in_order, on_disk, own_url, read, shown, stamp
from crawler.items import Page
from crawler.tally import Summary, Tally
from storage.batches import BATCH, batches
from storage.errors import ArchiveError, PageError, UsageError
from storage.glance import glance
from storage.records import Capture, FileRead, Origin

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from crawler.files import Found
    from crawler.intake import Intake
    from storage import Archive
    from storage.glance import Glance


class Planned(NamedTuple):
    """A file that is to be captured, and the SHA-256 of its bytes when it was looked at."""

    edition: Edition
    sha256: str


# Files in flight between disk and archive.
WINDOW = 32


async def pages(intake: Intake, fresh: Sequence[Planned]) -> AsyncIterator[Page]:
    """The files as pages, in their order, until the tally says that the run is interrupted. Never more than `WINDOW`
    pages are in the intake. What cannot be read is a problem in the tally."""
    import asyncio

    for some in batches(fresh):
        read_before = await intake.ask(intake.archive.extracted, [one.sha256 for one in some])
        for one in some:
            await intake.room(WINDOW)
            if intake.tally.interrupted:
                return
            try:
                body = await asyncio.to_thread(read, one.edition.path)
            except PageError as error:
                intake.tally.problem(on_disk(one.edition), str(error))
                continue
            before = one.sha256 if one.sha256 in read_before else None
            yield _page(one.edition, body, before)


def unknown(archive: Archive | Glance, planned: Sequence[Planned], tally: Tally) -> list[Planned]:
    """Those of the files that the archive has not yet, in their order; the others are counted as known."""
    fresh: list[Planned] = []
    for some in batches(planned):
        seen = archive.sightings([one.sha256 for one in some])
        fresh += [one for one in some if (one.edition.url, one.edition.at, one.sha256) not in seen]
    tally.known += len(planned) - len(fresh)
    return fresh


def namesakes(archive: Archive, fresh: Sequence[Planned]) -> str | None:
    """What to warn of where files are editions of others in another folder for nothing but their names: they may as
    well be other stories. None where that is not so. A file that has been moved since is no other."""
    mine = {one.edition.url: one for one in fresh if one.edition.url == own_url(one.edition.name)}
    known = _captured(archive, archive.files_of(mine)) if mine else []
    found = [(mine[one.url].edition, one.path) for one in known if _differ(one, mine[one.url])]
    count = len({file.url for file, _ in found})
    if not count:
        return None
    file, other = found[0]
    advice = "two stories are kept apart by ingesting the folder above both"
    if count == 1:
        return f"{on_disk(file)} is filed as an edition of {other}, which has its name; {advice}"
    return f"{count} files are filed as editions of others with their names, {on_disk(file)} of {other}; {advice}"


def _differ(known: FileRead, one: Planned) -> bool:
    """Whether they are two files in two folders."""
    try:
        same = known.sha256 == one.sha256 or Path(known.path).parent.samefile(one.edition.path.parent)
        return not same and Path(known.path).exists()
    except OSError:
        return False


def plan(
    archive: Archive, paths: Iterable[Path], tally: Tally, *, url: str | None = None, at: datetime | None = None
) -> list[Planned]:
    """The files to capture, the earliest captured first; holds their names and hashes, not their bytes. What cannot be
    read or is dated in the future is a problem in the tally. Raises `UsageError` if a path does not exist or `at` lies
    in the future: nothing could ever be newer.

    A file that nobody has touched since it was last read, as its times and its inode tell, is not read again.
    """
    if at is not None and at > _latest():
        raise UsageError(f"{at:%Y-%m-%dT%H:%MZ} is in the future; a capture is dated to when it was made")
    said = _said(archive, find(paths, tally.passed), tally, url, at)
    return _in_order(_kept(archive, said), tally)


def nothing_new(archive_url: str | None, paths: Sequence[Path], command: str) -> Summary | None:
    """The summary of an ingestion that finds each file in the archive and keeps nothing but that it was run; None where
    that is not so, or where it takes the archive itself to know. Faster than opening an archive."""
    clock, tally = SystemClock(), Tally()
    started = clock.now()
    try:
        with glance(archive_url) as known:
            if known is None or known.extractor() != EXTRACTOR:
                return None
            planned = []
            for one, news in _said(known, find(paths, tally.passed), tally):
                if news is not None:
                    return None
                planned.append(one)
            if unknown(known, _in_order(planned, tally), tally):
                return None
            summary = tally.summary()
            known.keep_run(command, started, clock.now(), summary.counts)
    except ArchiveError:
        return None  # who opens the archive is told better what is wrong
    return summary


def _said(
    archive: Archive | Glance,
    found: Iterable[Found],
    tally: Tally,
    url: str | None = None,
    at: datetime | None = None,
) -> Iterator[tuple[Planned, FileRead | None]]:
    """Who each file is, in their order: from the file, or from what is known of it. With what the file said, where it
    is worth keeping."""
    for some in batches(list(found)):  # a path that does not exist is told of before any file is read
        # What is said on the command line is not what the file says.
        stamps = {} if url or at else {shown(one.path.absolute()): stamp(one) for one in some}
        read_before = archive.files_read(stamps).values() if stamps else ()
        known = {one.path: one for one in _captured(archive, read_before)}
        for one in some:
            path = shown(one.path.absolute())
            before, now = known.get(path), stamps.get(path)
            if before is not None and before.stamp == now:
                yield Planned(Edition(one.path, one.name, before.url, before.at), before.sha256), None
                continue
            try:
                body = read(one.path)
                file, sha256 = edition(one, body, url=url, at=at), hashlib.sha256(body).hexdigest()
            except PageError as error:
                tally.problem(on_disk(one), str(error))
                continue
            yield Planned(file, sha256), None if now is None else FileRead(path, now, file.url, file.at, sha256)


def _captured(archive: Archive | Glance, known: Collection[FileRead]) -> list[FileRead]:
    """Those of the files whose captures are in the archive. What is known of others proves nothing: they may have been
    refused, an ingestion may have been stopped, a row may be damaged."""
    seen = {
        (one.requested_url, one.sha256, _second(one.fetched_at))  # `in_order` may have moved it by microseconds
        for one in archive.sightings(one.sha256 for one in known)
    }
    return [one for one in known if (one.url, one.sha256, _second(one.at)) in seen]


def _kept(archive: Archive, said: Iterable[tuple[Planned, FileRead | None]]) -> Iterator[Planned]:
    """The files; what they said is kept, some hundreds at a time."""
    fresh: list[FileRead] = []
    for one, news in said:
        yield one
        if news is not None:
            fresh.append(news)
        if len(fresh) == BATCH:
            archive.keep_files_read(fresh)
            fresh.clear()
    if fresh:
        archive.keep_files_read(fresh)


def _in_order(planned: Iterable[Planned], tally: Tally) -> list[Planned]:
    """The files by the time they were captured, without those that cannot be told from others or lie in the future."""
    latest = _latest()
    hashes: dict[Path, str] = {}
    editions: list[Edition] = []
    named: dict[str, Path] = {}  # the folder of a file that nothing but its name tells from others
    for file, sha256 in planned:
        if file.at > latest:
            tally.problem(on_disk(file), f"dated in the future: {file.at:%Y-%m-%dT%H:%MZ}")
            continue
        if file.url == own_url(file.name):
            first = named.setdefault(file.name, file.path.parent)
            if first != file.path.parent:
                tally.problem(shown(file.path), f"also in {shown(first)}; ingest the folder above both")
                continue
        editions.append(file)
        hashes[file.path] = sha256
    return [Planned(file, hashes[file.path]) for file in in_order(editions)]


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _latest() -> datetime:
    return SystemClock().now() + LEEWAY


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
    return Page(capture, before=before, name=one.name, file=on_disk(one))
