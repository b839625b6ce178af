"""What may only be read, and what may not even be read."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from storage import Archive
from tests.integration.captures import record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Root is let in everywhere, unless it gives that up.
CAPABILITIES = "-dac_override,-dac_read_search"
OBEDIENT = ["setpriv", f"--bounding-set={CAPABILITIES}", f"--inh-caps={CAPABILITIES}"] if os.geteuid() == 0 else []

pytestmark = pytest.mark.skipif(
    bool(OBEDIENT) and shutil.which("setpriv") is None, reason="root is let in everywhere, and there is no setpriv"
)


def run(*arguments: str) -> tuple[int, str]:
    """The exit status of the command, and all that it printed."""
    command = [*OBEDIENT, sys.executable, "-m", "reader.cli", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.returncode, done.stdout


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Path]:
    """A folder with an archive in it, both read only."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    with Archive.open(f"sqlite:///{folder}/archive.db") as archive:
        record(archive, 0, "The ferry ran aground.")
    (folder / "archive.db").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


def test_an_archive_that_may_only_be_read_is_read_and_nothing_is_left_beside_it(shelf: Path) -> None:
    archive = str(shelf / "archive.db")
    for command in (["articles"], ["show", "1"], ["search", "aground"]):
        status, printed = run("--archive", archive, *command)
        assert (status, "erry" in printed) == (0, True), printed
    assert run("--archive", archive, "check")[0] == 0
    assert [path.name for path in shelf.iterdir()] == ["archive.db"]


def test_an_archive_that_may_only_be_read_says_so_to_who_would_write(shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "new.txt").write_text("Mill burns\n\nThe mill burned down on Monday, the harbour master said.\n")
    status, printed = run("--archive", str(shelf / "archive.db"), "ingest", str(tmp_path / "new.txt"))
    assert status == 1
    assert printed.endswith("archive.db: it can only be read here; see to its file, and to the folder of it\n")


def test_what_may_not_be_read_is_told_and_the_rest_is_in(tmp_path: Path) -> None:
    for name in ("a", "shut", "z"):
        (tmp_path / "files" / name).mkdir(parents=True)
        (tmp_path / "files" / name / f"{name}.txt").write_text(f"Ferry {name}\n\nThe ferry ran aground on Monday.\n")
    (tmp_path / "files" / "shut").chmod(0)
    try:
        status, printed = run("--archive", str(tmp_path / "archive.db"), "ingest", str(tmp_path / "files"))
    finally:
        (tmp_path / "files" / "shut").chmod(0o755)
    assert "2 captures: 2 new" in printed
    assert "shut: cannot be read (Permission denied)" in printed
    assert status == 0


def test_an_archive_in_a_folder_that_does_not_exist_says_so(tmp_path: Path) -> None:
    status, printed = run("--archive", str(tmp_path / "nowhere" / "archive.db"), "ingest", str(tmp_path))
    assert status == 1
    assert f"the folder {tmp_path / 'nowhere'} does not exist; make it first" in printed
    assert run("--archive", str(tmp_path), "ingest", str(tmp_path))[1].endswith("is a folder; name a file in it\n")
