"""What a site changes around an article from one capture to the next, and what must read the same all the while."""

from __future__ import annotations

from crawler.extraction import extract
from storage.records import PageKind, Reason

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


DESCRIPTION = "The last rope of the yard is laid by hand, in one take of four minutes, by three men."
VIDEO = f"""<html lang="en"><head><meta property="og:type" content="video.other">
<meta property="og:description" content="{DESCRIPTION}"></head>
<body><h1>The last rope of the yard</h1>{{description}}<h2>Latest videos</h2>{{teasers}}"""
TEASER = """<div class="clip"><h3><a href="/v{n}">Clip number {n}</a></h3><div class="said">
<p>The harbour pilot number {n} tells us of the fog in the winter when the lighthouse lost its light.</p></div></div>"""


def video(*numbers: int, description: str = f"<p>{DESCRIPTION}</p>") -> bytes:
    teasers = "".join(TEASER.format(n=number) for number in numbers)
    return VIDEO.format(description=description, teasers=teasers).encode()


def test_a_video_reads_the_same_whatever_is_shown_below_it():
    old, new = (extract(video(*numbers), None) for numbers in ((1, 2, 3), (4, 5, 6)))
    assert old.kind is PageKind.VIDEO
    assert [block.text for block in old.blocks] == [DESCRIPTION]
    assert new.blocks == old.blocks


def test_what_a_video_is_about_is_found_among_its_share_buttons():
    shared = f"<div class='share-buttons'><a href='#'>Mail</a><p>{DESCRIPTION}</p></div>"
    assert extract(video(1, 2, 3, description=shared), None).standfirst == DESCRIPTION


def test_linked_headings_of_an_article_keep_their_paragraphs():
    page = video(1, 2, 3).replace(b"video.other", b"article")
    assert sum(block.text.startswith("The harbour pilot number") for block in extract(page, None).blocks) == 3
