"""A check finds what is wrong with an archive, names it, and leaves the rest readable."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, select, text, update

from storage import bodies, queries
from storage.bodies import CHAIN
from storage.checking import Problem, check
from storage.compression import digest
from storage.engine import writing
from storage.errors import ArchiveError
from storage.models import Article, Body, Capture, Change, Noise, Revision, StoredExtraction, StoredText
from storage.records import Capture as Observed
from storage.revisions.fingerprints import block_fingerprint
from storage.search import search
from tests.integration.editions import at, record

if TYPE_CHECKING:
    from storage import Archive

FERRY = "https://harbour.example/ferry"
MILL = "https://harbour.example/mill"

# Long enough that a later body is stored against an earlier one.
PARAGRAPHS = [
    f"Paragraph {number} tells of the ferry, the point and the tide of day {number * 7}." for number in range(30)
]


@pytest.fixture
def chained(archive: Archive) -> Archive:
    """An article of more revisions than a chain of bodies is long."""
    for hours in range(CHAIN + 3):
        record(archive, FERRY, *PARAGRAPHS, f"{hours} people were hurt.", hours=hours)
    return archive


@pytest.fixture
def kept(archive: Archive) -> Archive:
    """Two articles of two revisions."""
    record(archive, FERRY, "The ferry ran aground.")
    record(archive, FERRY, "The ferry sank.", hours=1)
    record(archive, MILL, "The mill burned down.", headline="Fire at the mill")
    record(archive, MILL, "The mill burned down on Sunday.", hours=1, headline="Fire at the mill")
    return archive


def problems(archive: Archive) -> list[Problem]:
    return list(check(archive.engine))


def execute(archive: Archive, *statements: object) -> None:
    """Changes rows behind the archive's back, references unchecked."""
    with archive.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            raw = connection.connection.cursor()
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.close()
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]
        connection.commit()
        connection.invalidate()


def chain(archive: Archive) -> list[Body]:
    """The ferry's bodies in the order captured: hash, base, depth and data."""
    with archive.reading() as connection:
        query = select(Body).join(Capture, Capture.body_sha256 == Body.sha256).where(Capture.article_id == 1)
        return list(connection.execute(query.order_by(Capture.fetched_at)))  # type: ignore[arg-type]


def test_a_whole_archive_has_no_problems(kept: Archive) -> None:
    assert problems(kept) == []


def test_a_long_chain_of_bodies_has_no_problems(chained: Archive) -> None:
    assert max(body.depth for body in chain(chained)) == CHAIN
    assert problems(chained) == []


def test_an_empty_archive_has_no_problems(archive: Archive) -> None:
    assert problems(archive) == []


def test_the_check_tells_how_far_it_is(chained: Archive) -> None:
    told: list[tuple[str, int, int]] = []
    assert list(check(chained.engine, lambda *step: told.append(step))) == []
    steps = {name for name, _, _ in told}
    assert {"bodies", "texts", "revisions", "changes", "captures", "references", "search index"} <= steps
    assert ("bodies", CHAIN + 3, CHAIN + 3) in told
    assert all(0 <= done <= total for _, done, total in told)


def test_a_flipped_byte_in_a_body_is_named_with_the_bodies_that_need_it(chained: Archive) -> None:
    line = chain(chained)
    hurt = line[CHAIN - 2]
    damaged = bytearray(hurt.data)
    damaged[len(damaged) // 2] ^= 1
    execute(chained, update(Body).where(Body.sha256 == hurt.sha256).values(data=bytes(damaged)))
    found = problems(chained)
    lost = [hurt.sha256, *(body.sha256 for body in line[CHAIN - 1 : CHAIN + 1])]
    assert [problem.what for problem in found] == ["body"] * 3
    assert {problem.where for problem in found} == set(lost)
    assert "damaged" in found[0].detail
    with chained.reading() as connection:
        for body in line:
            if body.sha256 in lost:
                with pytest.raises(ArchiveError, match="damaged"):
                    bodies.load(connection, body.sha256)
            else:
                assert digest(bodies.load(connection, body.sha256)) == body.sha256
        assert len(queries.revisions(connection, 1)) == CHAIN + 3


def test_a_flipped_byte_in_the_file_is_found_and_the_rest_stays_readable(sqlite_archive: Archive) -> None:
    record(sqlite_archive, FERRY, *PARAGRAPHS)
    record(sqlite_archive, MILL, "The mill burned down.", headline="Fire at the mill")
    with sqlite_archive.reading() as connection:
        hurt = connection.execute(select(Body.sha256, Body.data).order_by(Body.size.desc())).first()
    assert hurt is not None
    execute(sqlite_archive, text("PRAGMA wal_checkpoint(TRUNCATE)"))
    sqlite_archive.close()
    file = Path(str(sqlite_archive.engine.url.database))
    content = bytearray(file.read_bytes())
    content[content.index(bytes(hurt.data)) + 100] ^= 0x10
    file.write_bytes(content)
    (problem,) = problems(sqlite_archive)
    assert (problem.what, problem.where) == ("body", hurt.sha256)
    with sqlite_archive.reading() as connection:
        assert queries.text(connection, queries.revision(connection, 1).text).blocks[0].text == PARAGRAPHS[0]
        assert search(connection, "mill").total == 1


def test_a_page_of_the_file_that_is_overwritten_is_found_and_the_check_goes_on(sqlite_archive: Archive) -> None:
    for number in range(30):
        record(sqlite_archive, f"https://harbour.example/{number}", *PARAGRAPHS[:5], f"Number {number}.", hours=number)
    with sqlite_archive.reading() as connection:
        page = connection.execute(
            text(
                "SELECT pageno FROM dbstat WHERE name = 'texts' AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 2"
            )
        ).scalar()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    if page is None:
        pytest.skip("this SQLite was built without dbstat")
    execute(sqlite_archive, text("PRAGMA wal_checkpoint(TRUNCATE)"))
    sqlite_archive.close()
    file = Path(str(sqlite_archive.engine.url.database))
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    file.write_bytes(content)
    found = problems(sqlite_archive)
    assert {"database", "text"} <= {problem.what for problem in found}
    with sqlite_archive.reading() as connection:
        assert queries.captures(connection, 30)[0].revision == 1
        named = {int(problem.where) for problem in found if problem.what == "text"}
        whole = set(range(1, 31)) - named
        assert named
        assert len(whole) > 20
        assert all(queries.text(connection, number).blocks for number in whole)


def test_a_body_that_is_missing_is_named_with_its_capture_and_those_that_need_it(chained: Archive) -> None:
    line = chain(chained)
    execute(chained, delete(Body).where(Body.sha256 == line[CHAIN - 1].sha256))
    found = problems(chained)
    assert any(p.what == "reference" and p.where.startswith("captures ") and "missing" in p.detail for p in found)
    assert [p.where for p in found if p.what == "body"] == [line[CHAIN].sha256]


def test_bodies_that_lead_round_in_a_circle_are_named(chained: Archive) -> None:
    line = chain(chained)
    execute(chained, update(Body).where(Body.sha256 == line[0].sha256).values(base=line[1].sha256))
    assert {p.where for p in problems(chained) if p.what == "body"} == {body.sha256 for body in line[: CHAIN + 1]}


def test_a_text_that_was_altered_is_named(kept: Archive) -> None:
    execute(kept, update(StoredText).where(StoredText.id == 2).values(body="Another text."))
    found = problems(kept)
    assert Problem("text", "2", "is damaged: its content has another hash") in found
    assert any(problem.what == "search" and problem.where == "text 2" for problem in found)
    assert any(problem.what == "change" for problem in found)


def test_what_is_searched_must_be_what_the_text_holds(kept: Archive) -> None:
    execute(kept, update(StoredText).where(StoredText.id == 2).values(search_body="another"))
    assert problems(kept) == [Problem("search", "text 2", "what is searched is not what the text holds")]


def test_a_search_index_that_lost_a_text_is_named(sqlite_archive: Archive) -> None:
    record(sqlite_archive, FERRY, "The ferry ran aground.")
    lost = "INSERT INTO text_search(text_search, rowid, search_headline, search_byline, search_body) "
    lost += "SELECT 'delete', id, search_headline, search_byline, search_body FROM texts"
    execute(sqlite_archive, text(lost))
    assert [(problem.what, problem.where) for problem in problems(sqlite_archive)] == [("search", "index")]


def test_json_that_no_longer_is_any_is_named(sqlite_archive: Archive) -> None:
    record(sqlite_archive, FERRY, "The ferry ran aground.")
    record(sqlite_archive, MILL, "The mill burned down.", hours=1)
    execute(
        sqlite_archive,
        text("UPDATE captures SET headers = '[[' WHERE id = 1"),
        text("UPDATE texts SET shape = '{' WHERE id = 2"),
        text("UPDATE articles SET last_seen = 'yesterday' WHERE id = 1"),
    )
    found = {(problem.what, problem.where) for problem in problems(sqlite_archive)}
    assert {("row", "captures 1"), ("text", "2"), ("row", "articles 1")} <= found


@pytest.mark.parametrize(
    ("values", "detail"),
    [
        ({"number": 7}, "numbered 1 to 7"),
        ({"seen_at": at(-1)}, "was seen before the revision that it follows"),
        ({"reverts_to": 5}, "does not come before it"),
        ({"text_id": 1}, "another text than its capture's extraction"),
        ({"capture_id": 1}, "capture of another article"),
    ],
)
def test_revisions_out_of_order_are_named(kept: Archive, values: dict[str, object], detail: str) -> None:
    with kept.reading() as connection:
        mill = queries.find_article(connection, MILL).id
    last = (Revision.article_id == mill, Revision.number == 2)
    execute(kept, update(Revision).where(*last).values(values))
    found = problems(kept)
    assert any(p.what == "revision" and f"article {mill}" in p.where and detail in p.detail for p in found)


def test_a_capture_without_the_body_that_its_outcome_speaks_of_is_named(kept: Archive) -> None:
    execute(kept, update(Capture).where(Capture.id == 2).values(body_sha256=None))
    assert Problem("capture", "article 1 capture 2", "has no body, though its outcome is changed") in problems(kept)


def test_a_capture_without_its_extraction_is_named(kept: Archive) -> None:
    mine = select(Capture.body_sha256).where(Capture.id == 2).scalar_subquery()
    execute(kept, delete(StoredExtraction).where(StoredExtraction.body_sha256 == mine))
    detail = "its body has no extraction, though its outcome is changed"
    assert problems(kept) == [Problem("capture", "article 1 capture 2", detail)]


def test_captures_without_a_body_are_whole_where_there_was_none(kept: Archive) -> None:
    for hours, status in enumerate((304, 500, 404), start=2):
        kept.record(Observed(FERRY, FERRY, at(hours), status=status))
    assert problems(kept) == []


def test_words_of_a_fixed_set_that_are_not_in_it_are_named(kept: Archive) -> None:
    execute(
        kept,
        update(Capture).where(Capture.id == 1).values(outcome="nev"),
        update(Article).where(Article.id == 2).values(state="lave"),
    )
    found = {(problem.what, problem.where) for problem in problems(kept)}
    assert {("capture", "article 1 capture 1"), ("article", "2")} <= found


def test_a_revision_that_is_said_to_go_back_to_another_text_is_named(kept: Archive) -> None:
    record(kept, FERRY, "The ferry was towed away.", hours=2)
    third = (Revision.article_id == 1, Revision.number == 3)
    execute(kept, update(Revision).where(*third).values(reverts_to=1))
    detail = "is said to go back to revision 1, which reads otherwise"
    assert problems(kept) == [Problem("revision", "article 1 revision 3", detail)]


def test_a_revision_that_goes_back_and_is_not_said_to_is_named(kept: Archive) -> None:
    record(kept, FERRY, "The ferry ran aground.", hours=2)
    third = (Revision.article_id == 1, Revision.number == 3)
    assert problems(kept) == []
    execute(kept, update(Revision).where(*third).values(reverts_to=None))
    detail = "reads as revision 1, and is not said to go back to one"
    assert problems(kept) == [Problem("revision", "article 1 revision 3", detail)]


def test_a_revision_that_goes_back_but_for_noise_is_whole(kept: Archive) -> None:
    record(kept, FERRY, "The ferry ran aground.", "Subscribe to our evening letter.", hours=2)
    third = (Revision.article_id == 1, Revision.number == 3)
    letter = "Subscribe to our evening letter."
    row = {"source_id": 1, "fingerprint": block_fingerprint(letter), "text": letter, "state": "kept"}
    execute(
        kept,
        insert(Noise).values(row | {"learned_at": at(3)}),
        update(Revision).where(*third).values(reverts_to=1),
    )
    assert problems(kept) == []


def test_a_revision_without_its_change_is_named(kept: Archive) -> None:
    with kept.reading() as connection:
        mill = queries.find_article(connection, MILL).id
        second = queries.revision(connection, mill, 2).id
    execute(kept, delete(Change).where(Change.revision_id == second))
    (problem,) = problems(kept)
    assert (problem.what, problem.where) == ("revision", f"article {mill} revision 2")
    assert "no change" in problem.detail


def test_an_edit_script_that_does_not_give_back_its_texts_is_named(kept: Archive) -> None:
    with kept.reading() as connection:
        mill = queries.find_article(connection, MILL).id
        hurt, other = queries.revision(connection, mill, 2).id, queries.revision(connection, 1, 2).id
        script = connection.execute(select(Change.script).where(Change.revision_id == other)).scalar_one()
    where = f"article {mill} revision 2"
    execute(kept, update(Change).where(Change.revision_id == hurt).values(script=script))
    assert problems(kept) == [Problem("change", where, "the edit script does not give back the old text")]
    execute(kept, update(Change).where(Change.revision_id == hurt).values(script=b"not a script"))
    (problem,) = problems(kept)
    assert (problem.what, problem.where) == ("change", where)
    assert "cannot be read" in problem.detail


def test_a_change_between_texts_that_read_the_same_is_named(kept: Archive) -> None:
    with kept.reading() as connection:
        mill = queries.find_article(connection, MILL).id
        first, second = (queries.revision(connection, mill, number) for number in (1, 2))
    execute(kept, update(Revision).where(Revision.id == second.id).values(text_id=first.text))
    assert Problem("change", f"article {mill} revision 2", "both texts read the same") in problems(kept)


def test_a_row_that_refers_to_nothing_is_named(kept: Archive) -> None:
    stray = {"revision_id": 900, "previous_id": 1, "differ": "1", "score": 0.0, "script": b""}
    execute(kept, insert(Change).values(stray))
    assert any("revisions 900, its revision_id, is missing" in problem.detail for problem in problems(kept))


def test_the_check_leaves_the_archive_open_to_writers(kept: Archive) -> None:
    started = check(kept.engine)
    next(started, None)
    assert kept.record(Observed(MILL, MILL, at(9), status=500)).article
    with writing(kept.engine) as connection:
        assert connection.execute(select(Capture.id)).first()
