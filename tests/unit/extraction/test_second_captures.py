"""What a site changes around an article from one capture to the next, and what must read the same all the while."""

from __future__ import annotations

from crawler.extraction import extract
from storage.records import Reason

PARAGRAPHS = (
    "The museum of rope has found a hundred metres of itself in the cellar, coiled behind a boiler since the war.",
    "The rope was laid for a ship that was never launched, and the order book says who was to pay for it.",
    "A curator measured it twice, with the help of the fire brigade, and found that it had shrunk by less than a hand.",
)
ARTICLE = f"""<h1>A hundred metres of rope</h1>
<p>{PARAGRAPHS[0]}</p><div>In the cellar</div><p>{PARAGRAPHS[1]}</p><div>On the quay</div><p>{PARAGRAPHS[2]}</p>"""
LINES = [PARAGRAPHS[0], "In the cellar", PARAGRAPHS[1], "On the quay", PARAGRAPHS[2]]


def lines(html: str) -> list[str]:
    return [block.text for block in extract(f"<html lang='en'><body>{html}".encode(), None).blocks]


def test_a_second_copy_of_an_article_is_taken_out_with_its_short_lines():
    copy = ARTICLE.partition("</h1>")[2]
    page = f"<article>{ARTICLE}<div>{copy}</div></article>"
    assert lines(page) == LINES
    found = extract(page.encode(), None)
    assert [piece.text for piece in found.stripped if piece.reason is Reason.DUPLICATE] == LINES


def test_a_short_line_said_twice_without_a_second_copy_stays():
    page = f"<article><h1>A talk</h1><div>Question</div><p>{PARAGRAPHS[0]}</p><div>Question</div><p>{PARAGRAPHS[1]}</p>"
    assert lines(f"{page}<p>{PARAGRAPHS[2]}</p></article>")[1:3] == ["Question", PARAGRAPHS[1]]


def test_a_widget_inside_the_menu_does_not_spare_the_one_in_the_article():
    ask = "Take our quiz and find out which of the nine classic knots your character is like, in {} minutes."
    menu, widget = (f"<div class='quiz'><p>{ask.format(minutes)}</p></div>" for minutes in ("three", "four"))
    article = ARTICLE.replace("<div>On the quay</div>", f"{widget}<div>On the quay</div>")
    assert lines(f"<div class='navigation'>{menu}</div><article>{article}</article>") == LINES
