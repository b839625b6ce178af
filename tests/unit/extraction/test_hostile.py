"""Pages that are made to break a reader beside a good text: the text is read, and such a page ends."""

from __future__ import annotations

import json

import pytest

from crawler.extraction import extract

PROSE = (
    "The harbour board will double its tolls in May, the largest rise since the new lock was opened eleven years ago."
)
GOOD = f"<article><h1>Harbour tolls to double</h1><p>{PROSE}</p><p>Fishermen are exempt. {PROSE}</p></article>"
DEEP = '{"a":' * 5_000
LEVELS = {f"k{n}": {"content": [{"__ref": f"k{n - 1}"}] * 20} for n in range(1, 7)} | {"k0": {"text": "lamp " * 20}}


@pytest.mark.parametrize(
    "page",
    [
        f"<html><head><meta name=parsely-page content='{DEEP}'></head><body>{GOOD}</body></html>",
        (
            '<html><head><script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Tolls",'
            '"liveBlogUpdate": [{"@type": "BlogPosting", "articleBody": "Lamp.",'
            '"datePublished": "0001-01-01T00:00:00+05:00"}]}'
            f"</script></head><body>{GOOD}<time datetime='9999-12-31T23:59:59-05:00'></time></body></html>"
        ),
        f'<html><body>{GOOD}<template id="B:0" shadowrootmode="open"></template><div hidden id="S:0">x</div></body>',
    ],
    ids=["deep metadata", "times without a date", "a template that is filled and shown"],
)
def test_what_breaks_a_reader_loses_no_text(page):
    found = extract(page.encode(), "https://estuary.example/tolls")
    assert found.error is None
    assert PROSE in [block.text for block in found.blocks]


@pytest.mark.parametrize("end", ["</body>", "</body></html>", "</html>", "</BODY></HTML>", "</body><body>"])
@pytest.mark.parametrize("last", ["", "\n<!-- cached -->", "</html>", "<script>x()</script>"])
def test_a_page_that_ends_in_the_middle_is_read_to_its_end(end, last):
    rest = "The board will vote once more in the autumn, and the pilots have announced that they will be there then."
    body = f"<article>{GOOD}{end}<p>{rest}</p></article>"
    page = f"<html><head><title>Tolls</title></head><body>{body}</body></html>{last}"
    assert [block.text for block in extract(page.encode(), None).blocks][-1] == rest


def test_what_nobody_sees_does_not_count_among_the_elements_of_a_page():
    found = extract(f"<html><body>{GOOD}<svg>{'<g/>' * 130_000}</svg></body></html>".encode(), None)
    assert found.error is None
    assert PROSE in [block.text for block in found.blocks]
    shown = extract(f"<html><body>{GOOD}{'<b>x</b>' * 130_000}</body></html>".encode(), None)
    assert shown.error == "page has more than 120,000 elements"


def test_an_address_that_is_none_loses_no_text():
    assert extract(f"<html><body>{GOOD}</body></html>".encode(), "http://[").blocks


@pytest.mark.parametrize(
    "body",
    [
        f"<h1>Tolls</h1><script>window.s = {json.dumps(LEVELS)};</script>",
        "<h1>Tolls</h1><script>window.x=" + '\\"' * 30_000 + "</script>",
        "<h1>Tolls</h1>" + "<div><div><h2>Frequently asked questions</h2><p>t</p></div></div>" * 1_000,
        "<h1>Tolls</h1>" + f"<div><h2><a href=/x>Another story of the lock</a></h2><p>{PROSE}</p></div>" * 1_500,
        "<h1>Tolls</h1>" + "<p><span>W</span> ord council of the town</p>" * 1_000,
        GOOD + '<template id="B:0"></template>' * 5_000,
        GOOD + "<div class=menu>" * 200 + "<a href=/x>Tolls</a>" * 20_000,
    ],
    ids=[
        "parts of parts",
        "quotes without end",
        "many questions",
        "many teasers",
        "many initials",
        "many templates",
        "menus in menus",
    ],
)
def test_a_page_of_many_of_one_kind_is_read_to_its_end(body):
    # Each took from ten seconds to minutes while all of the page was gone through once for each of its parts.
    found = extract(f"<html><body>{body}</body></html>".encode(), "https://estuary.example/tolls")
    assert found.headline in ("Tolls", "Harbour tolls to double")
