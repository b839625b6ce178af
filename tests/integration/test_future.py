"""Files dated in the future: taken in, they would be the newest for ever."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from crawler.run import ingest
from storage.errors import UsageError
from tests.integration.crawling import articles, done

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_dated_in_the_future_is_a_problem(tmp_path: Path) -> None:
    archive = f"sqlite:///{tmp_path / 'archive.db'}"
    late = datetime.now(UTC) + timedelta(days=2)
    file = tmp_path / "story.txt"
    file.write_text("The river rose\n\nThe river rose by 40 centimetres overnight, the district said on Monday.\n")
    os.utime(file, (late.timestamp(), late.timestamp()))
    summary = done(ingest, [file], archive, workers=1)
    (problem,) = summary.problems
    assert problem.why.startswith("dated in the future")
    assert articles(archive) == []
    with pytest.raises(UsageError, match="in the future"):
        done(ingest, [file], archive, at=late)
