"""A damaged row is named, and does not stop what is whole."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select, text, update

from reader.cli import status_of
from storage import queries
from storage.checking import check
from storage.engine import database_url, make_engine, writing
from storage.errors import ArchiveError
from storage.models import Article, Body, Capture, Change, StoredExtraction, StoredText
from storage.records import Alias, AliasKind
from storage.search import search
from tests.integration.editions import START, record

if TYPE_CHECKING:
    from storage import Archive

FERRY = "https://harbour.example/ferry"
MILL = "https://harbour.example/mill"
AMP = Alias("https://harbour.example/mill/amp", AliasKind.AMP)


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """The ferry's article of two revisions and the mill's of one."""
    record(archive, FERRY, "The ferry ran aground.")
    record(archive, FERRY, "The ferry sank.", hours=1)
    record(archive, MILL, "The mill burned down.", headline="Fire at the mill", aliases=(AMP,))
    return archive


def damage(archive: Archive, *statements: object) -> None:
    with writing(archive.engine) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


def test_a_text_that_cannot_be_decoded_is_named_and_the_others_are_given(kept: Archive) -> None:
    damage(kept, update(StoredText).where(StoredText.id == 1).values(shape=[{"kind": "no such kind"}]))
    with kept.reading() as connection:
        with pytest.raises(ArchiveError, match=r"^the text 1 is damaged; `writethru check` says what else is$"):
            queries.text(connection, 1)
        assert queries.text(connection, 2).blocks[0].text == "The ferry sank."


def test_json_that_is_cut_short_is_an_error_that_names_the_row(sqlite_archive: Archive) -> None:
    record(sqlite_archive, FERRY, "The ferry ran aground.")
    record(sqlite_archive, FERRY, "The ferry sank.", hours=1)
    damage(
        sqlite_archive,
        text("UPDATE texts SET shape = '{bad', notices = '[[' WHERE id = 1"),
        text("UPDATE captures SET headers = '{' WHERE id = 1"),
        text("UPDATE articles SET last_seen = 'yesterday'"),
    )
    with sqlite_archive.reading() as connection:
        for read, name in (
            (lambda: queries.text(connection, 1), "the text 1"),
            (lambda: queries.revisions(connection, 1), "the revision 1 of article 1"),
            (lambda: queries.revision(connection, 1, "previous"), "the revision 1 of article 1"),
            (lambda: queries.captures(connection, 1), "the capture 1 of article 1"),
            (lambda: queries.articles(connection), "the article 1"),
            (lambda: queries.find_article(connection, FERRY), "the article 1"),
        ):
            with pytest.raises(ArchiveError, match=f"^{name} is damaged"):
                read()
        assert queries.captures(connection, 1, limit=1)[0].id == 2
        assert queries.revision(connection, 1).number == 2


def test_a_change_and_an_extraction_that_cannot_be_decoded_are_named(kept: Archive) -> None:
    of_second = select(Capture.body_sha256).where(Capture.id == 2).scalar_subquery()
    damage(
        kept,
        update(Change).values(edits=["no edit"], kinds=7),
        update(StoredExtraction).where(StoredExtraction.body_sha256 == of_second).values(details=[1], stripped=[1]),
    )
    with kept.reading() as connection:
        with pytest.raises(ArchiveError, match=r"^the change to revision 2 of article 1 is damaged"):
            queries.changes(connection)
        with pytest.raises(ArchiveError, match=r"^the change to revision 2 of article 1 is damaged"):
            queries.flaps_of(connection, [1])
        damage(kept, update(Change).values(kinds=[]))
    with kept.reading() as connection:
        first, second = (queries.revision(connection, 1, number) for number in (1, 2))
        with pytest.raises(ArchiveError, match=r"^the change to revision 2 of article 1 is damaged"):
            queries.between(connection, first, second)
        for read in (queries.stripped, queries.extraction_details):
            with pytest.raises(ArchiveError, match=r"^the extraction of revision 2 of article 1 is damaged"):
                read(connection, second)


def test_a_hit_of_a_search_that_cannot_be_decoded_is_named(kept: Archive) -> None:
    damage(kept, update(StoredText).where(StoredText.id == 2).values(notices=["no notice"]))
    with kept.reading() as connection:
        with pytest.raises(ArchiveError, match=r"^the text of revision 2 of article 1 is damaged"):
            search(connection, "ferry")
        assert search(connection, "mill").total == 1


def test_an_export_leaves_out_the_article_that_is_damaged_and_tells_so(kept: Archive) -> None:
    damage(kept, update(StoredText).where(StoredText.id == 1).values(shape=[{"kind": "no such kind"}]))
    told: list[str] = []
    with kept.reading() as connection:
        (mill,) = queries.export(connection, on_problem=told.append)
        with pytest.raises(ArchiveError, match="the text 1 is damaged"):
            list(queries.export(connection))
    assert mill.summary.url == MILL
    assert told == ["article 1 is left out: the text 1 is damaged; `writethru check` says what else is"]


def test_the_command_exports_what_is_whole_and_ends_with_an_error(
    kept: Archive, archive_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(kept, update(StoredText).where(StoredText.id == 1).values(shape=[{"kind": "no such kind"}]))
    assert status_of(["export", "--archive", archive_url]) == 1
    told = capsys.readouterr()
    assert [json.loads(line)["summary"]["url"] for line in told.out.splitlines()] == [MILL]
    assert "article 1 is left out: the text 1 is damaged" in told.err
    assert "1 article left out; all others are written" in told.err
    assert "unexpected" not in told.err


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE captures SET etag = 'W/1' WHERE id = 2", "capture article 1 capture 2"),
        ("UPDATE captures SET requested_url = 'https://harbour.example/x' WHERE id = 3", "capture article 2 capture 3"),
        ("UPDATE extractions SET stripped = '[]', error = 'x'", "extraction of body"),
        ("UPDATE changes SET score = score + 1", "change article 1 revision 2"),
        ("UPDATE articles SET url = 'https://harbour.example/x' WHERE id = 2", "article 2 https://harbour.example/x"),
        ("UPDATE sources SET name = 'harbor.example'", "source 1 harbor.example"),
        ("UPDATE aliases SET url = 'https://harbour.example/y'", "alias https://harbour.example/y"),
    ],
)
def test_a_row_that_says_something_else_than_when_it_was_stored_is_named(
    kept: Archive, statement: str, named: str
) -> None:
    assert list(check(kept.engine)) == []
    damage(kept, text(statement))
    found = [str(problem) for problem in check(kept.engine)]
    assert found
    assert all(line.startswith(named) and "not say what it said" in line for line in found)


def test_a_capture_that_is_gone_is_missed(archive: Archive) -> None:
    for hours in range(3):
        record(archive, FERRY, "The ferry ran aground.", hours=hours)
    assert list(check(archive.engine)) == []
    damage(
        archive,
        delete(Capture).where(Capture.id == 3),
        update(Article).values(first_seen=START - timedelta(days=1)),
    )
    assert [str(problem) for problem in check(archive.engine)] == [
        "article 1: its first capture, of 2026-02-28T12:00:00Z, is not there",
        "article 1: its newest capture, of 2026-03-01T14:00:00Z, is not there",
    ]


def test_rows_without_a_seal_are_of_an_older_archive_and_no_damage(kept: Archive) -> None:
    damage(kept, text("UPDATE captures SET seal = NULL"), update(Change).values(seal=None))
    assert list(check(kept.engine)) == []


def test_keys_that_are_damaged_anywhere_in_the_file_are_found_and_the_check_ends(
    sqlite_archive: Archive, tmp_path: Path
) -> None:
    """In an index a damaged key is out of order: what comes behind it is what was before it."""
    for number in range(3):
        record(sqlite_archive, f"{FERRY}-{number}", f"The ferry ran aground {number} times.")
    with writing(sqlite_archive.engine) as connection:
        last = connection.execute(select(func.max(Body.sha256))).scalar_one().encode()
    with sqlite_archive.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(str(sqlite_archive.engine.url.database)).read_bytes()
    places = [match.start() for match in re.finditer(re.escape(last), content)]
    assert len(places) > 3
    for place in places:
        damaged = tmp_path / f"{place}.db"
        damaged.write_bytes(content[:place] + b"0" + content[place + 1 :])
        engine = make_engine(database_url(f"sqlite:///{damaged}"))
        assert list(check(engine))
        engine.dispose()
