"""When a text is too short to be believed at once: a consent wall, a block page or a broken template, most likely."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from storage.records import PageKind
from storage.revisions.words import words

if TYPE_CHECKING:
    from storage.records import Text

# A text that falls below this share of the words before it is doubted until a second capture shows the like, if it had
# at least `LONG_ENOUGH`; of 459 real pairs of revisions that long, one shrank so far. A brief of at least `BRIEF` is
# doubted only if less than half of what is left stood there before: a brief that is cut keeps its words, while a wall
# shares with it those that every text has ("the", "of", "is"), one in four or five.
SHRUNK = 0.4
LONG_ENOUGH = 80
BRIEF = 30
STAYED = 0.5

# Pages that are never an article's text.
NO_ARTICLE = frozenset({PageKind.FRONT, PageKind.GALLERY, PageKind.ERROR, PageKind.CONSENT})
# Of those the ones that stand before an article rather than being something else.
IN_THE_WAY = frozenset({PageKind.ERROR, PageKind.CONSENT})


def shrunk(old_words: int, new_words: int) -> bool:
    """Whether so little is left of a text that it may be none."""
    return old_words >= BRIEF and new_words < SHRUNK * old_words


def stayed(old: Text, new: Text) -> float:
    """The share of the new body's words that the old one has too; 0 of none."""
    kept, came = _body_words(old), _body_words(new)
    return (kept & came).total() / max(1, came.total())


def alike(one: Text, other: Text) -> bool:
    """Whether most of either body stands in the other too, or both are empty."""
    if not one.blocks and not other.blocks:
        return True
    return min(stayed(one, other), stayed(other, one)) > STAYED


def why(old_words: int, new_words: int, kind: PageKind) -> str:
    """What is doubted of a page: "text fell from 420 to 12 words"."""
    if kind in IN_THE_WAY:
        article = "an" if kind is PageKind.ERROR else "a"
        return f"{article} {kind.value} page where the article stood"
    return f"text fell from {old_words:,} to {new_words:,} words"


def _body_words(text: Text) -> Counter[str]:
    return Counter(key.casefold() for block in text.blocks for key in words(block.text).keys if key)
