"""Captures on the command line: what `log --captures` says of each."""

from __future__ import annotations

import json

import pytest

from reader.cli import status_of
from storage import Archive
from tests.integration.editions import record
from tests.integration.test_cli import FERRY, PARAGRAPHS


@pytest.mark.parametrize("columns", ["140", "60"])
def test_log_of_captures_says_what_is_doubted(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    with Archive.open(sqlite_url) as archive:
        record(archive, FERRY, *PARAGRAPHS)
        record(archive, FERRY, "Please log in.", hours=1)
    assert status_of(["log", "ferry", "--captures", "--archive", sqlite_url]) == 0
    assert "doubtful text fell from 99 to 3 words" in " ".join(capsys.readouterr().out.split())
    assert status_of(["log", "ferry", "--captures", "--json", "--archive", sqlite_url]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[0])["doubt"] == "text fell from 99 to 3 words"
