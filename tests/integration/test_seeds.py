"""The sample articles give clean texts, and nothing of them is lost without a reason."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from crawler import run
from crawler.extraction import extract
from storage import Archive, queries
from storage.records import BlockKind, Reason
from storage.revisions import compare

SEEDS = Path(__file__).parents[2] / "seeds"
EXPECTED = tomllib.loads(Path(__file__).with_name("seeds.toml").read_text("utf-8"))
TEXTS = sorted(name for name in EXPECTED if not name.endswith(".html"))

# A credit may be a piece of its own; a line of an offer may be told by what is offered.
ALIKE = {"caption": {"caption", "credit"}, "offer": {"offer", "paywall", "newsletter"}}


def extracted(name: str):
    return extract((SEEDS / name).read_bytes(), None, name=name)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def paragraphs(name: str) -> list[str]:
    """The lines of a text file that are the article's text: those of which nothing else is expected."""
    expected = EXPECTED[name]
    known = {expected["headline"], expected.get("standfirst")}
    for lines in [*expected.get("notices", {}).values(), *expected["stripped"].values()]:
        known |= set(lines)
    source = (SEEDS / name).read_text("utf-8")
    source = re.sub(r"\A---\n.*?\n---\n", "", source, flags=re.DOTALL)
    if name.endswith(".md"):
        source = re.sub(r"\[(.+?)\]\(.+?\)", r"\1", re.sub(r"(?m)^(#+|>|Por(?= \*)) |\*", "", source))
        known |= set(expected["byline"])
    return [line.strip() for line in source.splitlines() if line.strip() and line.strip() not in known]


def test_every_seed_has_an_expected_text():
    assert sorted(EXPECTED) == sorted(path.name for path in SEEDS.iterdir() if path.suffix)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_seed_gives_what_a_reader_sees_around_its_text(name):
    found, expected = extracted(name), EXPECTED[name]
    assert " ".join((found.headline or "").split()) == " ".join(expected["headline"].split())
    assert found.standfirst == expected.get("standfirst")
    assert list(found.byline) == expected.get("byline", [])
    assert found.language == expected["language"]
    assert (found.published.at if found.published else None) == expected.get("published")
    notices = [(kind, line) for kind, lines in expected.get("notices", {}).items() for line in lines]
    assert [(notice.kind.value, notice.text) for notice in found.notices] == notices


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_gives_its_paragraphs_in_order_and_nothing_else(name):
    assert [block.text for block in extracted(name).blocks] == paragraphs(name)


@pytest.mark.parametrize("name", sorted(set(EXPECTED) - set(TEXTS)))
def test_a_saved_page_gives_its_paragraphs_in_order_and_nothing_else(name):
    blocks, openings = extracted(name).blocks, EXPECTED[name]["openings"]
    assert len(blocks) == len(openings)
    assert all(block.text.startswith(opening) for block, opening in zip(blocks, openings, strict=True))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_subheads_and_quotes_are_known_as_such(name):
    blocks, expected = extracted(name).blocks, EXPECTED[name]
    assert [b.text for b in blocks if b.kind is BlockKind.SUBHEAD] == expected.get("subheads", [])
    assert [b.text for b in blocks if b.kind is BlockKind.QUOTE] == expected.get("quotes", [])


@pytest.mark.parametrize(
    ("name", "reason", "line"),
    [
        (name, reason, line)
        for name in EXPECTED
        for reason, lines in EXPECTED[name]["stripped"].items()
        for line in lines
    ],
)
def test_what_is_no_text_is_stripped_with_its_reason(name, reason, line):
    pieces = [piece.text for piece in extracted(name).stripped if piece.reason.value in ALIKE.get(reason, {reason})]
    whole = " ".join(" ".join(pieces).split())
    assert line.strip("• ") in whole


@pytest.mark.parametrize("name", TEXTS)
def test_no_word_of_a_text_is_lost(name):
    found = extracted(name)
    kept = [found.headline, found.standfirst, *found.byline, *(b.text for b in found.blocks)]
    kept += [*(n.text for n in found.notices), *(s.text for s in found.stripped)]
    kept += [link.href for block in found.blocks for link in block.links]
    source = (SEEDS / name).read_text("utf-8")
    assert not words(source) - words(" ".join(filter(None, kept)))


def test_the_front_matter_is_stripped_as_metadata():
    (piece,) = [piece for piece in extracted("talsperre.txt").stripped if piece.reason is Reason.METADATA]
    assert "Henrike Osterkamp" in piece.text


def test_a_developing_story_says_so_until_it_is_told():
    assert [extracted(f"oldmere-{n}.txt").developing for n in (1, 2, 3)] == [True, True, False]


def test_saved_pages_say_which_article_they_are():
    assert extracted("gel-avril.html").canonical_url == (
        "https://www.courrier-mornay.example/economie/gel-avril-vignerons-mornay-8841.html"
    )
    assert extracted("glacier-hut.html").amp_url == "https://uplandreview.example/amp/news/climbers-hut-to-be-moved"


def test_the_editions_of_the_story_differ_in_words_that_matter():
    first, second, third = (extracted(f"oldmere-{n}.txt").text for n in (1, 2, 3))
    assert compare(first, second).score > 0
    assert compare(second, third).score > 0
    assert compare(first, first).score == 0


def test_reading_the_folder_gives_six_articles_one_of_them_in_three_revisions(tmp_path):
    archive_url = f"sqlite:///{tmp_path / 'archive.db'}"
    first = run.ingest([SEEDS], archive_url, workers=2)
    again = run.ingest([SEEDS], archive_url, workers=2)
    assert (first.captures, first.revisions, first.problems) == (8, 8, ())
    assert (again.captures, again.known, again.revisions) == (0, 8, 0)
    with Archive.open(archive_url) as archive, archive.reading() as connection:
        assert len(queries.articles(connection)) == 6
        story = queries.find_article(connection, "oldmere")
        entries = queries.revisions(connection, story.id, newest_first=False)
        by_name = queries.find_article(connection, "yoichi.txt")
    assert story.url == "https://www.vale-examiner.example/oldmere-freight-train-derails-evacuation-41877"
    assert [entry.seen_at.isoformat() for entry in entries] == [
        "2025-02-18T05:55:00+00:00",
        "2025-02-18T11:20:00+00:00",
        "2025-02-19T14:05:00+00:00",
    ]
    assert entries[0].kinds == ()
    assert "figure" in entries[1].kinds
    assert {"figure", "correction", "name"} <= set(entries[2].kinds)
    assert by_name.url == "file:yoichi.txt"
