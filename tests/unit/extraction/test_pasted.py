"""What newsrooms put between, over and under the paragraphs of a pasted text, in several languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from crawler.extraction import plaintext
from storage.records import BlockKind, Reason

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
