"""When a text is too short to be believed at once: a consent wall, a block page or a broken template, most likely."""

from __future__ import annotations

from storage.records import PageKind

# A text that falls below this share of the words before it, and had at least this many, is doubted until a second
# capture shows the same. Of 459 real pairs of revisions that long, one shrank so far.
SHRUNK = 0.4
LONG_ENOUGH = 80

# Pages that are never an article's text.
NO_ARTICLE = frozenset({PageKind.FRONT, PageKind.GALLERY, PageKind.ERROR, PageKind.CONSENT})
# Of those the ones that stand before an article rather than being something else.
IN_THE_WAY = frozenset({PageKind.ERROR, PageKind.CONSENT})


def shrunk(old_words: int, new_words: int) -> bool:
    """Whether so little is left of a text that a second capture has to confirm it."""
    return old_words >= LONG_ENOUGH and new_words < SHRUNK * old_words
