"""What `Archive.record` makes of captures, on both databases."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from storage import queries
from storage.errors import ArchiveError
from storage.models import (
    Alias,
    Article,
    Body,
    Capture,
    Change,
    Revision,
    Source,
    StoredExtraction,
    StoredText,
    Visit,
)
from storage.records import Alias as AliasRecord
from storage.records import AliasKind, Block, Due, Extractor, History, Notice, NoticeKind, Origin, Outcome, PageKind
from storage.revisions import decode_script, new_text, old_text
from storage.texts import text_of
from tests.integration.captures import LONG, URL, at, body_of, capture, extraction, record, revisions, rows

if TYPE_CHECKING:
    from storage import Archive

COUNTED = (Source, Article, Alias, Body, Capture, StoredText, StoredExtraction, Revision, Change, Visit)


def counts(archive: Archive) -> dict[str, int]:
    return {table.__tablename__: rows(archive, select(func.count()).select_from(table))[0][0] for table in COUNTED}


def test_the_first_capture_of_an_article_makes_revision_1(archive: Archive) -> None:
    recorded = record(archive, 0, "The ferry ran aground.")
    assert (recorded.outcome, recorded.revision, recorded.score) == (Outcome.NEW, 1, None)
    assert revisions(archive) == [(1, at(0), "The ferry ran aground.", None)]


def test_a_text_that_reads_otherwise_makes_a_further_revision_with_its_change(archive: Archive) -> None:
    record(archive, 0, "Two people died.", "The quay is closed.")
    recorded = record(archive, 1, "Three people died.", "The quay is closed.")
    assert (recorded.outcome, recorded.revision) == (Outcome.CHANGED, 2)
    assert recorded.score is not None
    assert recorded.score > 0
    assert recorded.reasons
    ((change,),) = rows(archive, select(Change.script))
    assert old_text(decode_script(change)).body == "Two people died.\nThe quay is closed."
    assert new_text(decode_script(change)).body == "Three people died.\nThe quay is closed."


def test_recording_the_same_capture_again_changes_nothing(archive: Archive) -> None:
    first = record(archive, 0, "Two people died.")
    second = record(archive, 1, "Three people died.")
    before = counts(archive)
    again = [record(archive, 0, "Two people died."), record(archive, 1, "Three people died.")]
    assert counts(archive) == before
    assert [(one.capture, one.revision, one.created) for one in again] == [
        (first.capture, 1, False),
        (second.capture, 2, False),
    ]
    assert again[1].score == second.score


def test_two_files_dated_to_the_same_moment_are_both_kept(archive: Archive) -> None:
    for _ in range(2):
        record(archive, 0, "The morning edition.")
        record(archive, 0, "The evening edition.")
    assert [body for _, _, body, _ in revisions(archive)] == ["The morning edition.", "The evening edition."]
    assert counts(archive)["captures"] == 2


@pytest.mark.parametrize(
    "seen_alike",
    [
        "The  ferry\u00a0ran aground, “officially”.",
        "The ferry ran aground, \u201eofficially\u201c.",
        'The fe\u200brry ran aground, "officially".',
        "The ferry ran aground, \u00abofficially\u00bb. ",
    ],
)
def test_what_no_reader_sees_makes_no_revision(archive: Archive, seen_alike: str) -> None:
    record(archive, 0, 'The ferry ran aground, "officially".')
    recorded = record(archive, 1, seen_alike)
    assert recorded.outcome is Outcome.UNCHANGED
    assert len(revisions(archive)) == 1


def test_a_clock_that_goes_on_makes_no_revision(archive: Archive) -> None:
    record(archive, 0, "Updated 2 hours ago", "The ferry ran aground.")
    assert record(archive, 1, "Updated 3 hours ago", "The ferry ran aground.").outcome is Outcome.UNCHANGED


def test_an_edit_of_headline_standfirst_or_notice_alone_is_a_revision(archive: Archive) -> None:
    record(archive, 0, "The ferry ran aground.")
    record(archive, 1, "The ferry ran aground.", headline="Ferry sinks")
    record(archive, 2, "The ferry ran aground.", headline="Ferry sinks", standfirst="Nobody was hurt.")
    notices = (Notice("An earlier version misnamed the captain.", NoticeKind.CORRECTION),)
    recorded = record(
        archive, 3, "The ferry ran aground.", headline="Ferry sinks", standfirst="Nobody was hurt.", notices=notices
    )
    assert (recorded.outcome, recorded.revision) == (Outcome.CHANGED, 4)


def test_a_text_that_comes_back_says_what_it_reverts_to(archive: Archive) -> None:
    for hours, text in enumerate(("Two died.", "Three died.", "Two died.")):
        record(archive, hours, text)
    assert [reverts for *_, reverts in revisions(archive)] == [None, None, 1]
    assert counts(archive)["texts"] == 2
    kinds = rows(archive, select(Change.kinds).order_by(Change.revision_id))
    assert ["reverted" in row.kinds for row in kinds] == [False, True]


def test_the_same_bytes_again_are_one_row_and_need_no_extraction(archive: Archive) -> None:
    made = extraction("The ferry ran aground.")
    archive.record(capture(0, body_of(made)), made)
    before = counts(archive)
    recorded = archive.record(capture(1, body_of(made)))
    assert recorded.outcome is Outcome.NOT_MODIFIED
    assert counts(archive) == before | {"captures": 2}


def test_a_304_is_one_row(archive: Archive) -> None:
    record(archive, 0, "The ferry ran aground.")
    before = counts(archive)
    assert archive.record(capture(1, status=304)).outcome is Outcome.NOT_MODIFIED
    assert counts(archive) == before | {"captures": 2}


@pytest.mark.parametrize("status", [404, 410])
def test_an_article_that_is_deleted_is_gone_until_it_returns(archive: Archive, status: int) -> None:
    record(archive, 0, "The ferry ran aground.")
    assert archive.record(capture(1, status=status)).outcome is Outcome.GONE
    assert rows(archive, select(Article.state, Article.last_seen)) == [("gone", at(0))]
    assert record(archive, 2, "The ferry ran aground.").outcome is Outcome.NOT_MODIFIED
    assert rows(archive, select(Article.state, Article.last_seen)) == [("live", at(2))]
    assert len(revisions(archive)) == 1


def test_a_page_that_is_no_article_makes_no_revision(archive: Archive) -> None:
    recorded = record(archive, 0, *LONG, kind=PageKind.FRONT)
    assert (recorded.outcome, recorded.revision) == (Outcome.NOT_ARTICLE, None)
    assert revisions(archive) == []


def test_a_sudden_loss_of_text_is_doubted_until_a_second_capture_confirms_it(archive: Archive) -> None:
    record(archive, 0, *LONG)
    assert record(archive, 1, "Please log in to read on.").outcome is Outcome.DOUBTFUL
    assert len(revisions(archive)) == 1
    confirmed = record(archive, 2, "Please log in to read on.")
    assert (confirmed.outcome, confirmed.revision) == (Outcome.CHANGED, 2)


def test_a_304_after_a_doubtful_page_confirms_it(archive: Archive) -> None:
    record(archive, 0, *LONG)
    record(archive, 1, "Please log in to read on.")
    assert archive.record(capture(2, status=304)).outcome is Outcome.CHANGED


def test_a_short_text_that_is_edited_at_each_look_is_confirmed_by_the_second(archive: Archive) -> None:
    record(archive, 0, *LONG)
    outcomes = [record(archive, hours, LONG[0], f"{hours * 3} boats came.").outcome for hours in (1, 2, 3)]
    assert outcomes == [Outcome.DOUBTFUL, Outcome.CHANGED, Outcome.CHANGED]


def test_another_short_text_confirms_nothing(archive: Archive) -> None:
    record(archive, 0, *LONG)
    for hours in range(1, 5):
        short = "Please log in to read on." if hours % 2 else "Our servers are busy, come back later."
        assert record(archive, hours, short).outcome is Outcome.DOUBTFUL
    assert len(revisions(archive)) == 1


def test_a_brief_that_becomes_a_wall_is_doubted_and_one_that_is_cut_is_not(archive: Archive) -> None:
    record(archive, 0, *LONG[:5])
    wall = record(archive, 1, "Please try again later, the content of this page could not be loaded.")
    assert (wall.outcome, wall.reasons) == (Outcome.DOUBTFUL, ("text fell from 65 to 13 words",))
    assert record(archive, 2, LONG[0]).outcome is Outcome.CHANGED


def test_a_doubtful_capture_says_what_is_doubted(archive: Archive) -> None:
    record(archive, 0, *LONG)
    record(archive, 1, "Please log in.")
    record(archive, 2, "We value your privacy.", kind=PageKind.CONSENT)
    archive.record(capture(3, status=304))
    record(archive, 4, *LONG, tags=("other bytes",))
    with archive.reading() as connection:
        found = queries.captures(connection, newest_first=False)
    consent = "a consent page where the article stood"
    assert [entry.doubt for entry in found] == [None, "text fell from 130 to 3 words", consent, consent, None]


def test_a_doubt_passes_without_trace_when_the_text_returns(archive: Archive) -> None:
    record(archive, 0, *LONG)
    record(archive, 1, "Please log in to read on.")
    assert record(archive, 2, *LONG, tags=("other bytes",)).outcome is Outcome.UNCHANGED
    assert record(archive, 3, "Please log in to read on.").outcome is Outcome.DOUBTFUL
    assert len(revisions(archive)) == 1


def test_a_consent_page_never_replaces_an_article(archive: Archive) -> None:
    record(archive, 0, *LONG)
    outcomes = [record(archive, hours, "We value your privacy.", kind=PageKind.CONSENT).outcome for hours in (1, 2, 3)]
    assert set(outcomes) == {Outcome.DOUBTFUL}
    assert len(revisions(archive)) == 1


def test_a_page_without_extractable_text_fails_and_keeps_its_body(archive: Archive) -> None:
    broken = extraction(headline=None, error="the page hung its worker")
    recorded = archive.record(capture(0, b"<html>loop</html>"), broken)
    assert recorded.outcome is Outcome.FAILED
    assert rows(archive, select(Capture.outcome, Capture.error)) == [("failed", "the page hung its worker")]
    assert archive.body_of_capture(recorded.capture) == b"<html>loop</html>"


def test_failures_in_a_row_are_counted_and_a_good_capture_ends_them(archive: Archive) -> None:
    record(archive, 0, "The ferry ran aground.")
    for hours in (1, 2):
        assert archive.record(capture(hours, b"oops", status=500)).outcome is Outcome.FAILED
    archive.record(capture(3, status=None, error="no answer within 30 s"))
    assert rows(archive, select(Article.failures)) == [(3,)]
    record(archive, 4, "The ferry ran aground.")
    assert rows(archive, select(Article.failures)) == [(0,)]


def test_a_new_modified_date_over_unchanged_text_is_marked(archive: Archive) -> None:
    record(archive, 0, "The ferry ran aground.", modified=0)
    record(archive, 1, "The ferry ran aground.", modified=1)
    record(archive, 2, "The ferry ran aground.", modified=1, tags=("other bytes",))
    flags = rows(archive, select(Capture.restamped).order_by(Capture.id))
    assert [row.restamped for row in flags] == [False, True, False]


def test_a_material_change_without_notice_or_new_date_is_silent(archive: Archive) -> None:
    record(archive, 0, "Two people died in the harbour.", "The quay is closed.", modified=0)
    record(archive, 1, "Fourteen people died in the harbour.", "The quay is closed.", modified=0)
    record(archive, 2, "Thirty people died in the harbour.", "The quay is closed.", modified=2)
    assert [row.silent for row in rows(archive, select(Change.silent).order_by(Change.revision_id))] == [True, False]


EDITIONS = ("Two died.", "Three died.", "Three died, one of them a child.", "Two died.")


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[1::4])
def test_captures_that_come_in_late_take_their_place(archive: Archive, order: tuple[int, ...]) -> None:
    for hours in order:
        record(archive, hours, EDITIONS[hours])
    assert revisions(archive) == [
        (1, at(0), EDITIONS[0], None),
        (2, at(1), EDITIONS[1], None),
        (3, at(2), EDITIONS[2], None),
        (4, at(3), EDITIONS[3], 1),
    ]
    scripts = rows(
        archive, select(Change.script).join(Revision, Change.revision_id == Revision.id).order_by(Revision.number)
    )
    ends = [(old_text(decode_script(row.script)).body, new_text(decode_script(row.script)).body) for row in scripts]
    assert ends == list(itertools.pairwise(EDITIONS))


def test_a_revision_keeps_its_id_when_an_older_capture_comes_in(archive: Archive) -> None:
    record(archive, 1, "Three died.")
    record(archive, 2, "Four died.")
    before = rows(archive, select(Revision.id, Revision.capture_id).order_by(Revision.number))
    recorded = record(archive, 0, "Two died.")
    assert recorded.revision == 1
    after = rows(archive, select(Revision.id, Revision.capture_id).order_by(Revision.number))
    assert after[1:] == before


def test_an_older_capture_neither_moves_the_visit_nor_the_state(archive: Archive) -> None:
    record(archive, 5, "Three died.", schedule=lambda history: Due(history.captured_at, "first"))
    record(archive, 0, "Two died.", schedule=lambda history: Due(history.captured_at, "second"))
    assert rows(archive, select(Visit.reason, Visit.due_at)) == [("first", at(5))]
    assert rows(archive, select(Article.first_seen, Article.last_seen, Article.last_changed)) == [(at(0), at(5), at(5))]


def test_the_schedule_sees_the_state_after_the_capture_and_sets_the_visit(archive: Archive) -> None:
    seen: list[History] = []

    def schedule(history: History) -> Due:
        seen.append(history)
        return Due(at(9), "because")

    notices = (Notice("This is a developing story.", NoticeKind.DEVELOPING),)
    record(archive, 0, "Two died.", notices=notices, schedule=schedule)
    record(archive, 1, "Three died.", notices=notices, schedule=schedule)
    archive.record(capture(2, status=500), schedule=schedule)
    assert seen == [
        History(at(0), Outcome.NEW, at(0), None, developing=True, failures=0),
        History(at(1), Outcome.CHANGED, at(0), at(1), developing=True, failures=0),
        History(at(2), Outcome.FAILED, at(0), at(1), developing=True, failures=1),
    ]
    assert rows(archive, select(Visit.url, Visit.kind, Visit.due_at, Visit.reason)) == [
        (URL, "article", at(9), "because")
    ]


def test_letters_that_a_database_refuses_are_replaced(archive: Archive) -> None:
    record(archive, 0, "NUL \x00 and half a pair \ud800.", headline="A\x00B", tags=("\x00",))
    assert revisions(archive)[0][2] == "NUL \ufffd and half a pair \ufffd."
    assert record(archive, 1, "NUL \x00 and half a pair \ud800.", headline="A\x00B").outcome is Outcome.UNCHANGED


def test_a_text_comes_back_as_it_was_recorded(archive: Archive) -> None:
    made = extraction("One.", "Two.", standfirst="Why.", byline=("Ann", "Bo"), language="en")
    made = type(made)(
        **{**{f: getattr(made, f) for f in made.__slots__}, "blocks": (*made.blocks, Block("x", id="p1", at=at(1)))}
    )
    archive.record(capture(0, b"page"), made)
    columns = (StoredText.headline, StoredText.standfirst, StoredText.byline, StoredText.body, StoredText.shape)
    (row,) = rows(archive, select(*columns, StoredText.notices, StoredText.language))
    assert text_of(*row) == made.text


def test_an_article_is_found_by_the_urls_that_led_to_it(archive: Archive) -> None:
    made = extraction("The ferry ran aground.")
    aliases = (AliasRecord(f"{URL}/amp", AliasKind.AMP), AliasRecord("https://hrbr.example/1", AliasKind.REDIRECT))
    asked = f"{URL}?utm_source=x"
    first = archive.record(capture(0, b"one", requested_url=asked, aliases=aliases), made)
    for hours, url in enumerate((asked, f"{URL}/amp", "https://hrbr.example/1"), start=1):
        assert archive.record(capture(hours, status=304, url=url)).article == first.article
    assert counts(archive)["articles"] == 1


def test_an_article_that_moves_stays_one_article(archive: Archive) -> None:
    first = record(archive, 0, "Two died.", schedule=lambda _: Due(at(1), "soon"))
    made = extraction("Three died.")
    new = "https://www.harbour.example/archive/ferry"
    moved = archive.record(
        capture(1, b"two", url=new, requested_url=URL, aliases=(AliasRecord(URL, AliasKind.REDIRECT),)),
        made,
        schedule=lambda _: Due(at(2), "later"),
    )
    assert (moved.article, moved.revision) == (first.article, 2)
    assert rows(archive, select(Article.url)) == [(new,)]
    assert rows(archive, select(Visit.url, Visit.due_at)) == [(new, at(2))]
    assert archive.record(capture(3, status=304)).article == first.article


def test_an_article_that_leads_to_another_known_one_is_not_visited_again(archive: Archive) -> None:
    record(archive, 0, "Two died.", schedule=lambda _: Due(at(1), "soon"))
    other = "https://www.harbour.example/news/ferry-2"
    second = record(archive, 0, "The wreck is raised.", url=other)
    made = extraction("The wreck is raised, at last.")
    recorded = archive.record(
        capture(1, b"led", url=other, requested_url=URL, aliases=(AliasRecord(URL, AliasKind.REDIRECT),)), made
    )
    assert (recorded.article, recorded.revision) == (second.article, 2)
    assert rows(archive, select(Article.state).where(Article.url == URL)) == [("moved",)]
    assert rows(archive, select(Visit.due_at).where(Visit.url == URL)) == [(None,)]


def test_a_deleted_article_that_leads_to_the_front_page_learns_no_alias(archive: Archive) -> None:
    first = record(archive, 0, "Two died.")
    front = extraction("News of the day.", kind=PageKind.FRONT)
    home = "https://www.harbour.example/"
    recorded = archive.record(capture(1, b"home", url=home, requested_url=URL), front)
    assert (recorded.article, recorded.outcome) == (first.article, Outcome.NOT_ARTICLE)
    assert counts(archive)["articles"] == 1
    assert rows(archive, select(Alias.url)) == []


def test_a_source_is_the_host_without_www_and_files_belong_together(archive: Archive) -> None:
    record(archive, 0, "One.")
    record(archive, 0, "Two.", url="https://harbour.example/other")
    record(archive, 0, "Three.", url="notes/ferry.txt")
    found = rows(archive, select(Source.name, Source.home).order_by(Source.name))
    assert found == [("files", None), ("harbour.example", "https://www.harbour.example/")]


def test_the_work_of_another_extractor_is_refused_with_one_line(archive: Archive) -> None:
    record(archive, 0, "Two died.")
    other = Extractor("rules", "2", "1" * 64)
    with pytest.raises(ArchiveError, match="run `writethru reextract`") as error:
        record(archive, 1, "Three died.", extractor=other)
    assert "\n" not in str(error.value)
    with pytest.raises(ArchiveError, match="reextract"):
        archive.require(other)
    assert counts(archive)["captures"] == 1


def test_captures_from_files_and_from_the_web_at_one_moment_are_two(archive: Archive) -> None:
    made = extraction("Two died.")
    archive.record(capture(0, b"page"), made)
    archive.record(capture(0, b"page", origin=Origin.SEED, status=None), made)
    assert counts(archive)["captures"] == 2
