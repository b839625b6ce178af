"""Posts of live blogs, in the forms that content systems give them."""

from __future__ import annotations

import json

import pytest

from crawler.extraction import extract
from crawler.extraction.clocks import is_clock
from storage.records import BlockKind, PageKind

SAID = [
    "The last of the hulls has been lifted out of the dock, and the crowd on the quay has begun to sing again.",
    "The harbour master has asked the boats at anchor to leave the fairway, which two of them have refused to do.",
    "A tug from the neighbouring port is on its way with a second crane and the divers who were called at dawn.",
    "Nobody has been hurt so far, the fire service says, though a dog had to be carried down from the old signal mast.",
]
URL = "https://estuary.example/2025/06/live/dock"


def page(posts, around='<div class="liveblog">{}</div>', head=""):
    return (
        f'<html lang="en"><head><title>The dock gives way</title>{head}</head><body><main><h1>The dock gives way</h1>'
        f"{around.format(''.join(posts))}</main></body></html>"
    )


def read(html, url=URL):
    return extract(html.encode(), url)


def ids(found):
    return [(block.id, block.text) for block in found.blocks if block.kind is BlockKind.POST]


def numbered(row, texts=SAID):
    """A row for each text, `N` counted up."""
    return [row.replace("N", str(number)).replace("TEXT", text) for number, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("row", "first"),
    [
        ('<div class="post" id="pN"><span class="time">1N:05</span><p>TEXT</p></div>', "p0"),
        ('<div class="post"><span class="time">1N:05 Uhr</span><p>TEXT</p></div>', "10:05"),
        ('<div class="post"><div>Today, 1N:05</div><p>TEXT</p></div>', "10:05"),
        (
            '<div class="post"><time datetime="2025-06-01T1N:05:00Z">x</time><p>TEXT</p></div>',
            "2025-06-01T10:05:00+00:00",
        ),
        (
            '<div class="w"><div class="post" id="pN"><div><time>1N:05</time></div><div><p>TEXT</p></div></div></div>',
            "p0",
        ),
        ("<p><strong>1N.05 Uhr:</strong> TEXT</p>", "10.05"),
        ("<h3>1N:05 – The dock</h3><p>TEXT</p>", "10:05"),
    ],
)
def test_posts_are_told_by_their_times_and_named_by_anchor_or_time(row, first):
    found = read(page(numbered(row)))
    assert found.kind is PageKind.LIVE
    posts = ids(found)
    assert len({own for own, _ in posts}) == len(SAID)
    assert posts[0][0] == first
    assert [text.split(" Uhr: ")[-1] for _, text in posts if "The dock" not in text] == SAID


def test_posts_in_microdata_have_the_times_that_their_meta_elements_give():
    row = (
        '<div itemprop="liveBlogUpdate" itemscope id="uN"><div><meta itemprop="datePublished" '
        'content="2025-06-01T1N:05:00Z"></div><h2>Part N</h2><p>TEXT</p></div>'
    )
    around = '<div itemscope itemtype="https://schema.org/LiveBlogPosting">{}</div>'
    found = read(page(numbered(row), around), "https://estuary.example/dock")
    assert found.kind is PageKind.LIVE
    assert [(b.id, b.at.hour, b.text) for b in found.blocks][:3] == [
        ("u0", 10, "Part 0"),
        ("u0", 10, SAID[0]),
        ("u1", 11, "Part 1"),
    ]


def test_microdata_marks_a_live_blog_whatever_headings_its_posts_have():
    stamp = '<meta itemprop="datePublished" content="2025-06-01T1N:05:00Z">'
    posts = numbered(f'<div itemprop="liveBlogUpdate" id="pN">{stamp}<h4>Post N</h4><p>TEXT</p></div>')
    around = '<div itemtype="https://schema.org/LiveBlogPosting">{}</div>'
    found = read(page(posts, around), "https://estuary.example/dock")
    assert found.kind is PageKind.LIVE
    assert {name for name, _ in ids(found)} == {f"p{number}" for number in range(len(posts))}


def test_posts_of_an_amp_live_list_have_the_times_of_its_sort_attribute():
    row = '<div id="aN" data-sort-time="174877230N"><p>TEXT</p></div>'
    found = read(page(numbered(row), "<amp-live-list><div items>{}</div></amp-live-list>"), "https://estuary.example/d")
    assert next((b.id, b.at.isoformat()) for b in found.blocks) == ("a0", "2025-06-01T10:05:00+00:00")
    assert [text for _, text in ids(found)] == SAID


@pytest.mark.parametrize("state", ["pinned ", "new post--", " ", "key-event "])
def test_the_state_of_a_post_does_not_take_its_id(state):
    rows = numbered('<article class="STATEpost" id="pN"><time>1N:05</time><p>TEXT</p></article>')
    rows = [row.replace("STATE", "" if number else state) for number, row in enumerate(rows)]
    assert ids(read(page(rows))) == [(f"p{number}", text) for number, text in enumerate(SAID)]


def test_a_new_post_of_the_same_minute_leaves_the_ids_of_the_older_ones():
    row = '<div class="post"><time>11:05</time><p>TEXT</p></div>'
    old = ids(read(page(numbered(row, SAID[1:]))))
    new = ids(read(page(numbered(row))))
    assert [own for own, _ in old] == ["11:05 (3)", "11:05 (2)", "11:05"]
    assert new[1:] == old
    assert new[0] == ("11:05 (4)", SAID[0])


def test_a_relative_time_is_no_id():
    row = '<div class="post"><time>AGO minutes ago</time><p>TEXT</p></div>'
    early, late = (ids(read(page(numbered(row.replace("AGO", ago))))) for ago in ("5", "25"))
    assert early == late
    assert [text for _, text in early] == SAID


ARTICLE = "".join(f"<p>{text}</p>" for text in SAID)


@pytest.mark.parametrize(
    "rest",
    [
        "".join(
            numbered(
                '<article class="card"><time datetime="2025-06-01T1N:00:00Z">x</time><h3><a href="/N">Dock N</a></h3>'
                "<p>TEXT</p></article>",
                [f"Elsewhere, too, {text.lower()}" for text in SAID * 3],
            )
        ),
        "".join(
            numbered(
                '<li id="cN"><time datetime="2025-06-01T1N:00:00Z">x</time><p>TEXT</p></li>',
                [f"I do not believe that {text.lower()}" for text in SAID],
            )
        ),
    ],
    ids=["cards", "replies"],
)
@pytest.mark.parametrize("url", ["https://estuary.example/where-we-live-now", "https://estuary.example/live/dock"])
def test_teasers_and_replies_with_times_are_no_posts(rest, url):
    html = page([f'<article><div class="text">{ARTICLE}</div></article><section>{rest}</section>'], "{}")
    found = read(html, url)
    assert found.kind is PageKind.ARTICLE
    assert ids(found) == []
    assert [block.text for block in found.blocks][:4] == SAID


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("11:05", True),
        ("Today, 11.05 Uhr", True),
        ("11:05 | 21 November 2026", True),
        ("21.11.2026, 11:05 Uhr", True),
        ("11:05 – The dock gives way", False),
        ("11.05 Uhr: Tor!", False),
    ],
)
def test_a_line_that_says_more_than_its_time_is_no_clock(text, clock):
    assert is_clock(text) is clock


def told(**more):
    updates = [
        {
            "@type": "BlogPosting",
            "headline": f"Part {number}",
            "datePublished": f"2025-06-01T1{number}:05:00Z",
            "url": f"{URL}#p{number}",
            "articleBody": text,
            **more,
        }
        for number, text in enumerate(SAID)
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "The dock gives way", "liveBlogUpdate": updates}
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


def test_posts_that_only_json_ld_holds_are_found_there():
    found = read(page(["<p>Follow the work at the dock here.</p>"], head=told()), "https://estuary.example/dock")
    assert found.kind is PageKind.LIVE
    assert found.body_source == "json-ld"
    assert ids(found)[:3] == [("p0", "Part 0"), ("p0", SAID[0]), ("p1", "Part 1")]
    assert found.blocks[-1].at.isoformat() == "2025-06-01T13:05:00+00:00"


def test_posts_without_an_address_of_their_own_are_named_by_their_time():
    found = read(page([], head=told(url=None)), "https://estuary.example/dock")
    assert ids(found)[0] == ("2025-06-01T10:05:00+00:00", "Part 0")


def test_json_ld_tells_the_times_of_the_posts_that_the_page_shows():
    rows = numbered('<div class="post" id="pN"><span class="time">1N:05</span><p>TEXT</p></div>')
    found = read(page(rows, head=told()), "https://estuary.example/dock")
    assert found.body_source == "page"
    assert [(block.id, block.at.hour) for block in found.blocks] == [("p0", 10), ("p1", 11), ("p2", 12), ("p3", 13)]


def test_a_label_in_a_post_is_news_and_a_sentence_about_the_page_a_notice():
    rows = numbered('<article id="pN"><time>1N:05</time><p>TEXT</p></article>', ["Update: " + SAID[0], *SAID[1:]])
    rows.append('<article id="p9"><time>09:05</time><p>This live blog has been updated. </p></article>')
    found = read(page(rows))
    assert found.blocks[0].text == "Update: " + SAID[0]
    assert [notice.text for notice in found.notices] == ["This live blog has been updated."]
