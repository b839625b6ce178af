"""The kinds of edit: what a reader would call it, with the words it was seen in.

An edit script says which words went and came; an `Edit` says what that means: a toll rose, a quote was cut, a name was
corrected. The names of the kinds are what `--kind` takes and what is stored; renaming one is a migration.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.revisions.script import Field, Place


class EditKind(StrEnum):
    """What kind of edit it is. Those that change what the article says come first, most telling on top."""

    CORRECTION = "correction"  # the editors say that something was wrong; so for the notices below
    CLARIFICATION = "clarification"
    EDITORS_NOTE = "editors-note"
    NOTICE_DROPPED = "notice-dropped"  # any notice that went, but "developing", which is meant to go
    NEGATION = "negation"  # "not" came or went, or the word turned into its opposite
    FIGURE = "figure"  # a number with another value; `detail` says of what: toll, money, percent, date, time, age …
    QUOTE = "quote"  # the words between quotation marks are others; `detail`: changed, added, cut
    ATTRIBUTION = "attribution"  # who says so; `detail`: changed, added, dropped
    NAME = "name"  # a name became another, came or went
    HEDGE = "hedge"  # "alleged", "reportedly"; `detail`: added, removed
    HEADLINE = "headline"  # the headline was reframed: other content words
    STANDFIRST = "standfirst"
    PARAGRAPH_ADDED = "paragraph-added"
    PARAGRAPH_CUT = "paragraph-cut"
    SENTENCE_ADDED = "sentence-added"
    SENTENCE_CUT = "sentence-cut"
    WORDING = "wording"  # other content words inside a sentence: it may say something else
    UPDATE = "update"  # an update notice came
    DEVELOPING = "developing"  # the editors say that the story develops, or no longer say so
    BYLINE = "byline"
    LINK = "link"  # the same words lead elsewhere
    # From here on nothing that the article says has changed.
    STYLE = "style"  # the same said otherwise: function words, synonyms, tense, "two" → "2"
    SPELLING = "spelling"
    CASE = "case"
    PUNCTUATION = "punctuation"
    MOVED = "moved"
    PAGED = "paged"  # a live blog shows its newest posts only: an older one left the page when others came
    BOILERPLATE = "boilerplate"  # sign-up lines and the like that slipped through the extraction
    LAYOUT = "layout"  # paragraphs joined or parted, a paragraph made a subhead
    REVERTED = "reverted"  # back to an earlier revision; decided over revisions, never found between two texts


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit that a reader would name, with the words it saw.

    `old` and `new` are short extracts, "" where there was nothing. `place` is where it stands, in the new text, or in
    the old one for what went; None for what has no place (a byline, a notice). `depth` is the share of the field's
    words that stand above it, 0.0 to 1.0: how far down a reader has to go. `amount` is how many content words it takes
    up. `detail` says more in a word or two. `times` is how often the very same edit was made in the field; the first
    place counts.
    """

    kind: EditKind
    field: Field
    old: str = ""
    new: str = ""
    place: Place | None = None
    depth: float = 0.0
    amount: int = 1
    detail: str = ""
    times: int = 1
