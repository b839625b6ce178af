"""What reads of the archive answer, on both databases."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import is_dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from storage import queries
from storage.engine import writing
from storage.errors import UsageError
from storage.models import Noise, Run
from storage.queries import ArticleOrder
from storage.records import Alias, AliasKind, NoticeKind, Outcome, Reason
from storage.search import search
from tests.integration.editions import START, answer, at, record

if TYPE_CHECKING:
    from storage import Archive

FERRY = "https://harbour.example/news/ferry-aground"
MILL = "https://harbour.example/news/mill-fire"
STORM = "https://island.example/weather/Storm-100%25"


@pytest.fixture
def news(archive: Archive) -> Archive:
    """Three articles of two sources; the ferry's has four revisions, the last of them back to the second."""
    twin = Alias("https://harbour.example/amp/ferry", AliasKind.AMP)
    rising = ["The ferry ran aground off the point.", "Two people were hurt, the coastguard said."]
    record(archive, FERRY, *rising, developing=True, aliases=(twin,), stripped="The ferry on Sunday. Photo: A. Berg")
    record(archive, MILL, "The mill burned down.", hours=0.5, headline="Fire at the mill", byline=("Ana Ruiz",))
    record(archive, FERRY, rising[0], "Five people were hurt, the coastguard said.", hours=1)
    record(archive, FERRY, rising[0], "Seven people died, the coastguard said.", hours=2, headline="Ferry: seven dead")
    record(archive, STORM, "Wind of 140 km/h.", hours=2.5, headline="Storm closes the bridge")
    record(archive, FERRY, rising[0], "Five people were hurt, the coastguard said.", hours=3)
    answer(archive, STORM, 404, hours=4)
    return archive


def test_an_article_is_found_by_its_id_its_url_an_alias_and_a_part_of_its_url(news: Archive) -> None:
    with news.reading() as connection:
        by_url = queries.find_article(connection, FERRY)
        for name in (str(by_url.id), "https://harbour.example/amp/ferry", "ferry-ag", "FERRY-A", " ferry-aground "):
            assert queries.find_article(connection, name) == by_url
        assert queries.find_article(connection, "amp/").url == FERRY


def test_a_part_of_several_urls_is_refused_with_the_ids_of_the_candidates(news: Archive) -> None:
    with news.reading() as connection:
        ferry, mill = (queries.find_article(connection, url) for url in (FERRY, MILL))
        with pytest.raises(UsageError) as error:
            queries.find_article(connection, "harbour.example")
    assert f"{ferry.id} {FERRY}" in str(error.value)
    assert f"{mill.id} {MILL}" in str(error.value)
    assert "\n" not in str(error.value)


def test_at_most_five_candidates_are_named(archive: Archive) -> None:
    for number in range(8):
        record(archive, f"https://harbour.example/{number}", f"Text {number}.")
    with archive.reading() as connection, pytest.raises(UsageError, match="and more") as error:
        queries.find_article(connection, "harbour")
    assert str(error.value).count("https://") == 5


@pytest.mark.parametrize("name", ["nothing-like-it", "0", "99", "9" * 40, "", "  ", "%", "_", "\\", "' OR 1=1 --", "٣"])
def test_what_names_no_article_is_refused_with_a_line_that_says_what_to_do(archive: Archive, name: str) -> None:
    record(archive, FERRY, "The ferry ran aground.")
    with archive.reading() as connection, pytest.raises(UsageError, match="writethru articles") as error:
        queries.find_article(connection, name)
    assert "\n" not in str(error.value)


def test_signs_that_mean_something_to_like_mean_themselves_in_a_part_of_a_url(news: Archive) -> None:
    with news.reading() as connection:
        assert queries.find_article(connection, "100%25").url == STORM
        assert queries.find_article(connection, "%").url == STORM


@pytest.mark.parametrize(("text", "found"), [("%", [STORM]), ("_", []), ("\\", []), ("…", []), ("e%h", [])])
def test_signs_without_a_word_among_them_are_looked_for_in_urls_only(
    news: Archive, text: str, found: list[str]
) -> None:
    with news.reading() as connection:
        assert [article.url for article in queries.articles(connection, text=text)] == found


def test_letters_beyond_ascii_in_a_part_of_a_url_are_found_as_they_stand(archive: Archive) -> None:
    record(archive, "file:///nachrichten/Überfahrt.html", "Die Fähre lief auf Grund.")
    with archive.reading() as connection:
        assert queries.find_article(connection, "Überfahrt").id
        with pytest.raises(UsageError):
            queries.find_article(connection, "überfahrt")


def test_a_summary_says_how_the_article_stands(news: Archive) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY)
        storm = queries.find_article(connection, STORM)
    assert (ferry.source, ferry.revisions, ferry.headline) == ("harbour.example", 4, "Ferry runs aground")
    assert (ferry.first_seen, ferry.last_seen, ferry.last_changed) == (START, at(3), at(3))
    assert (ferry.developing, ferry.state, ferry.language) == (False, "live", "en")
    assert (storm.state, storm.revisions, storm.last_changed) == ("gone", 1, None)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [FERRY, STORM, MILL]),
        ({"order": ArticleOrder.URL}, [FERRY, MILL, STORM]),
        ({"order": ArticleOrder.NEW}, [STORM, MILL, FERRY]),
        ({"order": ArticleOrder.SEEN}, [FERRY, STORM, MILL]),
        ({"limit": 1}, [FERRY]),
        ({"limit": 1, "offset": 1}, [STORM]),
        ({"source": "harbour.example"}, [FERRY, MILL]),
        ({"state": "gone"}, [STORM]),
        ({"state": "live"}, [FERRY, MILL]),
        ({"developing": True}, []),
        ({"developing": False}, [FERRY, STORM, MILL]),
        ({"since": at(2.5)}, [FERRY, STORM]),
        ({"text": "AT THE mill"}, [MILL]),
        ({"text": "weather/storm"}, [STORM]),
        ({"text": "seven dead"}, []),
        ({"text": "100%"}, [STORM]),
    ],
)
def test_articles_are_listed_by_what_is_asked(news: Archive, asked: dict[str, object], found: list[str]) -> None:
    with news.reading() as connection:
        assert [article.url for article in queries.articles(connection, **asked)] == found  # type: ignore[arg-type]


def test_articles_without_a_text_are_told_apart_and_say_what_was_last_wrong(archive: Archive) -> None:
    record(archive, FERRY, "The ferry ran aground.")
    answer(archive, FERRY, 500, hours=1)
    for name, status in (("typo", 404), ("down", 503)):
        answer(archive, f"https://island.example/{name}", status, hours=2)
    with archive.reading() as connection:
        (ferry,) = queries.articles(connection, with_text=True)
        assert (ferry.url, ferry.trouble) == (FERRY, None)
        others = {entry.url[-4:]: entry.trouble for entry in queries.articles(connection, with_text=False)}
        assert others == {"typo": "the server answered 404", "down": "the server answered 503"}
        assert len(queries.articles(connection)) == 3
        assert queries.without_text(connection) == 2
        assert queries.without_text(connection, state="gone") == 1
        assert queries.without_text(connection, text="ferry") == 0


def test_the_log_tells_each_revision_and_what_made_it(news: Archive) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY)
        newest_first = queries.revisions(connection, ferry.id)
    assert [entry.number for entry in newest_first] == [4, 3, 2, 1]
    assert [entry.seen_at for entry in newest_first] == [at(3), at(2), at(1), START]
    assert [entry.reverts_to for entry in newest_first] == [2, None, None, None]
    first, third = newest_first[-1], newest_first[1]
    assert (first.score, first.reason, first.kinds, first.words_added) == (None, "", (), 0)
    assert [notice.kind for notice in first.notices] == [NoticeKind.DEVELOPING]
    assert third.headline == "Ferry: seven dead"
    assert third.score is not None
    assert third.words_added > 0
    assert third.words_removed > 0


def test_the_log_can_be_cut_by_time_turned_around_and_shortened(news: Archive) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        assert [e.number for e in queries.revisions(connection, ferry, since=at(1), until=at(3))] == [3, 2]
        assert [e.number for e in queries.revisions(connection, ferry, newest_first=False, limit=2)] == [1, 2]


@pytest.mark.parametrize(
    ("which", "number"),
    [(1, 1), (4, 4), ("first", 1), ("last", 4), ("previous", 3), (at(1), 2), (at(1.99), 2), (at(2), 3), (at(900), 4)],
)
def test_a_revision_is_named_by_number_by_place_or_by_the_moment_it_stood_at(
    news: Archive, which: queries.Which, number: int
) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        assert queries.revision(connection, ferry, which).number == number


@pytest.mark.parametrize("which", [0, 5, -1, 2**80, "latest", at(-1)])
def test_a_revision_that_is_not_there_is_refused_with_those_that_are(news: Archive, which: queries.Which) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        with pytest.raises(UsageError, match=r"revisions 1 to 4|first seen at 2026-03-01T12:00:00Z"):
            queries.revision(connection, ferry, which)


def test_an_article_of_one_revision_has_none_before_it(news: Archive) -> None:
    with news.reading() as connection:
        mill = queries.find_article(connection, MILL).id
        with pytest.raises(UsageError, match="revision 1 only"):
            queries.revision(connection, mill, "previous")


def test_an_article_without_a_text_has_no_revision(archive: Archive) -> None:
    answer(archive, FERRY, 500, hours=0)
    with archive.reading() as connection:
        ferry = queries.find_article(connection, FERRY)
        assert (ferry.revisions, ferry.headline) == (0, None)
        assert queries.revisions(connection, ferry.id) == []
        with pytest.raises(UsageError, match="no revision yet"):
            queries.revision(connection, ferry.id)


def test_the_text_of_a_revision_comes_back_as_it_was_recorded(news: Archive) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        old = queries.text(connection, queries.revision(connection, ferry, 1).text)
        new = queries.text(connection, queries.revision(connection, ferry, 3).text)
    assert old.headline == "Ferry runs aground"
    assert [b.text for b in old.blocks] == [
        "The ferry ran aground off the point.",
        "Two people were hurt, the coastguard said.",
    ]
    assert old.notices[0].text == "This is a developing story."
    assert new.headline == "Ferry: seven dead"


def test_what_was_stripped_from_a_revision_is_told_with_its_reason(news: Archive) -> None:
    with news.reading() as connection:
        ferry = queries.find_article(connection, FERRY).id
        (piece,) = queries.stripped(connection, queries.revision(connection, ferry, 1))
        assert (piece.text, piece.reason) == ("The ferry on Sunday. Photo: A. Berg", Reason.CAPTION)
        assert queries.stripped(connection, queries.revision(connection, ferry, 2)) == ()
        details = queries.extraction_details(connection, queries.revision(connection, ferry, 1))
    assert details["kind"] == "article"


def test_every_capture_is_listed_with_what_came_of_it(news: Archive) -> None:
    with news.reading() as connection:
        storm = queries.captures(connection, queries.find_article(connection, STORM).id)
        ferry = queries.captures(connection, queries.find_article(connection, FERRY).id, since=at(1), until=at(3))
    assert [(entry.outcome, entry.status, entry.revision) for entry in storm] == [
        (Outcome.GONE, 404, None),
        (Outcome.NEW, 200, 1),
    ]
    assert storm[0].sha256 is None
    assert storm[0].size == 0
    assert storm[1].size > 0
    assert storm[1].headers == (("Server", "press"),)
    assert [(entry.fetched_at, entry.revision) for entry in ferry] == [(at(2), 3), (at(1), 2)]


def test_sources_are_counted(news: Archive) -> None:
    with news.reading() as connection:
        harbour, island = queries.sources(connection)
        assert queries.sources(connection, name="island.example") == [island]
    assert (harbour.name, harbour.articles, harbour.captures, harbour.revisions) == ("harbour.example", 2, 5, 5)
    assert (island.articles, island.captures, island.revisions, island.developing) == (1, 2, 1, 0)
    assert harbour.last_seen == at(3)


def test_noise_is_listed_by_source(news: Archive) -> None:
    with news.reading() as connection:
        harbour = queries.sources(connection)[0].id
    row = {"source_id": harbour, "articles": 3, "because": "stands in 3 articles", "learned_at": START}
    with writing(news.engine) as connection:
        connection.execute(insert(Noise).values(row | {"fingerprint": "a", "text": "Sign up", "state": "learned"}))
        connection.execute(insert(Noise).values(row | {"fingerprint": "b", "text": "Weather", "state": "kept"}))
    with news.reading() as connection:
        assert [(entry.source, entry.text) for entry in queries.noise(connection, state="learned")] == [
            ("harbour.example", "Sign up")
        ]
        assert len(queries.noise(connection, source="harbour.example")) == 2
        assert queries.noise(connection, source="island.example") == []


def test_runs_are_listed_newest_first(archive: Archive) -> None:
    with writing(archive.engine) as connection:
        for number in range(3):
            connection.execute(insert(Run).values(command=f"crawl {number}", started_at=at(number), counts={"new": 1}))
    with archive.reading() as connection:
        assert [run.command for run in queries.runs(connection, limit=2)] == ["crawl 2", "crawl 1"]


def test_what_reads_give_is_frozen_and_outlives_the_connection(news: Archive) -> None:
    with news.reading() as connection:
        article = queries.find_article(connection, FERRY)
        entry = queries.revision(connection, article.id)
        capture = queries.captures(connection, article.id)[0]
    news.close()
    for answered in (article, entry, capture):
        assert is_dataclass(answered)
        assert repr(answered)
        with pytest.raises(AttributeError):
            answered.id = 0  # type: ignore[misc]


def test_reading_loads_neither_the_differ_nor_migrations_nor_a_crawler() -> None:
    code = "import sys, storage.queries, storage.search, storage.archive; print(*sys.modules)"
    answered = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(answered.stdout.split())
    assert "storage.models" in loaded
    heavy = {
        "alembic",
        "scrapy",
        "trafilatura",
        "lxml",
        "rapidfuzz",
        "regex",
        "storage.revisions.comparison",
        "storage.noise",
    }
    assert not loaded & heavy


def test_a_source_that_does_not_exist_is_refused_wherever_one_is_named(news: Archive) -> None:
    with news.reading() as connection:
        for read in (
            lambda name: queries.articles(connection, source=name),
            lambda name: queries.changes(connection, source=name),
            lambda name: queries.captures(connection, source=name),
            lambda name: queries.noise(connection, source=name),
            lambda name: list(queries.export(connection, source=name)),
            lambda name: search(connection, "ferry", source=name),
        ):
            read("harbour.example")
            with pytest.raises(UsageError, match=r"^there is no source 'nowhere'; `writethru sources` lists them$"):
                read("nowhere")
