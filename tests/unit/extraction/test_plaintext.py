# ruff: noqa: DTZ001 - a pasted text gives moments without a zone
from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.extraction import plaintext
from crawler.extraction.captions import credit_at_end, is_caption, is_keywords
from storage.records import BlockKind, Link, NoticeKind, Reason

ENGLISH = """\
WORLD NEWS
Flood cuts off three villages in the Aune valley

By Jane Doe and John Roe, Environment correspondent
12 March 2024, 10:15 GMT

Three villages in the upper Aune valley have been cut off since Sunday
night, when the river rose by more than two metres and tore away the only
bridge, the regional government said on Monday.

(Photo: Mary Major/AP)

Advertisement

Read more: What the forecasters knew

"We have not seen anything like it since 1953," said the mayor of
Oberaune, who had spent the night in the town hall.

What happens next

Engineers will inspect the dam on Tuesday. If it holds, the road could be
open again by the weekend, though nobody was willing to promise that.

Correction: An earlier version of this article gave the wrong name for the
dam.

Jane Doe is a reporter in Oberaune.
Share this article
Copyright 2024 The Example Press. All rights reserved.
"""

GERMAN = """\
Politik
Brücke in Altstadt bleibt bis Herbst gesperrt
Die Sanierung dauert länger als geplant. Die Stadt rechnet mit Mehrkosten von zwei Millionen Euro.
Von Erika Muster
Stand: 03.05.2024, 14:30 Uhr
Altstadt. Die Brücke über den Fluss bleibt bis zum Herbst gesperrt. Das teilte die Stadtverwaltung am Freitag mit.
brücke, sanierung, verkehr, altstadt
Die gesperrte Brücke am Freitag. Foto: Max Beispiel/dpa
Lesen Sie auch: Warum die Brücke so schnell alterte
Bürgermeisterin Anna Schmidt sprach von einem Rückschlag. "Wir haben den Zustand unterschätzt", sagte sie am Abend.
- Anzeige -
Diese Meldung wird laufend aktualisiert.
Mehr zum Thema
Brückenprüfer am Limit
Newsletter abonnieren
"""

MARKDOWN = """\
# Strike halts ferries for a second day

*Talks between the union and the operator broke off on Tuesday night.*

By **Jane Doe** | March 12, 2024

![Ferries in the harbour](https://ferries.example/photo.jpg)
*Ferries in the harbour on Tuesday. Photo: John Roe*

The ferries between the islands [stayed in port](https://ferries.example/port) for a second day, the operator said.

## What the union wants

- A pay rise of six percent
- A week more of leave

> "We did not choose this," said the union's secretary.

1. First, talks.
2. Then, a vote.

**Read more:** [How the dispute began](https://ferries.example/began)
"""

JAPANESE = """\
台風で橋が流失、三つの集落が孤立

2024年3月12日 10:15

県は12日、台風による増水で橋が流され、三つの集落が孤立していると発表した。約1200人が暮らしており、仮設の橋の設置が始まった。

写真：田中花子撮影

この記事は随時更新します。

関連記事
崩落した五つの橋
"""

OFFER = """\
Storm warning lifted

The weather service lifted its storm warning for the coast on Friday, after gusts had cut power to 8,000 homes.

storm, coast, power, ferries
Firefighters clear a road near the harbour. County Fire Department

Staff Picks

Observer cover
  • Observer magazine delivered to your door
  • Unlimited access to
  • Ad free reading
"""


def reasons(found: plaintext.PlainText) -> dict[str, Reason]:
    return {piece.text: piece.reason for piece in found.stripped}


def test_a_wrapped_english_article_is_read():
    found = plaintext.extract(ENGLISH)
    assert found.headline == "Flood cuts off three villages in the Aune valley"
    assert found.byline == ("Jane Doe", "John Roe")
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 12, 10, 15, tzinfo=UTC)
    assert found.language == "en"
    assert [(block.kind, block.text[:17]) for block in found.blocks] == [
        (BlockKind.PARAGRAPH, "Three villages in"),
        (BlockKind.PARAGRAPH, '"We have not seen'),
        (BlockKind.SUBHEAD, "What happens next"),
        (BlockKind.PARAGRAPH, "Engineers will in"),
    ]
    assert found.blocks[0].text.endswith("bridge, the regional government said on Monday.")
    assert [notice.kind for notice in found.notices] == [NoticeKind.CORRECTION]
    assert reasons(found) == {
        "WORLD NEWS": Reason.HEADLINE,
        "By Jane Doe and John Roe, Environment correspondent": Reason.BYLINE,
        "12 March 2024, 10:15 GMT": Reason.DATE,
        "(Photo: Mary Major/AP)": Reason.CREDIT,
        "Advertisement": Reason.AD,
        "Read more: What the forecasters knew": Reason.RELATED,
        "Jane Doe is a reporter in Oberaune.": Reason.BIO,
        "Share this article": Reason.SHARE,
        "Copyright 2024 The Example Press. All rights reserved.": Reason.AGENCY,
    }


def test_a_text_without_empty_lines_is_read():
    found = plaintext.extract(GERMAN)
    assert found.headline == "Brücke in Altstadt bleibt bis Herbst gesperrt"
    assert found.standfirst is not None
    assert found.standfirst.startswith("Die Sanierung dauert länger")
    assert found.byline == ("Erika Muster",)
    assert [block.text.split()[0] for block in found.blocks] == ["Altstadt.", "Bürgermeisterin"]
    assert [notice.kind for notice in found.notices] == [NoticeKind.DEVELOPING]
    assert list(reasons(found).values()) == [
        Reason.HEADLINE,
        Reason.BYLINE,
        Reason.DATE,
        Reason.KEYWORDS,
        Reason.CAPTION,
        Reason.RELATED,
        Reason.AD,
        Reason.RELATED,
        Reason.RELATED,
        Reason.NEWSLETTER,
    ]


def test_markdown_is_read_by_its_notation():
    found = plaintext.extract(MARKDOWN, "strike.md")
    assert found.headline == "Strike halts ferries for a second day"
    assert found.standfirst == "Talks between the union and the operator broke off on Tuesday night."
    assert found.byline == ("Jane Doe",)
    assert [(block.kind.value, block.text) for block in found.blocks] == [
        ("paragraph", "The ferries between the islands stayed in port for a second day, the operator said."),
        ("subhead", "What the union wants"),
        ("item", "A pay rise of six percent"),
        ("item", "A week more of leave"),
        ("quote", '"We did not choose this," said the union\'s secretary.'),
        ("item", "1. First, talks."),
        ("item", "2. Then, a vote."),
    ]
    assert found.blocks[0].links == (Link("stayed in port", "https://ferries.example/port"),)
    assert reasons(found)["Read more: How the dispute began"] is Reason.RELATED
    assert reasons(found)["Ferries in the harbour on Tuesday. Photo: John Roe"] is Reason.CAPTION


def test_the_same_text_is_no_markdown_under_another_name():
    assert plaintext.extract(MARKDOWN, "strike.txt").headline != "Strike halts ferries for a second day"


def test_japanese_is_read():
    found = plaintext.extract(JAPANESE)
    assert found.headline == "台風で橋が流失、三つの集落が孤立"
    assert found.published is not None
    assert found.published.at == datetime(2024, 3, 12, 10, 15)
    assert len(found.blocks) == 1
    assert [notice.kind for notice in found.notices] == [NoticeKind.DEVELOPING]
    assert reasons(found)["崩落した五つの橋"] is Reason.RELATED


def test_keywords_captions_picks_and_the_magazine_offer_are_taken_out():
    found = plaintext.extract(OFFER)
    assert len(found.blocks) == 1
    assert reasons(found) == {
        "storm, coast, power, ferries": Reason.KEYWORDS,
        "Firefighters clear a road near the harbour. County Fire Department": Reason.CAPTION,
        "Staff Picks": Reason.RELATED,
        "Observer cover": Reason.OFFER,
        "Observer magazine delivered to your door": Reason.OFFER,
        "Unlimited access to": Reason.PAYWALL,
        "Ad free reading": Reason.OFFER,
    }


def test_a_deck_and_names_over_the_date_are_read():
    text = (
        "El puente sigue cerrado\n"
        "El Ayuntamiento calcula que las obras costarán dos millones\n\n"
        "Juana Pérez\nMadrid - 3 may 2024 - 14:30 CEST\n\n"
        "El puente sobre el río seguirá cerrado hasta el otoño, anunció el viernes el Ayuntamiento de la ciudad.\n\n"
        "Puente, Obras, Tráfico\nTrabajadores en el puente, este viernes. JUAN GARCÍA (EFE)\n\nNoticia en desarrollo\n"
    )
    found = plaintext.extract(text)
    assert found.standfirst == "El Ayuntamiento calcula que las obras costarán dos millones"
    assert found.byline == ("Juana Pérez",)
    assert found.published is not None
    assert found.published.at.isoformat() == "2024-05-03T14:30:00+02:00"
    assert len(found.blocks) == 1
    assert reasons(found)["Puente, Obras, Tráfico"] is Reason.KEYWORDS
    assert [notice.kind for notice in found.notices] == [NoticeKind.DEVELOPING]


def test_a_text_that_begins_with_a_paragraph_has_no_headline():
    text = "The council voted on Tuesday night to close the bridge to all traffic.\n\nCommuters will go round.\n"
    found = plaintext.extract(text)
    assert found.headline is None
    assert len(found.blocks) == 2


def test_stripped_pieces_know_where_they_stood():
    found = plaintext.extract(OFFER)
    assert {piece.before for piece in found.stripped} == {1}


@pytest.mark.parametrize(
    "text",
    [
        "Eggs, milk and flour were flown to the island on Friday.",
        "He sold apples, pears, plums and grapes.",
        'She said: "I saw it. I was there." Then she left.',
        "The council met in May. It will meet again in June.",
        "The agency, known as AFP, is based in Paris.",
        "A photo: that was all he wanted from the trip to the coast.",
        "By nightfall, more than 2,000 people had left the town.",
    ],
)
def test_genuine_text_is_neither_caption_nor_keywords(text):
    assert not is_keywords(text)
    assert not is_caption(text, "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A man walks across the bridge. (AP Photo/Jane Doe)", "en"),
        ("Workers at the site on Monday. Jane Doe/Getty Images", "en"),
        ("The bridge in 2019. REUTERS/Jane Doe", "en"),
        ("The bridge in May © Jane Doe", "en"),
        ("Photo: Jane Doe", "en"),
        ("Die Brücke. Foto: Erika Muster/dpa", "de"),
        ("Le pont, vendredi. AFP / Jeanne Dupont", "fr"),
        ("El puente. Foto: EFE", "es"),
        ("Мост. Фото: Иван Иванов / ТАСС", "ru"),
        ("橋脚のひび割れ（共同）", "ja"),
        ("다리 [사진=홍길동 기자]", "ko"),
        ("גשר. צילום: דנה לוי", "he"),
    ],
)
def test_captions_are_told_by_their_credits(text, language):
    assert is_caption(text, language)


def test_the_credit_at_the_end_of_a_caption_is_found():
    assert credit_at_end("A helicopter over the valley in May. Ministry of Defence") == "Ministry of Defence"
    assert credit_at_end("A helicopter over the valley in May.") is None
    assert credit_at_end("It rained. nobody came") is None


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\u2028"])
def test_any_kind_of_line_end_breaks_lines(ending):
    found = plaintext.extract(ENGLISH.replace("\n", ending))
    assert found == plaintext.extract(ENGLISH)


def test_words_split_over_wrapped_lines_keep_their_hyphen():
    text = "The " + "governor spoke of the so-called Nagorno-\nKarabakh question in a very long wrapped\n" * 6
    assert "Nagorno-Karabakh" in " ".join(block.text for block in plaintext.extract("Title\n\n" + text).blocks)


@pytest.mark.parametrize("text", ["", " \n ", "---", "\ufeff"])
def test_a_text_without_words_gives_nothing(text):
    found = plaintext.extract(text)
    assert (found.headline, found.blocks, found.stripped, found.notices) == (None, [], [], [])


WORD = re.compile(r"[^\W_]+")


def lost(text: str, name: str | None = None) -> Counter[str]:
    found = plaintext.extract(text, name)
    parts = [found.headline or "", found.standfirst or "", *found.byline]
    parts += [block.text for block in found.blocks] + [link.href for block in found.blocks for link in block.links]
    parts += [piece.text for piece in found.stripped] + [notice.text for notice in found.notices]
    return Counter(WORD.findall(text)) - Counter(WORD.findall(" ".join(parts)))


TEXTS = (ENGLISH, GERMAN, MARKDOWN, JAPANESE, OFFER)
LINES = st.one_of(st.sampled_from([line for text in TEXTS for line in text.split("\n")]), st.text(max_size=60))


@settings(max_examples=300)
@given(st.lists(LINES, max_size=16).map("\n".join), st.sampled_from([None, "a.md", "a.txt"]))
@example("\n".join(TEXTS), None)
@example("\n".join(TEXTS), "a.md")
@example("[a_b](http://h.example/x_y?z=1) __c__ ![d](e)\n\n_f_ `g`", "a.md")
@example("url: http://h.example/a\nheadline: b\n\nc", None)
def test_no_word_is_lost_without_a_reason(text, name):
    assert not lost(text, name)


SEEDS = Path(__file__).parents[4] / "shared" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="no pasted articles of others beside this project")
def test_pasted_articles_of_others_are_read_without_a_loss():
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        found = plaintext.extract(text)
        assert not lost(text)
        assert found.headline == text.split("\n", 1)[0].strip()
        assert all(len(block.text) > 60 for block in found.blocks)
        assert [notice.kind for notice in found.notices] == [NoticeKind.DEVELOPING]
        assert {Reason.KEYWORDS, Reason.CAPTION, Reason.RELATED, Reason.OFFER} <= {p.reason for p in found.stripped}
