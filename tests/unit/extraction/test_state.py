"""Bodies that stand in the state of a page only, in the shapes that content systems give it."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from tests.unit.extraction.test_rescue import HEADLINE, PARAGRAPHS, page

MARKUP = "".join(f"<p>{line}</p>" for line in PARAGRAPHS)
STATE = {"app": {"locale": "en"}, "article": {"title": HEADLINE, "body": MARKUP}}
TEXT = json.dumps(STATE)
BLOCKS = [{"type": "paragraph", "data": {"text": line}} for line in PARAGRAPHS]
NAMED = {
    "ROOT": {"article": {"__ref": "Article:7"}},
    "Article:7": {"title": HEADLINE, "body": [{"__ref": f"Part:{n}"} for n in range(len(PARAGRAPHS))]},
    **{f"Part:{n}": {"text": line} for n, line in enumerate(PARAGRAPHS)},
}
NUMBERED = [
    ["Reactive", 1],
    {"title": 2, "blocks": 3},
    HEADLINE,
    list(range(4, 4 + len(PARAGRAPHS))),
    *({"text": 4 + len(PARAGRAPHS) + n} for n in range(len(PARAGRAPHS))),
    *PARAGRAPHS,
]
FUNCTION = ",".join(f"{{type:a,text:{json.dumps(line)}}}" for line in PARAGRAPHS)


@pytest.mark.parametrize(
    "body",
    [
        f"<script>window.__STATE__ = JSON.parse({json.dumps(TEXT)});</script>",
        "<script>window.__STATE__ = JSON.parse('{}');</script>".format(TEXT.replace("'", "\\'")),
        f'<script>window.__STATE__ = "{quote(TEXT)}";</script>',
        f'<script>window.__STATE__ = JSON.parse(decodeURIComponent("{quote(TEXT)}"));</script>',
        f'<script>window.__STATE__ = JSON.parse(atob("{base64.b64encode(TEXT.encode()).decode()}"));</script>',
        f"<script>{'var settings = {};' * 40} window.__STATE__ = {TEXT};</script>",
        f"<script type='application/json'><!--{TEXT}--></script>",
        f"<script type='application/json'>{json.dumps({'body': json.dumps({'blocks': BLOCKS})})}</script>",
        f"<script>window.__APOLLO_STATE__ = {json.dumps(NAMED)};</script>",
        f"<script type='application/json'>{json.dumps(NUMBERED)}</script>",
        f"<script>window.__NUXT__ = (function(a){{return {{blocks:[{FUNCTION}]}}}}('paragraph'));</script>",
        f"<script type='text/template'><div>{MARKUP}</div></script>",
        f'<div id="app" data-page="{html.escape(TEXT)}"></div>',
    ],
    ids=[
        "string",
        "single quotes",
        "percent-encoded string",
        "percent-encoded call",
        "base 64",
        "behind settings",
        "in a comment",
        "text within a value",
        "parts by name",
        "parts by number",
        "function",
        "template",
        "attribute",
    ],
)
def test_a_body_in_the_state_is_rescued(body):
    found = page(f"<div id=root></div>{body}")
    assert found.body_source == "state"
    assert [block.text for block in found.blocks] == PARAGRAPHS


def test_items_of_a_list_in_the_state_are_lines_of_their_own():
    blocks = [*BLOCKS, {"type": "list", "data": {"items": ["a lamp for the charts", "a lamp for the captains"]}}]
    state = json.dumps({"title": HEADLINE, "body": {"blocks": blocks}})
    found = page(f"<script type='application/json'>{state}</script>")
    assert [(block.kind.value, block.text) for block in found.blocks[-2:]] == [
        ("item", "a lamp for the charts"),
        ("item", "a lamp for the captains"),
    ]


def test_a_text_under_the_headline_needs_fewer_of_its_words():
    headline = "Second lamp upsets harbour, mayors, pilots and a whole coast"
    state = {"other": {"title": "Ferries", "body": MARKUP}, "article": {"title": headline, "body": MARKUP}}
    assert page(f"<script>window.s = {json.dumps(state)};</script>", headline).body_source == "state"
    del state["article"]
    assert page(f"<script>window.s = {json.dumps(state)};</script>", headline).blocks == ()


def test_a_value_that_holds_itself_ends():
    state = {"a": {"__ref": "a"}, "title": HEADLINE, "text": MARKUP}
    assert page(f"<script>window.s = {json.dumps(state)};</script>").body_source == "state"
    numbered = [[1, 0], {"title": 2, "body": 3, "self": 1}, HEADLINE, MARKUP, 0]
    assert page(f"<script type='application/json'>{json.dumps(numbered)}</script>").body_source == "state"


def test_the_front_page_of_a_site_has_no_body_to_rescue():
    from crawler.extraction import extract

    source = f"<html><body><div></div><script>window.s = {TEXT};</script></body></html>"
    assert extract(source.encode(), "https://estuary.example/").body_source == "page"
