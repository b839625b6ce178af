"""Who wrote it, where the head of a page says less than the page itself."""

from __future__ import annotations

import pytest

from crawler.extraction import extract
from crawler.extraction.metadata import names
from crawler.extraction.metadata.byline import is_house
from tests.unit.extraction.heads import read

PAGE = """<html lang="en"><head><script type="application/ld+json">
{"@type": "NewsArticle", "headline": "Lock gates open again", "author": {"@type": "Person", "name": "%s"}}
</script></head>
<body><article><h1>Lock gates open again</h1><p class="byline">By %s</p>
<p>The gates of the old lock opened on Friday for the first time in nine years, and forty boats went through.</p>
<p>A crowd stood on both banks from early in the morning, though the first boat was not due before ten.</p>
</article></body></html>"""


@pytest.mark.parametrize(
    ("head", "seen", "byline"),
    [
        ("Mara", "Mara Quill", ("Mara Quill",)),
        ("Mara Quill", "Mara Quill", ("Mara Quill",)),
        ("Mara Quill", "Staff", ("Mara Quill",)),
    ],
)
def test_a_first_name_in_the_head_gives_way_to_the_full_name_on_the_page(head, seen, byline):
    assert extract((PAGE % (head, seen)).encode(), "https://estuary.example/lock").byline == byline


@pytest.mark.parametrize(("name", "house"), [("Estuary", True), ("The Estuary", True), ("Esther Ary", False)])
def test_a_house_that_is_shortened_is_the_house(name, house):
    assert is_house(name, {"estuarynews"}, "en") is house


def test_a_line_without_end_is_read_as_far_as_bylines_go():
    assert names.people("Jane Doe, " + "John Roe, " * 100_000 + "Max Other") == ("Jane Doe", "John Roe")


@pytest.mark.parametrize(
    ("line", "language", "people"),
    [
        ("Quill, Mara and Reed, Otis", "en", ("Mara Quill", "Otis Reed")),
        ("Quill, Mara & Reed, Otis", "en", ("Mara Quill", "Otis Reed")),
        ("Vidal Serra, María", "es", ("María Vidal Serra",)),
        ("Mara Quill, Madrid", "es", ("Mara Quill",)),
        ("Ana Vidal, María Serra", "es", ("Ana Vidal", "María Serra")),
        ("van der Sluis, Jan", "nl", ("Jan van der Sluis",)),
        ("van Jan Sluis, Delft", "nl", ("Jan Sluis",)),
        ("Political Editor Mara Quill", "en", ("Mara Quill",)),
        ("Chief Harbour Correspondent Mara Quill", "en", ("Mara Quill",)),
        ("Mara Quill Staff Writer", "en", ("Mara Quill",)),
        ("Redakteurin Mara Quill", "de", ("Mara Quill",)),
        ("The Estuary Staff Writer", "en", ("The Estuary Staff Writer",)),
        ("Von Mara Quill (Text) und Otis Reed (Fotos)", "de", ("Mara Quill",)),
        ("Von unserem Redaktionsmitglied Mara Quill", "de", ("Mara Quill",)),
        ("강물결 기자", "ko", ("강물결",)),
        ("부산=강물결 기자 river@estuary.example", "ko", ("강물결",)),
        ("川辺渚 記者", "ja", ("川辺渚",)),
        ("记者：江一舟、水清", "zh", ("江一舟", "水清")),
        ("记者 江一舟 水清 编辑 石岩", "zh", ("江一舟", "水清")),
    ],
)
def test_names_stand_upright_and_without_their_jobs(line, language, people):
    assert names.people(line, language) == people


BOX = '<p class="author">by %s</p>'
META = '<meta property="og:site_name" content="The Estuary"><meta name="author" content="%s">'


@pytest.mark.parametrize(
    ("author", "seen", "byline"),
    [
        ("Mara Q", '<p class="byline">By <a>MARA Q</a> &amp; <a>Otis Reed</a></p>', ("Mara Q", "Otis Reed")),
        ("Mara Quill", '<p class="byline">By Otis Reed and Ada Fen</p>', ("Mara Quill",)),
        ("Mara Quill", '<p class="byline">By Mara Quill, Chief Harbour Master</p>', ("Mara Quill",)),
        ("The Estuary", '<p class="byline">By Reuters</p>', ("Reuters",)),
        ("The Estuary", "<figure><figcaption><b class=byline>By Reuters</b></figcaption></figure>", ("The Estuary",)),
        ("The Estuary", "<p class=credits>Reuters</p>", ("The Estuary",)),
        ("The Estuary", '<a href="/author/mara">Mara</a>', ("Mara",)),
        ("The Estuary", '<a href="/authors/mara-quill">Mara Quill</a>', ("Mara Quill",)),
        ("The Estuary", "<div><span>By</span><b>Mara Quill</b></div>", ("Mara Quill",)),
        ("", '<p>By <a rel="author">ferryman</a></p><h2>Benches And Boats</h2>', ("ferryman",)),
        ("The Estuary", '<a href="/boats/mara">Mara</a>', ("The Estuary",)),
        ("The Estuary", f'<aside><section class="author">{BOX % "Mara Quill"}</section></aside>', ("Mara Quill",)),
        ("The Estuary", f'<aside>{BOX % "Mara Quill"}{BOX % "Otis Reed"}</aside>', ("The Estuary",)),
        ("", '<div class="bylineComments"><p class="bylineBody">Mara Quill</p>3 comments</div>', ("Mara Quill",)),
        ("", '<div class="comments"><p class="comment-author">Mara Quill</p></div>', ()),
    ],
)  # fmt: skip
def test_the_page_names_more_than_its_head(author, seen, byline):
    assert read(META % author, f"<h1>Lock gates open again</h1>{seen}<p>Forty boats went through.</p>").byline == byline


@pytest.mark.parametrize(("language", "line"), [("ko", "강물결 기자"), ("ja", "川辺渚 記者")])
def test_a_job_behind_a_name_hides_it_in_no_script(language, line):
    assert len(read("", f'<h1>水門</h1><p class="author">{line}</p>', lang=language).byline[0]) == 3


def test_an_author_whom_a_link_names_far_from_the_headline_joins_the_one_of_the_head():
    between = "<div><span>The gates opened again.</span></div>" * 60
    links = '<p>By <a rel="author" href="/a/doe">Jane Doe</a> and <a rel="author" href="/a/roe">John Roe</a></p>'
    body = f"<article><h1>Lock gates open again</h1>{between}{links}</article>"
    assert read('<meta name="author" content="Jane Doe">', body).byline == ("Jane Doe", "John Roe")
