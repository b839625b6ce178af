"""Times on the command line: what one command shows, another one takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reader.cli import status_of
from storage import Archive
from tests.integration.captures import URL, record

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_time_that_the_log_shows_is_the_time_of_that_revision(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Captures are dated to the microsecond and shown to the second."""
    url = f"sqlite:///{tmp_path}/archive.db"
    with Archive.open(url) as archive:
        record(archive, 0, "Two died.")
        record(archive, 1 + 0.25 / 3600, "Four died.")
    assert status_of(["--archive", url, "log", URL]) == 0
    assert "revision 2  2026-03-01T13:00:00Z" in capsys.readouterr().out
    for command in (["show", f"{URL}@2026-03-01T13:00:00Z"], ["search", "four", "--as-of", "2026-03-01T13:00:00Z"]):
        assert status_of(["--archive", url, *command, "--json"]) == 0
        assert "Four" in capsys.readouterr().out
    assert status_of(["--archive", url, "diff", URL, "2026-03-01T12:59:59Z", "2026-03-01T13:00Z", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"] > 0
    assert status_of(["--archive", url, "show", f"{URL}@2026-03-01T13:00:00.1Z"]) == 0
    assert "Two" in capsys.readouterr().out
