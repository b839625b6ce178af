"""Initials set apart from the rest of their word."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.initials import joined

SECOND = "Der Kahn lag seit dem Herbst am Steg, und niemand im Dorf wusste mehr, wem er einmal gehört hatte."


@pytest.mark.parametrize(
    ("text", "others", "wanted"),
    [
        ("N a endlich fährt der Kahn.", [SECOND], "Na endlich fährt der Kahn."),
        ("N a endlich fährt der Kahn.", ["Gebaut a. d. 1900."], "Na endlich fährt der Kahn."),
        ("D er Kahn fährt wieder.", [SECOND], "Der Kahn fährt wieder."),
        ("A man rowed out.", ["After that the man was not seen."], "A man rowed out."),
        ("A fter that he rowed out.", ["The man went after the boat."], "After that he rowed out."),
        ("A fter that he rowed out.", ["Nothing here says it."], "A fter that he rowed out."),
        ("I was on the boat.", ["It was late."], "I was on the boat."),
        ("T cells were counted.", ["The cells were counted twice."], "T cells were counted."),
        ("На пристани ждали.", [], "На пристани ждали."),
    ],
)
def test_an_initial_is_joined_unless_it_is_a_word(text, others, wanted):
    assert joined(text, others) == wanted


@pytest.mark.parametrize(
    "paragraph",
    [
        '<p><span class="big"><span>N</span></span> <span>a endlich! Der Kahn am Steg hat einen Eigner.</span></p>',
        "<p><span>N</span>a endlich! Der Kahn am Steg hat einen Eigner.</p>",
        "<p>Na endlich! Der Kahn am Steg hat einen Eigner.</p>",
    ],
)
def test_a_paragraph_reads_alike_however_its_initial_is_set(paragraph):
    page = f"<html lang='de'><body><article><h1>Der Kahn</h1>{paragraph}<p>{SECOND}</p><p>{SECOND} Bis heute.</p>"
    assert extract(page.encode(), None).blocks[0].text == "Na endlich! Der Kahn am Steg hat einen Eigner."


def test_a_letter_in_the_running_text_stays_where_it_is():
    page = f"<article><h1>Der Kahn</h1><p>Q ist der Kahn des Dorfes, und er liegt hier am Steg.</p><p>{SECOND}</p>"
    assert extract(page.encode(), None).blocks[0].text.startswith("Q ist")
