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
from storage.revisions import block_fingerprint, decode_script, old_text
from tests.integration.captures import LONG, record, revisions, rows
from tests.unit.revisions.reports import AGENCY, SIGN_UP, TOPICS, report

if TYPE_CHECKING:
    from storage import Archive

SITE = "https://www.harbour.example"
FIRST = f"{SITE}/0"


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
