"""What a search finds: the same on both databases, in the same order, whatever is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert, select, text, update

from storage import Archive, schema
from storage.engine import writing
from storage.errors import UsageError
from storage.models import Article, Revision, StoredText
from storage.search import SearchOrder, search
from storage.search_query import QUERY_LIMIT
from storage.texts import columns_of
from tests.integration.editions import START, at, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from storage.highlights import Marked
    from storage.search import Found

# Short name of each article → what it says.
SHELF: dict[str, tuple[str, ...]] = {
    "dam": ("Dam holds after flood", "The well-known dam held.", "Mayor O’Brien said: “No state of emergency.”"),
    "flood": ("Flood reaches the old town", "1,200 people left. The flood took a bridge.", "Flood, flood, flood."),
    "cafe": ("Ein Café in der Straße", "Das Café schließt nach 40 Jahren."),
    "moscow": ("Ещё один мост", "Москва: мост закрыт, сообщил мэр."),
    "cairo": ("مَطار القاهرة", "أعلن المطار تأجيل الرحلات."),
    "tokyo": ("東京都で地震", "震度5弱を観測した。ｶﾞｽが止まった。"),
    "beijing": ("北京地铁停运", "周二上午，两条线路停运。"),
    "bangkok": ("น้ำท่วมกรุงเทพ", "ถนนหลายสายปิด"),
    "seoul": ("서울에서 화재", "소방관이 불을 껐다."),
    "delhi": ("दिल्ली में बारिश", "सड़कें बंद हैं।"),
    "code": ("Robert'); DROP TABLE texts;--", 'He typed "SELECT * FROM texts" and 100% of it_was <b>bold</b>.'),
}


def stock(archive: Archive) -> Archive:
    for number, (name, (headline, *paragraphs)) in enumerate(SHELF.items()):
        source = "harbour.example" if number % 2 else "island.example"
        record(
            archive,
            f"https://{source}/{name}",
            *paragraphs,
            hours=number,
            headline=headline,
            byline=("Ana Ruiz",) if name == "flood" else (),
            standfirst="Water stood in the streets" if name == "flood" else None,
            correction="An earlier version named the wrong river." if name == "dam" else None,
        )
    return archive


@pytest.fixture
def shelf(archive: Archive) -> Archive:
    return stock(archive)


@pytest.fixture
def both(sqlite_url: str, postgresql_url: str) -> Iterator[tuple[Archive, Archive]]:
    """The same articles on both databases."""
    with Archive.open(sqlite_url) as on_sqlite, Archive.open(postgresql_url) as on_postgresql:
        yield stock(on_sqlite), stock(on_postgresql)


def find(archive: Archive, typed: str, **options: object) -> Found:
    with archive.reading() as connection:
        return search(connection, typed, **options)  # type: ignore[arg-type]


def names(found: Found) -> list[str]:
    return [hit.url.rsplit("/", 1)[1] for hit in found.hits]


def shown(pieces: Marked) -> str:
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces)


# What is typed → the articles found.
ASKED: dict[str, set[str]] = {
    "flood": {"dam", "flood"},
    "FLOOD bridge": {"flood"},
    "flood -bridge": {"dam"},
    "flood NOT bridge": {"dam"},
    "bridge OR dam": {"dam", "flood"},
    "flood mayor OR 地震": {"dam", "tokyo"},
    "-flood -мост -a": {"cafe", "cairo", "tokyo", "beijing", "bangkok", "seoul", "delhi", "code"},
    '"old town"': {"flood"},
    '"town old"': set(),
    'flood -"old town"': {"dam"},
    "emerg*": {"dam"},
    "emerg": set(),
    '"state of emer"*': {"dam"},
    "headline:bridge": set(),
    "body:bridge": {"flood"},
    "headline:flood body:bridge": {"flood"},
    "-headline:town flood": {"dam"},
    "byline:ruiz": {"flood"},
    "ana ruiz": {"flood"},
    "headline:ruiz": set(),
    "body:streets": {"flood"},
    '"wrong river"': {"dam"},
    "well-known": {"dam"},
    "known well": {"dam"},
    "o'brien": {"dam"},
    "O’BRIEN": {"dam"},
    "1,200": {"flood"},
    "1200": set(),
    "200": {"flood"},
    "cafe": {"cafe"},
    "CAFE\u0301 strasse": {"cafe"},
    "schliesst": {"cafe"},
    "еще МОСКВА": {"moscow"},
    "мэр": {"moscow"},
    "мост*": {"moscow"},
    "مطار": {"cairo"},
    "اعلن المَطار": {"cairo"},
    "地震": {"tokyo"},
    "震": {"tokyo"},
    "東京": {"tokyo"},
    "京都": {"tokyo"},
    "京": {"tokyo", "beijing"},
    "東京都で地震": {"tokyo"},
    "headline:震度": set(),
    "body:震度": {"tokyo"},
    "震度５": {"tokyo"},
    "ガス": {"tokyo"},
    "停运": {"beijing"},
    "停运 -地震 北京": {"beijing"},
    "運": set(),
    "กรุงเทพ": {"bangkok"},
    "ปิด": {"bangkok"},
    "서울": {"seoul"},
    "불": {"seoul"},
    "दिल्ली": {"delhi"},
    "दिल": set(),
    "बंद हैं": {"delhi"},
    "drop table": {"code"},
    "'); DROP TABLE texts;--": {"code"},
    '"SELECT * FROM texts"': {"code"},
    "100%": {"code"},
    "it_was": {"code"},
    "i%was": set(),
    "<b>": {"code"},
    "bri* OR bol*": {"dam", "flood", "code"},
    "text_search : flood": set(),
    "NEAR(flood bridge)": set(),
    "^flood": {"dam", "flood"},
    "flood & !bridge": {"flood"},
    "{flood} + [bridge]": {"flood"},
    "flood:* bridge:B": set(),
    "": set(),
    "\" - * ( ) ' % \\ \x00": set(),
}


def test_a_search_finds_what_was_asked_for(shelf: Archive) -> None:
    answers = {typed: find(shelf, typed) for typed in ASKED}
    assert {typed: set(names(answer)) for typed, answer in answers.items()} == ASKED
    assert all(answer.total == len(answer.hits) for answer in answers.values())


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.data())
def test_whatever_is_typed_both_databases_answer_alike(both: tuple[Archive, Archive], typed: st.DataObject) -> None:
    words = ["flood", "dam", "the", "bridge", "京", "地震", "café", "мост", "น้ำ", "1,200", "o'brien", "it_was"]
    signs = [
        "-",
        '"',
        "*",
        "OR",
        "AND",
        "NOT",
        "headline:",
        "body:",
        "(",
        ")",
        "'",
        "\\",
        "%",
        ";--",
        ":",
        "\x00",
        "\ud800",
    ]
    pieces = st.lists(st.sampled_from(words + signs + [" ", " "]), max_size=12).map("".join)
    query = typed.draw(pieces | st.text(max_size=60))
    on_sqlite, on_postgresql = (find(archive, query) for archive in both)
    assert on_sqlite == on_postgresql


def test_the_longest_queries_are_answered(shelf: Archive) -> None:
    for unit in ("a ", "-a ", "a OR ", "東", '"a b" ', "headline:a OR ", '-headline:"a b" ', "a* "):
        assert find(shelf, (unit * QUERY_LIMIT)[:QUERY_LIMIT]).total >= 0
    with pytest.raises(UsageError, match="give at most"):
        find(shelf, "a" * (QUERY_LIMIT + 1))


def test_a_hit_shows_where_the_words_stand(shelf: Archive) -> None:
    (hit,) = find(shelf, "flood bridge").hits
    assert shown(hit.headline) == "[Flood] reaches the old town"
    assert [shown(line) for line in hit.snippets] == [
        "1,200 people left. The [flood] took a [bridge].",
        "[Flood], [flood], [flood].",
    ]
    assert (hit.source, hit.number, hit.seen_at, hit.language) == ("harbour.example", 1, at(1), "en")


def test_words_asked_for_in_one_field_are_marked_there_only(shelf: Archive) -> None:
    (hit,) = find(shelf, "headline:flood body:bridge").hits
    assert shown(hit.headline) == "[Flood] reaches the old town"
    assert [shown(line) for line in hit.snippets] == ["1,200 people left. The flood took a [bridge]."]


def test_best_hits_come_first_headline_before_text_and_often_before_once(archive: Archive) -> None:
    rain = "It rained. " * 20
    record(archive, "https://harbour.example/once", f"{rain} The flood came.", headline="Rain", hours=3)
    record(
        archive, "https://harbour.example/often", f"{rain} The flood, the flood, the flood.", headline="Rain", hours=2
    )
    record(archive, "https://harbour.example/headline", rain, headline="Flood", hours=1)
    assert names(find(archive, "flood")) == ["headline", "often", "once"]
    assert names(find(archive, "flood", order=SearchOrder.NEWEST)) == ["once", "often", "headline"]


def test_equal_hits_come_newest_first_in_pages(archive: Archive) -> None:
    for number in range(5):
        record(archive, f"https://harbour.example/{number}", "The flood came.", headline=f"Day {number}", hours=number)
    first, second, third = (find(archive, "flood", limit=2, offset=offset) for offset in (0, 2, 4))
    assert [names(page) for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert first.total == second.total == third.total == 5
    beyond = find(archive, "flood", limit=2, offset=6)
    assert (beyond.hits, beyond.total) == ((), 5)


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({"source": "harbour.example"}, ["flood"]),
        ({"since": at(1)}, ["flood"]),
        ({"until": at(1)}, ["dam"]),
        ({"since": at(1), "until": at(1)}, []),
    ],
)
def test_a_search_can_be_kept_to_a_source_and_a_time(
    shelf: Archive, options: dict[str, object], found: list[str]
) -> None:
    assert names(find(shelf, "flood", **options)) == found


FERRY = "https://harbour.example/ferry"


@pytest.fixture
def ferry(archive: Archive) -> Archive:
    """Three revisions: the second alone says "negligence", the first and second "captain"."""
    record(archive, FERRY, "The captain was rescued.")
    record(archive, FERRY, "The captain was accused of negligence.", hours=1)
    record(archive, FERRY, "The master was questioned.", hours=2)
    return archive


def test_only_the_current_revision_is_searched_by_default(ferry: Archive) -> None:
    assert find(ferry, "captain").total == 0
    (hit,) = find(ferry, "master").hits
    assert (hit.number, hit.revisions) == (3, (3,))


def test_every_revision_ever_can_be_searched(ferry: Archive) -> None:
    (hit,) = find(ferry, "captain", any_revision=True).hits
    assert (hit.number, hit.revisions, hit.seen_at) == (2, (1, 2), at(1))
    assert shown(hit.snippets[0]) == "The [captain] was accused of negligence."
    (hit,) = find(ferry, "captain -negligence", any_revision=True).hits
    assert (hit.number, hit.revisions) == (1, (1,))
    assert find(ferry, "captain", any_revision=True, as_of=START).hits[0].revisions == (1,)
    assert find(ferry, "captain", any_revision=True, since=at(1)).hits[0].revisions == (2,)


@pytest.mark.parametrize(("hours", "found"), [(-1, None), (0, 1), (0.5, 1), (1, 2), (1.9, 2), (2, None)])
def test_a_search_as_of_a_moment_looks_at_what_stood_then(ferry: Archive, hours: float, found: int | None) -> None:
    answer = find(ferry, "captain", as_of=at(hours))
    assert [hit.number for hit in answer.hits] == ([] if found is None else [found])


def test_a_phrase_is_found_wherever_it_stands_in_a_very_long_text(archive: Archive) -> None:
    filler = " ".join(f"word{number % 997}" for number in range(30_000))
    record(archive, FERRY, f"{filler} the lost lantern", headline="Log")
    assert find(archive, '"the lost lantern"').total == 1
    assert find(archive, '"lost the lantern"').total == 0
    assert find(archive, "lantern").total == 1


def test_a_text_beyond_what_an_index_row_takes_is_still_kept(archive: Archive) -> None:
    record(archive, FERRY, "лантерн " + " ".join(f"электрификация{number}" for number in range(35_000)), headline="Log")
    assert find(archive, "лантерн").total == 1


def test_the_index_follows_texts_that_are_removed_and_altered(shelf: Archive) -> None:
    with writing(shelf.engine) as connection:
        found = select(StoredText.id).where(StoredText.headline == "Flood reaches the old town")
        connection.execute(
            update(StoredText).where(StoredText.id == found.scalar_subquery()).values(search_body="quake")
        )
    assert names(find(shelf, "bridge")) == []
    assert names(find(shelf, "quake")) == ["flood"]
    with writing(shelf.engine) as connection:
        stray = columns_of_nothing()
        number = connection.execute(insert(StoredText).values(stray).returning(StoredText.id)).scalar_one()
        connection.execute(delete(StoredText).where(StoredText.id == number))
    if shelf.engine.dialect.name == "sqlite":
        with writing(shelf.engine) as connection:
            connection.execute(text("INSERT INTO text_search(text_search, rank) VALUES ('integrity-check', 1)"))


def columns_of_nothing() -> dict[str, object]:
    from storage.records import Text

    return {**columns_of(Text(headline="Stray")), "hash": "0" * 64, "fingerprint": "0" * 64, "words": 1}


def test_a_search_on_sqlite_starts_from_the_index(sqlite_archive: Archive) -> None:
    stock(sqlite_archive)
    asked: list[tuple[str, tuple[object, ...]]] = []
    with sqlite_archive.reading() as connection:
        event.listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        search(connection, "flood bridge", any_revision=True)
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all() for sql, values in tuple(asked)]
    steps = [row[-1] for plan in plans for row in plan]
    assert any("VIRTUAL TABLE INDEX" in step for step in steps)
    assert not any(step.startswith("SCAN texts") for step in steps)


def test_postgresql_finds_words_by_the_index(postgresql_url: str) -> None:
    with Archive.open(postgresql_url) as archive:
        rows = [{**columns_of_nothing(), "hash": f"{n:064}", "headline": f"Stray {n}"} for n in range(3000)]
        with writing(archive.engine) as connection:
            connection.execute(insert(StoredText), rows)
        with archive.reading() as connection:
            connection.execute(text("ANALYZE texts"))
            plan = connection.execute(text("EXPLAIN SELECT id FROM texts WHERE search @@ 'stray & 7'::tsquery")).all()
    assert any("ix_texts_search" in row[0] for row in plan)


def test_articles_without_a_revision_are_not_found(shelf: Archive) -> None:
    with shelf.reading() as connection:
        assert connection.execute(select(Article.id)).all()
    with writing(shelf.engine) as connection:
        connection.execute(delete(Revision))
    assert find(shelf, "flood").total == 0


def test_an_archive_from_before_the_search_is_searched_once_it_is_upgraded(shelf: Archive) -> None:
    schema.downgrade(shelf.engine, "0001")
    schema.upgrade(shelf.engine)
    assert names(find(shelf, "flood bridge")) == ["flood"]
    assert names(find(shelf, "地震")) == ["tokyo"]
    record(shelf, "https://harbour.example/new", "A flood after the upgrade.", headline="News", hours=90)
    assert "new" in names(find(shelf, "flood"))
