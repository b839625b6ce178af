"""Bodies that a page does not show, where they stand, and that nothing is rescued where the page shows its own."""

from __future__ import annotations

import pytest

from crawler.extraction import extract

HEADLINE = "Lighthouse keeper finds a second lamp behind the first"
PARAGRAPHS = [
    "The keeper of the lighthouse on the northern mole has found a second lamp behind the first, wrapped in sailcloth.",
    "It must have been put there in the war, she said, when lamps were hidden from the harbour board and from ships alike.",
    "The board now asks which of the two the charts mean, for they give the light's colour as white and the lamp is green.",
    "Until it has decided, the keeper lights both of them, one after the other, and writes down what the captains say.",
]
JAPANESE = "港の灯台守が古い灯火の奥から布に包まれた二つ目の灯火を見つけ、港湾局は海図がどちらを指すのかを調べている。"


def page(body, headline=HEADLINE):
    html = f"<html lang=en><head><title>{headline}</title><meta property='og:title' content='{headline}'></head>"
    return extract(f"{html}<body>{body}</body></html>".encode(), "https://estuary.example/lamp")


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_short_article_in_a_script_without_spaces_is_read_from_the_page_itself(times):
    lines = [f"{number}日、{JAPANESE}" for number in range(1, times + 1)]
    found = page(f"<article><h1>灯台</h1>{''.join(f'<p>{line}</p>' for line in lines)}</article>", "灯台")
    assert found.body_source == "page"
    assert [block.text for block in found.blocks] == lines
