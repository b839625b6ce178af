"""Noise is learned from what is stored, ruled on by hand, and left out of both sides of every comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from storage.checking import check
from storage.errors import UsageError
from storage.models import Change, Noise, Revision
from storage.noise import sources_grown
from storage.records import Outcome
from storage.revisions import block_fingerprint, block_names, decode_script, new_text, old_text
from tests.integration.captures import LONG, capture, record, revisions, rows
from tests.unit.revisions.reports import AGENCY, CLOSING, SIGN_UP, TOPICS, invented, report

if TYPE_CHECKING:
    from storage import Archive

SITE = "https://www.harbour.example"
FIRST = f"{SITE}/0"
JOIN = "Join the {:,} people who already support our newsroom on the coast."


def filled(archive: Archive) -> None:
    """Articles about different things, days apart, each with a line to sign up."""
    for number, topic in enumerate(TOPICS[:5]):
        record(archive, 48 * number, topic, SIGN_UP, url=f"{SITE}/{number}")


def count(archive: Archive, table: type) -> int:
    return int(rows(archive, select(func.count()).select_from(table))[0][0])


def test_what_recurs_is_learned_once_and_makes_no_revision(archive: Archive) -> None:
    filled(archive)
    assert [one.text for one in archive.learn_noise("harbour.example")] == [SIGN_UP]
    assert archive.learn_noise() == []
    found = rows(archive, select(Noise.fingerprint, Noise.text, Noise.articles, Noise.state))
    assert found == [(block_fingerprint(SIGN_UP), SIGN_UP, 5, "learned")]
    assert count(archive, Revision) == 5


def test_noise_that_comes_and_goes_makes_no_revision(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    assert record(archive, 300, TOPICS[0], url=FIRST).outcome is Outcome.UNCHANGED
    assert record(archive, 301, SIGN_UP, TOPICS[0], url=FIRST).outcome is Outcome.UNCHANGED
    assert len(revisions(archive, FIRST)) == 1


def test_a_change_beside_noise_is_compared_without_it(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    recorded = record(archive, 300, TOPICS[0].replace("glacier", "volcano"), url=FIRST)
    assert recorded.outcome is Outcome.CHANGED
    ((script, left_out, removed),) = rows(archive, select(Change.script, Change.left_out, Change.words_removed))
    assert old_text(decode_script(script)).body == TOPICS[0]
    assert left_out == [block_fingerprint(SIGN_UP)]
    assert removed == 1
    assert list(check(archive.engine)) == []


def test_a_text_reverts_whatever_noise_stands_under_it(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    record(archive, 300, TOPICS[9], SIGN_UP, url=FIRST)
    record(archive, 301, TOPICS[0], url=FIRST)
    assert [reverts for *_, reverts in revisions(archive, FIRST)] == [None, None, 1]


def test_what_is_kept_by_hand_is_compared_again_and_not_learned_anew(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, "kept")
    assert archive.learn_noise() == []
    assert rows(archive, select(Noise.state)) == [("kept",)]
    assert record(archive, 300, TOPICS[0], url=FIRST).outcome is Outcome.CHANGED


RULINGS: tuple[str | None, ...] = ("kept", "confirmed", None)


@pytest.mark.parametrize("verdict", RULINGS)
@pytest.mark.parametrize("stood_first", [True, False])
def test_a_ruling_makes_no_revision(archive: Archive, verdict: str | None, *, stood_first: bool) -> None:
    filled(archive)
    fifth = f"{SITE}/5"
    sides = ((TOPICS[5], SIGN_UP), (TOPICS[5],))
    first, then = sides if stood_first else sides[::-1]
    record(archive, 250, *first, url=fifth)
    archive.learn_noise()
    assert record(archive, 300, *then, url=fifth).outcome is Outcome.UNCHANGED
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, verdict)
    assert archive.record(capture(301, status=304, url=fifth)).outcome is Outcome.NOT_MODIFIED
    assert record(archive, 302, *then, url=fifth).outcome is Outcome.NOT_MODIFIED
    assert record(archive, 303, *then, url=fifth, tags=("other bytes",)).outcome is Outcome.UNCHANGED
    assert record(archive, 304, *first, url=fifth).outcome in (Outcome.UNCHANGED, Outcome.NOT_MODIFIED)
    assert len(revisions(archive, fifth)) == 1
    assert list(check(archive.engine)) == []


def test_the_first_change_after_a_ruling_tells_all_that_changed_since_the_last_revision(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    record(archive, 300, TOPICS[0], url=FIRST)
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, "kept")
    assert record(archive, 301, TOPICS[0], TOPICS[1], url=FIRST).revision == 2
    ((script, left_out),) = rows(archive, select(Change.script, Change.left_out))
    assert old_text(decode_script(script)).body == f"{TOPICS[0]}\n{SIGN_UP}"
    assert new_text(decode_script(script)).body == f"{TOPICS[0]}\n{TOPICS[1]}"
    assert left_out == []
    assert list(check(archive.engine)) == []


def test_a_doubt_stays_one_after_a_ruling(archive: Archive) -> None:
    filled(archive)
    long = f"{SITE}/long"
    record(archive, 250, *LONG, SIGN_UP, url=long)
    archive.learn_noise()
    record(archive, 300, *LONG, url=long)
    assert record(archive, 301, "Please log in.", url=long).outcome is Outcome.DOUBTFUL
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, "kept")
    assert record(archive, 302, *LONG, url=long).outcome is Outcome.UNCHANGED
    assert record(archive, 303, "Please log in.", url=long).outcome is Outcome.DOUBTFUL
    assert archive.record(capture(304, status=304, url=long)).outcome is Outcome.CHANGED


def joined(archive: Archive, day: int, *, apart: int = 900) -> set[Outcome]:
    """What becomes of a day's captures of articles under each of which the number of supporters has grown; those under
    two articles differ by so many."""
    outcomes = set()
    for number, topic in enumerate(TOPICS[:9]):
        counter = JOIN.format(100 + 17 * day + apart * number)
        outcomes.add(record(archive, 24 * day + number / 10, topic, counter, url=f"{SITE}/{number}").outcome)
    return outcomes


def test_a_counter_is_learned_once_and_makes_no_revision_from_then_on(archive: Archive) -> None:
    assert joined(archive, 0) == {Outcome.NEW}
    assert archive.learn_noise_where_grown() == []
    assert joined(archive, 1) == {Outcome.CHANGED}
    (found,) = archive.learn_noise_where_grown()
    assert found.fingerprint == block_names(JOIN.format(7)).shape
    for day in range(2, 5):
        assert joined(archive, day) == {Outcome.UNCHANGED}
        assert archive.learn_noise() == []
    assert count(archive, Noise) == 1
    record(archive, 200, TOPICS[0].replace("glacier", "volcano"), JOIN.format(5), url=FIRST)
    left_out = rows(archive, select(Change.left_out).order_by(Change.revision_id.desc()).limit(1))
    assert left_out == [([found.fingerprint],)]
    assert list(check(archive.engine)) == []


def test_a_counter_that_is_kept_is_not_learned_by_another_number(archive: Archive) -> None:
    joined(archive, 0, apart=0)
    (found,) = archive.learn_noise()
    assert found.fingerprint == block_names(JOIN.format(100)).exact
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, "kept")
    for day in (1, 2):
        assert joined(archive, day, apart=0) == {Outcome.CHANGED}
        assert archive.learn_noise() == []


def test_sentences_that_end_reports_of_different_things_are_not_learned(archive: Archive) -> None:
    for number in range(40):
        closing = CLOSING if number % 9 == 3 else ()
        record(archive, 12 * number, *invented(number), *closing, url=f"{SITE}/{number}")
    assert archive.learn_noise() == []
    assert record(archive, 500, *invented(3), *CLOSING[1:], url=f"{SITE}/3").outcome is Outcome.CHANGED


def test_what_is_forgotten_may_be_learned_anew(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    ((entry,),) = rows(archive, select(Noise.id))
    archive.rule_on_noise(entry, None)
    assert count(archive, Noise) == 0
    assert len(archive.learn_noise()) == 1


def test_a_ruling_on_nothing_is_a_wrong_usage(archive: Archive) -> None:
    with pytest.raises(UsageError, match="no noise 7"):
        archive.rule_on_noise(7, "kept")
    with pytest.raises(UsageError, match="not a ruling"):
        archive.rule_on_noise(7, "perhaps")
    with pytest.raises(UsageError, match=r"no source 'nowhere\.example'"):
        archive.learn_noise("nowhere.example")


def test_what_recurs_on_one_source_is_text_on_another(archive: Archive) -> None:
    filled(archive)
    archive.learn_noise()
    other = "https://other.example/1"
    record(archive, 0, *LONG, SIGN_UP, url=other)
    assert record(archive, 1, *LONG, url=other).outcome is Outcome.CHANGED


def test_an_agencys_sentence_under_reports_of_one_event_is_not_learned(archive: Archive) -> None:
    for number in range(4):
        paragraphs = [text for text in report(number).blocks.values() if text != AGENCY]
        record(archive, 48 * number, *paragraphs, AGENCY, url=f"{SITE}/{number}")
    assert archive.learn_noise() == []


def test_a_promotion_that_turns_up_everywhere_in_one_crawl_is_learned(archive: Archive) -> None:
    for number, topic in enumerate(TOPICS[:3]):
        record(archive, 0, topic, url=f"{SITE}/{number}")
        record(archive, 1, topic, "Win a trip to the fjords", url=f"{SITE}/{number}")
    assert [one.text for one in archive.learn_noise()] == ["Win a trip to the fjords"]
    record(archive, 2, TOPICS[0], url=FIRST)
    assert len(revisions(archive, FIRST)) == 2


def test_a_source_is_learned_from_again_only_when_it_has_grown(archive: Archive) -> None:
    filled(archive)
    assert [one.text for one in archive.learn_noise_where_grown()] == [SIGN_UP]
    with archive.reading() as connection:
        assert sources_grown(connection) == []
