"""Input that is no page, or a page made to hurt: each gives an Extraction, with an error where nothing can be read."""

from __future__ import annotations

import gzip
import html

import pytest

from crawler.extraction import extract

PARAGRAPH = (
    "The ferry to the islands will call at the north quay from Monday, half an hour later than in the old timetable. "
)
ARTICLE = (
    f"<html><body><article><h1>Ferry moves</h1><p>{PARAGRAPH}</p><p>Second. {PARAGRAPH}</p></article></body></html>"
)

UNREADABLE = {
    "nothing": (b"", "page is empty"),
    "white space": (b" \r\n\t ", "page is empty"),
    "markup without a word": (b"<html><body></body></html>", "no text of an article was found"),
    "script only": (
        b"<html><script>var a = '" + b"x" * 10_000 + b"'</script></html>",
        "no text of an article was found",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "not a page but a PNG picture"),
    "a PDF file": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "not a page but a PDF file"),
    "a gzip file": (gzip.compress(ARTICLE.encode()), "not a page but a gzip file"),
    "bytes without meaning": (bytes(range(256)) * 40, "not a page but binary data"),
    "NULs": (b"\0" * 5_000, "not a page but binary data"),
    "a feed": (
        b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
        "not a page but a feed or sitemap",
    ),
    "fifty megabytes": (b"<html><p>" + b"a " * 25_000_000, "page of 50,000,009 bytes; at most 24,000,000 are read"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_gives_an_error_that_says_why(name):
    body, error = UNREADABLE[name]
    found = extract(body, None)
    assert found.error == error
    assert found.blocks == ()


READABLE = {
    "NULs inside": ARTICLE.replace("ferry", "fer\0ry").encode(),
    "a bomb of entities": (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
        b'<!ENTITY e SYSTEM "file:///etc/passwd">]>' + ARTICLE.replace("Second.", "Second. &d;&e;").encode()
    ),
    "an attribute of a megabyte": ARTICLE.replace("<p>", f'<p class="{"related " * 130_000}x">', 1).encode(),
    "an endless attribute": ARTICLE.replace("</body>", '<div class="' + "x" * 500_000).encode(),
    "a hundred thousand tags in one another": ARTICLE.replace("</body>", "<div>" * 100_000).encode(),
    "deep nesting around the text": ("<div>" * 1_500 + ARTICLE + "</div>" * 1_500).encode(),
    "a charset that is a lie": ARTICLE.replace("<html>", '<html><meta charset="utf-16">').encode(),
    "a charset that does not exist": ARTICLE.replace("<html>", '<html><meta charset="klingon">').encode(),
    "ten thousand empty paragraphs": ARTICLE.replace("</article>", "<p></p>" * 10_000 + "</article>").encode(),
    "JSON-LD that is broken": ARTICLE.replace(
        "<body>", '<script type="application/ld+json">{"a": [}</script><body>'
    ).encode(),
    "JSON-LD nested without end": ARTICLE.replace(
        "<body>", f'<script type="application/ld+json">{"[" * 50_000}</script><body>'
    ).encode(),
    "no closing tags": ARTICLE.replace("</p>", "").replace("</article>", "").encode(),
}


@pytest.mark.parametrize("name", READABLE)
def test_an_article_is_read_through(name):
    found = extract(READABLE[name], None)
    assert found.error is None
    assert any("north quay from Monday" in block.text for block in found.blocks)
    assert not any("root:" in block.text or len(block.text) > 2_000 for block in found.blocks)


def test_a_page_with_too_many_elements_is_refused():
    found = extract(b"<html><body>" + b"<i>a</i>" * 130_000, None)
    assert found.error == "page has more than 120,000 elements"


@pytest.mark.parametrize(
    "character", ["\b", "\x1f", "\ufffe", "\uffff", "&#8;", "&#008;", "&#x1F;", "&#xFFFE", "&#65535;"]
)
def test_a_character_that_no_text_may_hold_is_dropped(character):
    found = extract(ARTICLE.replace("ferry", f"fer{character}ry").replace("Ferry", f"Fer{character}ry").encode(), None)
    assert found.error is None
    assert found.headline == "Ferry moves"
    assert [block.text for block in found.blocks] == [PARAGRAPH.strip(), f"Second. {PARAGRAPH}".strip()]


@pytest.mark.parametrize("reference", ["&#80;", "&#x8F;", "&#28450;", "&#x1F600;", "&#8217;"])
def test_a_reference_to_any_other_character_is_read(reference):
    found = extract(ARTICLE.replace("Second.", f"Second {reference}.").encode(), None)
    assert found.blocks[1].text.startswith(f"Second {html.unescape(reference)}.")


def test_the_charset_of_http_is_believed():
    line = "Żółta łódź wypłynęła z przystani o świcie, jak co roku w pierwszy dzień lata, choć bez żagla."
    body = f"<html><body><article><p>{line}</p></article>"
    found = extract(body.encode("iso-8859-2"), None, charset="iso-8859-2")
    assert found.blocks[0].text.startswith("Żółta łódź")
