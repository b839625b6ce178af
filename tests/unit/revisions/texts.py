"""Texts for the tests of revisions: made by hand, and drawn by hypothesis with what Unicode has in store."""

from __future__ import annotations

from hypothesis import strategies as st

from storage.records import Block, BlockKind, Notice, NoticeKind, Text

# Joiners, marks, flags, families, bidirectional marks, spaces of every kind, signs that differ only in style.
NASTY = [
    *" \t\n\r\x0b\x1c\x85\xa0\u2003\u2028\u3000\u200b\u200c\u200d\u2060\ufeff\xad\u200f\x00\ue000\ud800",
    *"abcABC.,!?…-–—'\"“”‘’«»()%:;0129",
    *"中国人。「」のニーกำสวัسلامगनेшщ한",
    *["\u0301", "\u0308", "\u20dd", "\ufe0f", "e\u0301", "é", "ﬁ", "각", "کتاب\u200cها", "क्\u200dष"],
    *["👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "🇫🇷", "🏴\U000e0067\U000e007f", "👍🏽"],
]  # fmt: skip
COMMON = [
    "the ",
    "of ",
    "killed ",
    "two ",
    "Mr. ",
    "said. ",
    "He ",
    "No. ",
    "“Yes.” ",
    "minister ",
    "中国。",
    "Updated 2 hours ago",
]

letters = st.lists(st.sampled_from(NASTY), max_size=12).map("".join)
phrases = st.lists(st.sampled_from(COMMON), max_size=14).map("".join)
lines = st.one_of(letters, phrases, st.tuples(phrases, letters, phrases).map("".join))


@st.composite
def texts(draw: st.DrawFn) -> Text:
    return Text(
        headline=draw(st.none() | lines),
        standfirst=draw(st.none() | lines),
        byline=tuple(draw(st.lists(lines, max_size=2))),
        blocks=tuple(draw(st.lists(st.builds(Block, lines, st.sampled_from(BlockKind)), max_size=7))),
        notices=tuple(draw(st.lists(st.builds(Notice, lines, st.sampled_from(NoticeKind)), max_size=2))),
        language=draw(st.sampled_from([None, "en", "de", "zh", "th", "xx"])),
    )


@st.composite
def revised(draw: st.DrawFn) -> tuple[Text, Text]:
    """A text and another, mostly made of its lines: shuffled, dropped, repeated, joined, edited."""
    old = draw(texts())
    pool = [block.text for block in old.blocks] or [""]
    made = []
    for line in draw(st.lists(st.sampled_from(pool), max_size=8)):
        how = draw(st.integers(0, 4))
        if how == 0:
            line = line[: len(line) // 2] + draw(letters) + line[len(line) // 2 :]
        elif how == 1:
            line += draw(st.sampled_from(pool))
        made.append(line)
    new = draw(texts())
    return old, Text(new.headline, old.standfirst, old.byline, tuple(map(Block, made)), new.notices, old.language)


def article(*lines: str, headline: str | None = None, language: str | None = "en") -> Text:
    return Text(headline, blocks=tuple(map(Block, lines)), language=language)
