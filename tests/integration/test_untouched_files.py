"""A file that nobody has touched since it was read is not read again; any other is."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from crawler.files import SECOND, Found, own_url, stamp
from crawler.ingestion import namesakes, plan, unknown
from crawler.tally import Tally
from storage.batches import BATCH
from storage.errors import UsageError
from storage.records import Capture, Origin
from tests.integration.saved import settle

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from storage import Archive

OTHER = "https://www.harbour.example/not-what-the-file-says"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "news" / "ferry.txt"
    path.parent.mkdir()
    path.write_text("Ferry runs aground\n\nThe ferry ran aground off the quay on Monday, the harbour master said.\n")
    settle()
    return path


def article(archive: Archive, path: Path, **said: Any) -> str:
    """The URL that the file is filed under."""
    tally = Tally()
    (one,) = plan(archive, [path], tally, **said)
    assert not tally.summary().problems
    return one.edition.url


def forge(archive: Archive, path: Path) -> None:
    """Has the archive know something else of the file than it says: it shows whether the file is asked."""
    (known,) = archive.files_read([path.as_posix()]).values()
    archive.keep_files_read([known._replace(url=OTHER)])
    captured(archive, OTHER, known.at, path.read_bytes())


def captured(archive: Archive, url: str, at: datetime, body: bytes) -> None:
    archive.record(Capture(url, url, at, Origin.SEED, body=body))


def test_what_an_untouched_file_says_is_known(archive: Archive, file: Path) -> None:
    first = plan(archive, [file], Tally())
    assert plan(archive, [file], Tally()) == first
    forge(archive, file)
    assert article(archive, file) == OTHER


def test_what_is_known_of_a_file_that_was_never_captured_is_not_relied_on(archive: Archive, file: Path) -> None:
    article(archive, file)
    (known,) = archive.files_read([file.as_posix()]).values()
    archive.keep_files_read([known._replace(url=OTHER)])
    assert article(archive, file) == own_url("ferry.txt")


def test_a_file_that_was_written_to_is_read(archive: Archive, file: Path) -> None:
    article(archive, file)
    forge(archive, file)
    file.write_text(file.read_text().replace("Monday", "Sunday"))
    assert article(archive, file) == own_url("ferry.txt")


def test_a_file_that_was_written_to_and_dated_back_is_read(archive: Archive, file: Path) -> None:
    article(archive, file)
    forge(archive, file)
    before = file.stat()
    file.write_text(file.read_text().replace("Monday", "Sunday"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert article(archive, file) == own_url("ferry.txt")


def test_a_file_put_in_the_place_of_another_is_read(archive: Archive, file: Path) -> None:
    article(archive, file)
    forge(archive, file)
    (file.parent / "new.txt").write_text(file.read_text().replace("Monday", "Sunday"))
    (file.parent / "new.txt").rename(file)
    assert article(archive, file) == own_url("ferry.txt")


def test_a_file_looked_for_below_another_folder_is_read(archive: Archive, file: Path) -> None:
    article(archive, file)
    (one,) = plan(archive, [file.parent.parent], Tally())
    assert one.edition.url == own_url("news/ferry.txt")


def test_what_is_said_on_the_command_line_is_not_remembered(archive: Archive, file: Path) -> None:
    assert article(archive, file, url="https://www.harbour.example/ferry") == "https://www.harbour.example/ferry"
    assert article(archive, file) == own_url("ferry.txt")


def test_a_file_written_this_very_moment_is_not_relied_on(tmp_path: Path) -> None:
    path = tmp_path / "now.txt"
    path.write_text("Ferry runs aground\n")
    os.utime(path)
    assert stamp(Found(path, "now.txt")) is None
    settle()
    assert stamp(Found(path, "now.txt")) is not None


def test_a_clock_that_counts_in_seconds_is_waited_for_longer(tmp_path: Path) -> None:
    path = tmp_path / "card.txt"
    path.write_text("Ferry runs aground\n")
    whole = time.time_ns() // SECOND * SECOND
    os.utime(path, ns=(whole, whole))
    settle()
    assert stamp(Found(path, "card.txt")) is None


def test_a_file_that_is_gone_has_no_stamp(tmp_path: Path) -> None:
    assert stamp(Found(tmp_path / "gone.txt", "gone.txt")) is None


def warned(archive: Archive, *paths: Path) -> str | None:
    fresh = unknown(archive, plan(archive, paths, Tally()), Tally())
    warning = namesakes(archive, fresh)
    for one in fresh:
        captured(archive, one.edition.url, one.edition.at, one.edition.path.read_bytes())
    return warning


def test_a_file_that_shares_but_its_name_with_one_in_another_folder_is_warned_of(archive: Archive, file: Path) -> None:
    assert warned(archive, file) is None
    other = file.parents[1] / "archive" / file.name
    other.parent.mkdir()
    other.write_text("Mill burns\n\nThe mill burned down on Friday, and nobody was hurt, the fire brigade said.\n")
    settle()
    said = warned(archive, other.parent)
    assert said == (
        f"ferry.txt is filed as an edition of {file}, which has its name; "
        "two stories are kept apart by ingesting the folder above both"
    )
    assert warned(archive, other.parents[1]) is None  # the two have other names there


def test_a_file_that_was_moved_copied_or_saved_again_is_not_warned_of(archive: Archive, file: Path) -> None:
    warned(archive, file)
    file.write_text("Ferry is back\n\nThe ferry returned to the quay on Monday, the harbour master said.\n")
    settle()
    assert warned(archive, file) is None
    copied = file.parents[1] / "copy" / file.name
    copied.parent.mkdir()
    copied.write_bytes(file.read_bytes())
    settle()
    assert warned(archive, copied) is None
    moved = file.parents[1] / "moved" / file.name
    file.parent.rename(moved.parent)
    copied.unlink()
    moved.write_text("Ferry sails\n\nThe ferry sailed from the quay on Tuesday, the harbour master said.\n")
    settle()
    assert warned(archive, moved) is None


def test_no_file_is_read_where_a_path_does_not_exist(archive: Archive, file: Path) -> None:
    files = [file.with_name(f"ferry-{number}.txt") for number in range(BATCH + 1)]
    for other in files:
        other.write_text(file.read_text())
    settle()
    with pytest.raises(UsageError, match="no such file or folder"):
        plan(archive, [file.parent, file.parent / "nowhere"], Tally())
    assert archive.files_read([other.as_posix() for other in files]) == {}
