"""What newsrooms put between, over and under the paragraphs of a pasted text, in several languages."""

from __future__ import annotations

import textwrap
import tomllib
from pathlib import Path

import pytest

from crawler.extraction import plaintext
from storage.records import BlockKind, NoticeKind, Reason

# A paragraph of running text in each language, which tells the language of the text that it stands in.
PARAGRAPHS = tomllib.loads(Path(__file__).with_name("paragraphs.toml").read_text("utf-8"))


def around(language: str, *lines: str) -> plaintext.PlainText:
    """Lines of a file, an empty one after each, between two paragraphs of running text."""
    paragraph = PARAGRAPHS[language]
    found = plaintext.extract("\n\n".join(("Aune 1", paragraph, *lines, paragraph)), "a.txt")
    assert found.language == language
    assert found.headline == "Aune 1"
    return found


def texts(found: plaintext.PlainText) -> list[str]:
    """The blocks between the two paragraphs."""
    return [block.text for block in found.blocks[1:-1]]


def reasons(found: plaintext.PlainText) -> list[tuple[str, Reason]]:
    return [(piece.text, piece.reason) for piece in found.stripped]


@pytest.mark.parametrize(
    ("language", "promo", "line"),
    [
        (
            "en",
            "Read more: Five roads that slid",
            '"We heard it before we saw it," said Ilse Roth. "Then it was gone."',
        ),
        ("en", "RELATED: Five roads that slid", "What we know so far"),
        ("en", "Watch: The road in pictures", "Nobody was hurt"),
        ("en", "More from the valley", "'It was a sigh,' he said."),
        ("en", "Recommended", '"It was a sigh," he said. "Then nothing."'),
        ("en", "Click here to read more", "Nobody was hurt, the police said."),
        ("de", "Lesen Sie auch: Fünf Straßen", "Roth sagte: „Wir haben es gehört, bevor wir es sahen.“"),
        ("fr", "Lire aussi : Cinq routes", "La maire se dit « soulagée qu'il n'y ait pas de morts »"),
        ("nl", "Lees ook: Vijf wegen", "‘Het was een zucht’, zegt Bakker. ‘Toen niets.’"),
        ("ja", "【関連記事】崩れた五つの道", "市の技師は三月にひび割れを指摘していた。"),
        ("ja", "あわせて読みたい", "県は「復旧は早くても夕方」としている。（佐々木亮）"),
        ("zh", "相关阅读：五条坍塌的路", "气象部门预计，台风将于4日凌晨登陆。"),
        ("hi", "यह भी पढ़ें: पांच सड़कें", "मेयर ने जांच के आदेश दिए हैं।"),
        ("ar", "اقرأ أيضا: خمسة طرق انهارت", "هل كان الانهيار متوقعا؟"),
    ],
)
def test_a_line_that_points_to_one_article_takes_no_line_of_the_text_with_it(language, promo, line):
    found = around(language, promo, line, line)
    assert texts(found) == [line, line]
    assert reasons(found) == [(promo, Reason.RELATED)]


def test_a_sentence_in_german_quotes_is_no_subhead():
    assert around("de", "Roth sagte: „Es war ein Seufzer.“").blocks[1].kind is BlockKind.PARAGRAPH


def test_a_heading_speaks_for_the_titles_under_it_whatever_they_end_with():
    titles = ("Who pays for the road?", "Five roads that slid", "Valley: “We are cut off”", "Rain, rain and more…")
    found = around("en", "\n".join(("Most read", *titles)))
    assert texts(found) == []
    assert [piece.text for piece in found.stripped] == ["Most read", *titles]


def test_titles_that_share_a_group_with_the_line_that_points_to_them_go_with_it():
    found = around("en", "Read more: One road\nTwo roads\nThree roads", "Four roads")
    assert texts(found) == ["Four roads"]
    assert [piece.reason for piece in found.stripped] == [Reason.RELATED] * 3


STAMPS = [
    ("en", "Last updated: March 1, 2025 at 4:40 pm"),
    ("en", "Last updated on March 1, 2025"),
    ("en", "Updated March 1, 2025 4:40 p.m. ET"),
    ("en", "First published on Sat 1 Mar 2025 09.12 GMT"),
    ("en", "Last modified on Mon 3 Mar 2025 14.05 GMT"),
    ("en", "PUBLISHED: March 1, 2025 at 4:40 PM PST | UPDATED: March 2, 2025 at 5:00 AM PST"),
    ("de", "Zuletzt aktualisiert am 1. März 2025 um 14:05 Uhr"),
    ("fr", "Mis à jour le 1er mars 2025 à 14h05"),
    ("ja", "最終更新：2025年3月1日 14時05分"),
    ("pl", "Ostatnia aktualizacja: 1 marca 2025, godz. 14:05"),
]
BARE = [
    ("en", "1 March 2025"),
    ("en", "Mon 3 Mar 2025 14.05"),
    ("sv", "3 mars 2025 kl 14.05"),
    ("ko", "2025년 3월 1일 오전 10시"),
]


@pytest.mark.parametrize(("language", "stamp"), STAMPS + BARE)
def test_a_date_under_a_short_text_changes_nothing_of_it(language, stamp):
    text = f"Aune 1\n\n{PARAGRAPHS[language]}\n\n{PARAGRAPHS[language]}"
    found, plain = plaintext.extract(f"{text}\n\n{stamp}"), plaintext.extract(text)
    assert (found.headline, found.standfirst, found.blocks) == (plain.headline, None, plain.blocks)
    assert reasons(found) == [(stamp, Reason.DATE)]


def test_a_date_under_the_only_paragraph_makes_no_standfirst_of_it():
    found = plaintext.extract(f"Aune 1\n\n{PARAGRAPHS['en']}\n\nBy Ilse Roth\n\nUpdated March 1, 2025")
    assert found.standfirst is None
    assert [block.text for block in found.blocks] == [PARAGRAPHS["en"]]
    assert found.byline == ("Ilse Roth",)
    assert found.modified is not None


@pytest.mark.parametrize(("language", "stamp"), STAMPS)
def test_a_date_that_says_what_it_is_is_taken_out_anywhere(language, stamp):
    found = around(language, "Aune.", "Aune.", "Aune.", "Aune.", "Aune.", stamp)
    assert texts(found) == ["Aune."] * 5
    assert reasons(found) == [(stamp, Reason.DATE)]


def test_the_dates_over_the_parts_of_a_chronicle_stay():
    found = around("en", "It began in spring.", "It ended in autumn.", "1 March 2025", PARAGRAPHS["en"], "2 March 2025")
    assert [block.text for block in found.blocks if len(block.text) < 15] == ["1 March 2025", "2 March 2025"]


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("Ann Tell | Reuters", ("Ann Tell",)),
        ("By ANN TELL Associated Press", ("ANN TELL",)),
        ("By Ann Tell, Associated Press", ("Ann Tell",)),
        ("By Ann Tell in Leith and Bo Marsh in Perth", ("Ann Tell", "Bo Marsh")),
        ("By Ann Tell and Bo Marsh", ("Ann Tell", "Bo Marsh")),
        ("By Associated Press", ("Associated Press",)),
        ("By Ann Tell with Reuters", ("Ann Tell",)),
    ],
)
def test_a_byline_names_people_and_neither_their_agency_nor_where_they_are(line, people):
    found = plaintext.extract(f"Road over the Aune closed\n\n{line}\n\n{PARAGRAPHS['en']}")
    assert found.byline == people
    assert reasons(found) == [(line, Reason.BYLINE)]


def test_a_date_that_ends_in_a_stop_is_read():
    stamp = "PUBLISHED: May 9, 2025 at 6:12 a.m. | UPDATED: May 9, 2025 at 11:48 a.m."
    found = plaintext.extract(f"Road over the Aune closed\n\n{stamp}\n\n{PARAGRAPHS['en']}")
    times = [moment.at.isoformat() for moment in (found.published, found.modified) if moment]
    assert times == ["2025-05-09T06:12:00", "2025-05-09T11:48:00"]


@pytest.mark.parametrize(
    "line",
    ["Ann Tell/Reuters", "Von der Brücke blieb nichts übrig", "Road that fell on 3 May 2024 was once thought safe"],
)
def test_a_credit_or_a_second_headline_is_no_byline(line):
    found = plaintext.extract(f"Road over the Aune closed\n\n{line}\n\n{PARAGRAPHS['en']}")
    assert found.byline == ()
    assert not {Reason.BYLINE, Reason.DATE} & {piece.reason for piece in found.stripped}


def test_a_line_that_points_to_another_article_is_no_standfirst():
    found = plaintext.extract(
        f"Road over the Aune closed\n\nWATCH: The road in pictures, old and new\n\n{PARAGRAPHS['en']}"
    )
    assert found.standfirst is None
    assert [piece.reason for piece in found.stripped] == [Reason.RELATED]


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("pl", ["– Dym było widać z kilku kilometrów – powiedział kapitan Marek Lis."]),
        ("ru", ["— Мы услышали хлопок, — рассказала Тамара Лосева.", "— Потом стало тихо."]),
        ("fr", ["— Vous étiez là ?", "— Non, dit-il."]),
        ("sv", ["- Vi såg det, säger Olle Ek.", "– Det small till."]),
        ("en", ["– We heard it, he said."]),
    ],
)
def test_speech_after_a_dash_keeps_the_dash_and_is_no_list(language, lines):
    found = around(language, *lines)
    assert texts(found) == lines
    assert {block.kind for block in found.blocks} == {BlockKind.PARAGRAPH}


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("pl", ["– mosty;", "– drogi;", "– objazdy."]),
        ("en", ["- The road is closed.", "- The school is open."]),
        ("sv", ["- Vägen", "- Bron"]),
        ("fr", ["• La route est fermée.", "• L'école est ouverte."]),
    ],
)
def test_lines_with_dashes_that_are_no_speech_are_a_list(language, lines):
    found = around(language, "\n".join(lines))
    assert texts(found) == [line[2:] for line in lines]
    assert {block.kind for block in found.blocks[1:-1]} == {BlockKind.ITEM}


def test_a_hyphen_makes_a_list_in_markdown():
    text = f"# Vägen\n\n{PARAGRAPHS['sv']}\n\n- Vi såg det, säger Ek.\n\n— Det small, säger Ek.\n\n{PARAGRAPHS['sv']}"
    found = plaintext.extract(text, "a.md")
    assert [block.kind for block in found.blocks[1:3]] == [BlockKind.ITEM, BlockKind.PARAGRAPH]


def test_a_dash_within_a_wrapped_sentence_begins_no_line():
    paragraph = PARAGRAPHS["pl"].replace("Aune", "rzeką") + " „Nikt nie zginął” – powiedział rzecznik policji."
    for width in range(50, 90):
        found = plaintext.extract(f"Droga zamknięta\n\n{textwrap.fill(paragraph, width)}\n", "a.txt")
        assert [block.text for block in found.blocks] == [paragraph]


@pytest.mark.parametrize(
    ("language", "line", "reason"),
    [
        ("zh", "9月3日，渔船在青浦湾港内避风。新华社记者 周平 摄", Reason.CAPTION),
        ("zh", "工人在修路。北川市应急局供图", Reason.CAPTION),
        ("ko", "무너진 청포항 북방파제 [청포해경 제공. 재판매 및 DB 금지]", Reason.CAPTION),
        ("ar", "الجسر المنهار صباح الاثنين (رويترز)", Reason.CAPTION),
        ("en", "The road on Monday. (Reuters)", Reason.CAPTION),
        ("ko", "sjpark@example.co.kr", Reason.BYLINE),
        ("ko", "박서준 기자 sjpark@example.co.kr", Reason.BYLINE),
        ("en", "Ilse Roth i.roth@observer.example", Reason.BYLINE),
        ("tr", "İlginizi çekebilir: Yağmura karşı alınacak 7 önlem", Reason.RELATED),
        ("tr", "Son dakika haberleri için bültenimize abone olun", Reason.NEWSLETTER),
        ("pl", "Źródło: PAP", Reason.AGENCY),
        ("en", "© Observer Media 2025", Reason.AGENCY),
        ("ko", "<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>", Reason.AGENCY),
    ],
)
def test_what_stands_around_pictures_and_texts_is_known_by_its_form(language, line, reason):
    found = around(language, line)
    assert texts(found) == []
    assert reasons(found) == [(line, reason)]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        (
            "de",
            PARAGRAPHS["de"] + " Sie bittet um Anrufe, auch nachts. (dpa/lno)",
        ),
        ("en", "The plan drew praise from the mayor, a friend of the owner (his picture hangs in the hall)."),
        ("en", "Tickets at office@observer.example"),
        ("de", "Hintergrund: Die Straße war 1962 gebaut und 2011 saniert worden."),
        ("en", "Related: the word means kin, said the linguist."),
        ("en", "Photo: that was all the note said."),
        ("en", "Source: a well in the forest."),
        ("en", "Call Ilse Roth, or write to i.roth@observer.example."),
    ],
)
def test_a_paragraph_that_ends_as_captions_do_stays(language, line):
    assert texts(around(language, line)) == [line]


@pytest.mark.parametrize(("language", "end"), [("de", "(dpa)"), ("fr", "(AFP)"), ("de", "dpa"), ("nl", "(Belga/ANP)")])
def test_the_last_paragraph_may_be_signed_by_an_agency(language, end):
    first, last = PARAGRAPHS[language], f"Aune. {end}"
    text = f"Aune 1\n\n{first}\n\n{last}\n\nRecommended\n\nFive roads\nSix roads\n\n© Example 2025\n"
    found = plaintext.extract(text, "a.txt")
    assert [block.text for block in found.blocks] == [first, last]


@pytest.mark.parametrize(
    ("language", "line", "kind"),
    [
        ("nl", "Dit is een nieuwsbericht in ontwikkeling. Ververs de pagina voor updates.", NoticeKind.DEVELOPING),
        ("ar", "هذا الخبر قيد التحديث", NoticeKind.DEVELOPING),
        ("sv", "Detta är en nyhet under utveckling.", NoticeKind.DEVELOPING),
        (
            "en",
            "CORRECTION 3/1/25, 4:12 p.m. ET: This article was corrected to name the right street.",
            NoticeKind.CORRECTION,
        ),
        ("en", "Updated with new details throughout.", NoticeKind.UPDATE),
    ],
)
def test_notices_leave_the_text(language, line, kind):
    found = around(language, line)
    assert texts(found) == []
    assert [(notice.text, notice.kind) for notice in found.notices] == [(line, kind)]


def test_an_offer_goes_as_a_whole_with_its_prices():
    offer = [
        "Observer magazine delivered to your door",
        "Unlimited access to Observer.example",
        "Ad free Observer.example experience",
        "Premium Subscription",
        "$99.99 / year",
        "$9.99 a month",
        "Basic monthly",
        "Choose your plan",
    ]
    found = around("en", "\n".join(offer))
    assert texts(found) == []
    assert {piece.reason for piece in found.stripped} <= {Reason.OFFER, Reason.PAYWALL}


def test_what_is_offered_under_picks_is_an_offer():
    offer = [
        "Observer cover",
        "Observer magazine delivered to your door",
        "Enjoy ad-free browsing",
        "Comment on articles",
    ]
    found = around("en", "Editor's Picks", "\n".join(offer))
    assert reasons(found) == [("Editor's Picks", Reason.RELATED), *((line, Reason.OFFER) for line in offer)]


def test_prices_alone_are_no_offer():
    lines = ["$3 a pound", "$4 a dozen", "$5 a box"]
    assert texts(around("en", "\n".join(lines))) == lines
