"""An article that moved to a URL where it was known already: two histories, each leads to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reader.cli import status_of
from storage import Archive
from storage.records import Alias, AliasKind
from tests.integration.captures import URL, capture, extraction, record

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

NEW = "https://www.harbour.example/news/ferry-aground"


def test_the_log_leads_from_one_history_to_the_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"sqlite:///{tmp_path}/archive.db"
    with Archive.open(url) as archive:
        record(archive, 0, "Two died.")
        record(archive, 1, "Four died.")
        record(archive, 2, "Four died.", url=NEW)
        led = (Alias(URL, AliasKind.REDIRECT),)
        archive.record(capture(3, b"led", url=NEW, requested_url=URL, aliases=led), extraction("Four died."))
    assert status_of(["--archive", url, "log", NEW]) == 0
    assert f"moved here from {URL} · 2 revisions of it there: writethru log 1" in capsys.readouterr().out
    assert status_of(["--archive", url, "log", "1"]) == 0
    out = capsys.readouterr().out
    assert f"moved to {NEW}" in out
    assert "revision 2" in out
