"""Live blogs of many makes: what claims to be one, which elements are its posts, and what of a post is its text."""

from __future__ import annotations

import json

import pytest

from crawler.extraction import extract
from storage.records import BlockKind, PageKind, Reason
from storage.revisions import compare
from storage.revisions.kinds import EditKind

INTRO = "The lock of the old canal has given way. We report here what happens, hour by hour, until the water is gone."
WRITTEN = [
    (
        "p5",
        "15:10",
        "Power is back",
        "Electricity has been restored in two thousand houses of the upper town since noon.",
    ),
    ("p4", "14:30", "Water falls", "The level at the upper gate has fallen by ten centimetres, says the keeper of it."),
    ("p3", "13:05", "School opens", "The school on Mill Street has opened its hall to people who cannot go home now."),
    (
        "p2",
        "12:40",
        "Army sends boats",
        "The army has sent six boats and forty soldiers with food for the farms beyond.",
    ),
    (
        "p1",
        "10:00",
        "Dyke holds",
        "The dyke has held so far, the mayor said in the town hall this morning, and will hold.",
    ),
]
ALL = [(own, clock, title, f"{text} {title}, said the keeper of the lock.") for own, clock, title, text in WRITTEN]
POSTS = ALL[1:]
NEAR = "https://herald.example/news/lock-live-updates"
FAR = "https://herald.example/news/lock-1"


def page(posts, row, around='<div class="liveblog">{}</div>', head="", before=""):
    rows = "".join(
        row.format(id=own, clock=clock, hour=int(clock[:2]), at=f"2031-05-12T{clock}:00+02:00", title=title, text=text)
        for own, clock, title, text in posts
    )
    return (
        f'<html lang="en"><head><title>The lock gives way</title>{head}</head><body><main><article>'
        f"<h1>The lock gives way</h1>{before}<p>{INTRO}</p>{around.format(rows)}</article></main></body></html>"
    )


def read(html, url=FAR):
    return extract(html.encode(), url)


def posts_in(found):
    return list(dict.fromkeys(block.id for block in found.blocks if block.kind is BlockKind.POST))


def others_in(found):
    return [block.text for block in found.blocks if block.kind is not BlockKind.POST]


def updates(posts):
    told = [
        {
            "@type": "BlogPosting",
            "url": f"{FAR}#{own}",
            "headline": title,
            "datePublished": f"2031-05-12T{clock}:00+02:00",
        }
        for own, clock, title, _ in posts
    ]
    blog = {"@type": "LiveBlogPosting", "headline": "The lock gives way", "liveBlogUpdate": told}
    return f'<script type="application/ld+json">{json.dumps(blog)}</script>'


ROW = '<article class="post" id="{id}"><time datetime="{at}">{clock}</time><h2>{title}</h2><p>{text}</p></article>'
TEXTS = [line for _, _, title, text in POSTS for line in (title, text)]


def assert_posts(found, ids=("p4", "p3", "p2", "p1")):
    assert found.kind is PageKind.LIVE
    assert posts_in(found) == list(ids)
    assert [block.text for block in found.blocks] == [INTRO, *TEXTS]


@pytest.mark.parametrize(
    "href",
    ["https://herald.example/news/lock-1#{id}", "/news/lock-1/post/{id}", "/news/live/post/{id}", "?with={id}#{id}"],
)
def test_a_heading_that_links_to_its_own_post_is_text(href):
    assert_posts(read(page(POSTS, ROW.replace("{title}", f'<a href="{href}">{{title}}</a>'))))


@pytest.mark.parametrize(
    ("written", "ids"),
    [
        ("{}.05pm", ["4.05 pm", "3.05 pm", "2.05 pm", "1.05 pm"]),
        ("{}:05 p.m.", ["4:05 pm", "3:05 pm", "2:05 pm", "1:05 pm"]),
        ("{}:05 PM ET", ["4:05 pm", "3:05 pm", "2:05 pm", "1:05 pm"]),
        ("{} p.m.", ["4 pm", "3 pm", "2 pm", "1 pm"]),
        ("May 12, 2031 at {}:05 p.m.", [f"12 2031 {hour}:05 pm" for hour in (4, 3, 2, 1)]),
        ("{}時05分", ["4時05分", "3時05分", "2時05分", "1時05分"]),
        ("오후 {}:05", ["오후 4:05", "오후 3:05", "오후 2:05", "오후 1:05"]),
    ],
)
def test_clocks_of_many_writings_are_times_and_keep_the_half_of_the_day(written, ids):
    posts = [(hour, *post[1:]) for hour, post in zip((4, 3, 2, 1), POSTS, strict=True)]
    row = f"<div><div>{written.format('{id}')}</div><h3>{{title}}</h3><p>{{text}}</p></div>"
    assert_posts(read(page(posts, row, around="{}"), NEAR), ids)


def test_two_halves_of_a_day_are_two_posts():
    row = "<div class='post'><div>2:30 {id}</div><h3>{title}</h3><p>{text}</p></div>"
    posts = [(half, *post[1:]) for half, post in zip(("PM", "AM"), POSTS[:2], strict=True)]
    assert posts_in(read(page(posts, row, head=updates([])))) == ["2:30 pm", "2:30 am"]


OTHER_TIMES = (
    '<aside class="key-events"><ul><li><time>14:30</time><a href="#p4">Water falls</a></li><li><time>13:05</time>'
    '<a href="#p3">School</a></li></ul></aside><div class="meta"><time>09:00</time><time>Updated 15:00</time></div>'
)


def test_names_are_taken_from_all_times_not_from_the_first_few():
    assert_posts(read(page(POSTS, ROW, before=OTHER_TIMES)))


@pytest.mark.parametrize("around", ['<div class="timeline">{}</div>', '<div class="feed">{}</div>'])
def test_a_list_of_key_events_that_links_to_the_posts_holds_none(around):
    events = "".join(f'<li><time>{clock}</time> <a href="#{own}">{title}</a></li>' for own, clock, title, _ in POSTS)
    html = page(
        POSTS,
        '<li id="{id}"><time datetime="{at}">{clock}</time><h2>{title}</h2><p>{text}</p></li>',
        around='<ul class="liveblog">{}</ul>',
        before=around.format(f"<ul>{events}</ul>"),
    )
    found = read(html)
    assert posts_in(found) == ["p4", "p3", "p2", "p1"]
    assert [block.text for block in found.blocks if block.text in TEXTS] == TEXTS


@pytest.mark.parametrize(
    "clock",
    [
        "<span>New</span><time>{clock}</time>",
        "<span class='badge'>Pinned</span><time datetime='{at}'>{clock}</time>",
        "<div>New</div><time datetime='{at}'>{clock}</time>",
        "<div class='h'><span>{clock}</span><span>Jane Doe</span></div>",
    ],
)
def test_no_label_or_clock_of_a_post_is_text(clock):
    row = f'<div class="post" id="{{id}}">{clock}<h2>{{title}}</h2><p>{{text}}</p></div>'
    found = read(page(POSTS, row), NEAR)
    assert_posts(found)
    assert {piece.reason for piece in found.stripped} <= {Reason.HEADLINE, Reason.DATE, Reason.INTERFACE}


def test_json_ld_tells_posts_by_their_anchors_where_no_clock_is_seen():
    row = '<div class="u" id="{id}"><h3>{title}</h3><p>{text}</p></div>'
    found = read(page(POSTS, row, around="<div>{}</div>", head=updates(POSTS)))
    assert_posts(found)
    assert [block.at.hour for block in found.blocks if block.text in TEXTS][::2] == [12, 11, 10, 8]


def clocked(count, order=-1, row="<p><b>{:02}.00</b> {}</p>"):
    said = [text for *_, text in ALL]
    hours = range(8, 8 + count)[::order]
    return page([], "", around="{}").replace(
        f"<p>{INTRO}</p>",
        f"<p>{INTRO}</p>" + "".join(row.format(hour, f"({hour}) {said[hour % 5]}") for hour in hours),
    )


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("row", ["<p><b>{:02}.00</b> {}</p>", "<p><strong>{:02}:00h.</strong> {}</p>"])
def test_many_paragraphs_that_begin_with_a_bold_clock_are_a_live_blog(order, row):
    found = read(clocked(12, order, row))
    assert found.kind is PageKind.LIVE
    assert len(posts_in(found)) == 12
    assert others_in(found) == [INTRO]


@pytest.mark.parametrize(
    "html",
    [
        clocked(9),
        clocked(12, row="<p>{:02}.00 {}</p>"),
        clocked(12).replace("<b>10", "<b>23").replace("<b>15", "<b>02").replace("<b>12", "<b>20"),
        clocked(12).replace(f"<p>{INTRO}</p>", 30 * f"<p>{INTRO}</p>"),
    ],
    ids=["few", "not bold", "in no order", "among other prose"],
)
def test_fewer_or_other_paragraphs_with_clocks_are_an_article(html):
    assert read(html).kind is PageKind.ARTICLE


def test_a_post_keeps_its_time_when_it_is_edited():
    edited = '<div><time datetime="2031-05-12T23:59:00Z">Updated 23:59</time></div><time '
    row = ROW.replace(' id="{id}"', "").replace("<time ", edited, 1)
    found = read(page(POSTS, row))
    assert_posts(found, [f"2031-05-12T{time}:00+00:00" for time in ("12:30", "11:05", "10:40", "08:00")])


def test_times_of_what_a_post_embeds_are_no_posts():
    time = "<time datetime='2031-01-01T00:00:00Z'>1 Jan</time>"
    tweet = f"<article id='t1' class='post'><p>We are all safe, the crew has just written.</p>{time}</article>"
    tweet = f"{6 * '<div>'}<blockquote>{tweet}</blockquote>{6 * '</div>'}"
    found = read(page(POSTS, ROW.replace("</article>", f"{tweet}</article>"), head=updates([])))
    assert posts_in(found) == ["p4", "p3", "p2", "p1"]
    assert [block.at.hour for block in found.blocks if block.text in TEXTS][::2] == [12, 11, 10, 8]


@pytest.mark.parametrize("html", [lambda posts: page(posts, ROW), lambda posts: page(posts, ROW, head=updates(posts))])
def test_a_second_capture_with_one_more_post_is_one_addition(html):
    change = compare(read(html(POSTS)).text, read(html(ALL)).text)
    assert [(edit.kind, edit.detail) for edit in change.edits] == [(EditKind.PARAGRAPH_ADDED, "post")]
    assert change.words_removed == 0


@pytest.mark.parametrize(
    "row", ['<h3 id="{id}">{title}</h3><p>{text}</p>', '<a id="{id}"></a><h3>{title}</h3><p>{text}</p>']
)
def test_anchors_that_json_ld_tells_begin_posts_without_an_element(row):
    assert_posts(read(page(POSTS, row, around="<div>{}</div>", head=updates(POSTS))))


@pytest.mark.parametrize("times", ["<div>{clock}</div><div>Updated 16:00</div>", "<div><div>{clock}</div></div>"])
def test_what_holds_only_times_is_no_post(times):
    row = f'<div class="post">{times}<h2>{{title}}</h2><p>{{text}}</p></div>'
    assert_posts(read(page(POSTS, row, head=updates([]))), [post[1] for post in POSTS])


def test_key_events_beside_posts_that_json_ld_tells_are_neither_posts_nor_the_whole_page_one():
    events = "".join(f'<li><time>{clock}</time><a href="#{own}">{title}</a></li>' for own, clock, title, _ in POSTS)
    before = f'<aside class="key-events"><ul>{events}</ul></aside>'
    row = ROW.replace(' id="{id}"', "").replace("article", "div")
    found = read(page(POSTS, row, before=before, head=updates([])))
    assert_posts(found, [f"2031-05-12T{time}:00+00:00" for time in ("12:30", "11:05", "10:40", "08:00")])
    assert_posts(read(page(POSTS, ROW, before=before, head=updates(POSTS))))
