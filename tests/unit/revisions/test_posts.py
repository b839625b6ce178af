"""Live blogs: a post is itself wherever it stands, a new one is one addition, an old one may leave the page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.records import Block, BlockKind, Text
from storage.revisions import compare, decode_script, encode_script, fingerprint, new_text, old_text
from storage.revisions.kinds import EditKind
from storage.revisions.silence import material
from tests.unit.revisions.texts import revised

POSTS = {
    "p5": ("Dyke holds", "The dyke has held so far, the mayor said in the town hall this morning. Nobody was hurt."),
    "p6": ("Train service suspended", "Trains between the two towns will not run until Thursday, the railway says."),
    "p7": (
        "Army sends boats",
        "The army has sent six boats and forty soldiers with food for the farms beyond the dyke.",
    ),
    "p8": (
        "School opens its hall",
        "“Everybody is welcome,” said Ann Lee of the school on Mill Street, which has 40 beds.",
    ),
    "p9": ("Water level falls", "The level at the old bridge has fallen by ten centimetres, the fire service says."),
    "p10": ("Power is back", "Electricity has been restored in 2,000 houses, the utility says; 300 will have to wait."),
}
OLD, ALL = ("p9", "p8", "p7", "p6", "p5"), ("p10", "p9", "p8", "p7", "p6", "p5")
INTRO = Block("The river has flooded the old town. We report what happens until the water has gone.")
NOON = datetime(2031, 5, 12, 12, tzinfo=UTC)


def blog(*posts: str, names: dict[str, str] | None = None, timed: bool = True) -> Text:
    """A live blog with these posts in this order, under other ids where `names` has some."""
    blocks = [
        Block(
            line, BlockKind.POST, (names or {}).get(own, own), NOON + timedelta(hours=int(own[1:])) if timed else None
        )
        for own in posts
        for line in POSTS[own]
    ]
    return Text("Flood: live", blocks=(INTRO, *blocks), language="en")


def told(old: Text, new: Text) -> list[tuple[EditKind, str]]:
    return [(edit.kind, (edit.new or edit.old).split(".")[0]) for edit in compare(old, new).edits]


def test_a_new_post_is_one_addition_of_all_its_blocks():
    change = compare(blog(*OLD), blog(*ALL))
    assert [(edit.kind, edit.detail) for edit in change.edits] == [(EditKind.PARAGRAPH_ADDED, "post")]
    assert change.edits[0].new == " ".join(POSTS["p10"])
    assert change.reason == "post added: “Power is back Electricity has been…”"
    assert (change.words_added, change.words_removed) == (18, 0)


def test_a_new_post_is_one_addition_whatever_it_quotes():
    assert len(compare(blog("p9", "p7"), blog("p9", "p8", "p7")).edits) == 1


@pytest.mark.parametrize("turn", [1, -1], ids=["newest first", "oldest first"])
@pytest.mark.parametrize("fallen", [1, 3])
def test_posts_that_leave_at_the_far_end_when_others_come_are_not_cut(turn, fallen):
    old, new = blog(*OLD[::turn]), blog(*ALL[:-fallen][::turn])
    change = compare(old, new)
    assert [edit.kind for edit in change.edits] == [EditKind.PARAGRAPH_ADDED] + fallen * [EditKind.PAGED]
    assert change.words_removed == 0
    assert change.score < compare(blog(*OLD[::turn]), blog(*ALL[::turn])).score + 4
    assert old_text(decode_script(encode_script(change.script))).body == old.body


def test_a_page_of_new_posts_only_is_told_by_their_times():
    old, new = ("p7", "p6", "p5"), ("p10", "p9", "p8")
    assert {edit.kind for edit in compare(blog(*old), blog(*new)).edits} == {EditKind.PARAGRAPH_ADDED, EditKind.PAGED}
    untimed = compare(blog(*old, timed=False), blog(*new, timed=False))
    assert EditKind.PARAGRAPH_CUT in {edit.kind for edit in untimed.edits}


@pytest.mark.parametrize(
    "left", [("p10", "p9", "p8", "p6", "p5"), ("p9", "p8", "p7", "p6")], ids=["from the middle", "with none that came"]
)
def test_other_posts_that_go_are_cut(left):
    change = compare(blog(*OLD), blog(*left))
    assert EditKind.PARAGRAPH_CUT in {edit.kind for edit in change.edits}
    assert material(change)
    assert change.words_removed > 0


def test_a_toll_of_a_post_that_left_the_page_did_not_change():
    rows = {own: Block(f"{own.upper()}: {said}", BlockKind.POST, own) for own, said in (
        ("a", "Two people were killed when the barge sank."),
        ("b", "The bridge is closed to all traffic now."),
        ("c", "Five people were killed by the fire at the mill."),
    )}  # fmt: skip
    old, new = (Text(blocks=tuple(rows[own] for own in side), language="en") for side in ("ba", "cb"))
    assert {edit.kind for edit in compare(old, new).edits} == {EditKind.PARAGRAPH_ADDED, EditKind.PAGED}


def test_posts_in_another_order_have_moved_and_none_came_or_went():
    change = compare(blog(*ALL), blog(*ALL[::-1]))
    assert {(edit.kind, edit.detail) for edit in change.edits} == {(EditKind.MOVED, "post")}
    assert len(change.edits) == len(ALL) - 1
    assert (change.words_added, change.words_removed) == (0, 0)
    assert not material(change)


def test_a_pinned_post_has_moved_and_posts_behind_it_still_leave_the_page():
    change = compare(blog(*OLD), blog("p5", *ALL[:-1]))
    assert [(edit.kind, edit.new) for edit in change.edits] == [
        (EditKind.PARAGRAPH_ADDED, " ".join(POSTS["p10"])),
        (EditKind.MOVED, " ".join(POSTS["p5"])),
    ]
    later = compare(blog("p5", "p9", "p8", "p7"), blog("p5", "p10", "p9", "p8"))
    assert [edit.kind for edit in later.edits] == [EditKind.PARAGRAPH_ADDED, EditKind.PAGED]


def test_an_edited_post_is_compared_inside_even_if_another_reads_alike():
    train = "Train {} to the coast is {} minutes late, the railway says; it asks all passengers to wait inside."
    old = Text(blocks=(Block(train.format(5, 10), id="a"), Block(train.format(7, 20), id="b")), language="en")
    new = Text(blocks=(Block(train.format(7, 30), id="b"), Block(train.format(5, 10), id="a")), language="en")
    change = compare(old, new)
    assert {(edit.kind, edit.old, edit.new) for edit in change.edits if edit.kind is not EditKind.MOVED} == {
        (EditKind.FIGURE, "20", "30")
    }


def test_a_new_post_that_reads_like_an_old_one_is_no_edit_of_it():
    goal = "Goal for the guests: {} heads the ball in after a corner in the {} minute."
    rows = {own: Block(goal.format(*said), BlockKind.POST, own) for own, said in (
        ("a", ("Smith", "third")), ("b", ("Jones", "tenth")), ("c", ("Brown", "last")),
    )}  # fmt: skip
    old, new = (Text(blocks=tuple(rows[own] for own in side), language="en") for side in ("ba", "cb"))
    assert [edit.kind for edit in compare(old, new).edits] == [EditKind.PARAGRAPH_ADDED, EditKind.PAGED]
    first = replace(new, blocks=new.blocks[:1])
    assert compare(replace(old, blocks=old.blocks[1:]), first).edits[0].kind is EditKind.WORDING  # no id has lasted


def test_ids_that_count_from_the_top_tell_no_posts_apart():
    places = [dict(zip(side, (f"post-{n}" for n in range(9)), strict=False)) for side in (OLD, ALL)]
    change = compare(blog(*OLD, names=places[0]), blog(*ALL, names=places[1]))
    assert [(edit.kind, edit.detail) for edit in change.edits] == [(EditKind.PARAGRAPH_ADDED, "post")]


def test_a_sentence_that_went_into_a_post_has_moved():
    with_it = replace(blog(*OLD), blocks=(INTRO, Block("Seventy people sleep in the gym."), *blog(*OLD).blocks[1:]))
    posted = Block("Seventy people sleep in the gym.", BlockKind.POST, "p11")
    assert told(with_it, replace(blog(*OLD), blocks=(INTRO, posted, *blog(*OLD).blocks[1:]))) == []
    last = replace(blog(*OLD), blocks=(*blog(*OLD).blocks, posted))
    assert told(with_it, last) == [(EditKind.MOVED, "Seventy people sleep in the gym")]


@st.composite
def posted(draw: st.DrawFn) -> tuple[Text, Text]:
    """A text and another made of it, with ids of posts drawn from few."""
    return tuple(
        replace(
            text,
            blocks=tuple(replace(block, id=draw(st.sampled_from([None, "a", "b", "c"]))) for block in text.blocks),
        )
        for text in draw(revised())
    )


@settings(max_examples=500)
@given(posted())
def test_whatever_posts_there_are_nothing_is_lost_and_nothing_seen_that_is_not_there(pair: tuple[Text, Text]) -> None:
    old, new = pair
    change = compare(old, new)
    script = decode_script(encode_script(change.script))
    assert [block.text for block in old_text(script).blocks] == [block.text for block in old.blocks]
    assert [block.text for block in new_text(script).blocks] == [block.text for block in new.blocks]
    assert change.empty == (fingerprint(old) == fingerprint(new))
    assert (change.score == 0) == change.empty
    unmoved = [edit.old for edit in script.body if edit.old is not None and not edit.moved]
    assert unmoved == sorted(unmoved)
