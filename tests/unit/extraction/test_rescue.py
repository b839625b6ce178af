"""Bodies that a page does not show, where they stand, and that nothing is rescued where the page shows its own."""

from __future__ import annotations

import json

import pytest

from crawler.extraction import extract

HEADLINE = "Lighthouse keeper finds a second lamp behind the first"
PARAGRAPHS = [
    "The keeper of the lighthouse on the northern mole has found a second lamp behind the first, in sailcloth.",
    "It must have been put there in the war, she said, when lamps were hidden from the board and from ships.",
    "The board now asks which of the two the charts mean, for they call the light white and the lamp is green.",
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


def test_a_body_for_readers_without_scripts_is_rescued():
    found = page(
        f"<div id=app></div><noscript><article>{''.join(f'<p>{line}</p>' for line in PARAGRAPHS)}</article></noscript>"
    )
    assert found.body_source == "noscript"
    assert [block.text for block in found.blocks] == PARAGRAPHS


def test_a_picture_for_readers_without_scripts_is_no_body():
    shown = "".join(f"<p>{line}</p>" for line in PARAGRAPHS[:2])
    found = page(f"<article><h1>{HEADLINE}</h1>{shown}<noscript><img src=lamp.jpg></noscript></article>")
    assert found.body_source == "page"
    assert [block.text for block in found.blocks] == PARAGRAPHS[:2]


def test_elements_as_react_sends_them_are_read_as_elements():
    first = ["$", "p", "0", {"children": [PARAGRAPHS[0][:40], ["$", "em", None, {"children": PARAGRAPHS[0][40:]}]]}]
    rest = [
        ["$", "p", str(number), {"className": "text", "children": line}] for number, line in enumerate(PARAGRAPHS[1:])
    ]
    row = "5:" + json.dumps(["$", "article", None, {"children": [first, *rest]}]) + "\n"
    found = page(f"<div id=app></div><script>self.__next_f.push([1,{json.dumps(row)}])</script>")
    assert found.body_source == "state"
    assert [block.text for block in found.blocks] == PARAGRAPHS


@pytest.mark.parametrize("bracket", ["<", "\\u003C"])
def test_a_body_in_a_function_that_makes_the_state_is_rescued(bracket):
    body = json.dumps("".join(f"<p>{line}</p>" for line in PARAGRAPHS)).replace("</", "<\\/").replace("<", bracket)
    source = f'window.__STATE__=(function(a,b){{return {{story:{{title:a,text:{body}}}}}}}("{HEADLINE}",1));'
    found = page(f"<div id=app></div><script>{source}</script>")
    assert found.body_source == "state"
    assert [block.text for block in found.blocks] == PARAGRAPHS


def test_a_shadow_root_within_a_rescued_body_is_read():
    body = f"<x-a><template shadowrootmode=open>{''.join(f'<p>{text}</p>' for text in PARAGRAPHS)}</template></x-a>"
    told = json.dumps({"@type": "NewsArticle", "headline": HEADLINE, "articleBody": body}).replace("</", "<\\/")
    found = page(f'<h1>{HEADLINE}</h1><p>Short.</p><script type="application/ld+json">{told}</script>')
    assert found.body_source == "json-ld"
    assert [block.text for block in found.blocks][-len(PARAGRAPHS) :] == PARAGRAPHS
