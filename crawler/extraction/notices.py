"""Notices: what the editors say about the article itself, told from the text by the phrase tables.

Content systems print them in boxes of their own, before, behind and beside the body. The farther a piece is from the
body, the more it must say: in the body a label is enough ("Update: …"), in a box of the article a label that no teaser
bears ("Correction: …"), anywhere else it must speak of the article ("An earlier version of this article …").
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from crawler.extraction import body, phrases
from crawler.extraction.classify import ends_sentence
from crawler.extraction.speech import is_speech
from crawler.extraction.tree import BOLD
from storage.records import BlockKind, Notice, NoticeKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

LONGEST = 1_600  # characters of a notice that says of itself what it is; a retraction tells its whole story
BEGINNING = 300  # characters of it that are asked
SHORTEST = 15  # the size of a notice outside the body
LABEL = 60  # the size of a line that is only a label: "Correction, Nov. 22:"
COLONS = (":", "\uff1a")
MARKS = ": -\u2013\u2014\uff1a"  # what parts a label from its text
BOX = 4  # pieces of a box that a label speaks for

# What a name or tag may have made of a box with a notice; of all others, readers' comments look most like notices.
BOXES = frozenset(
    {None, Reason.OTHER, Reason.RELATED, Reason.NAVIGATION, Reason.DATE, Reason.TAGS, Reason.BYLINE, Reason.BIO}
    | {Reason.DISCLOSURE, Reason.AGENCY, Reason.TIP}
)
# Notices whose label alone tells them from the first words of a teaser.
UNMISTAKABLE = frozenset({NoticeKind.CORRECTION, NoticeKind.CLARIFICATION, NoticeKind.EDITORS_NOTE})
LABELLED = UNMISTAKABLE | {NoticeKind.UPDATE}
BRACKETS = re.compile(r"[\[(<\u3010\u3008\uff08]([^\])>\u3011\u3009\uff09]{2,30})[\])>\u3011\u3009\uff09] *(?=\S)")
# What the box of a notice may be called, by words of its class or id.
NAMES = re.compile(r"correct|clarif|update|\bnot(?:e|ice)s?\b|erratum|errata|amend", re.IGNORECASE)


def notice_of(text: str, language: str | None) -> Notice | None:
    """The notice that a block is; None where the block is about the world and not about the article."""
    kind = _kind_of(text, language)
    return Notice(" ".join(text.split()), kind) if kind else None


def take(pieces: Sequence[Piece], headline: int | None, language: str | None) -> tuple[Notice, ...]:
    """The notices among the pieces of the body and the boxes around it, which are no blocks then, in reading order."""
    found: list[Notice] = []
    scope = _Scope(pieces, headline, language)
    last = next((number for number in reversed(range(len(pieces))) if pieces[number].kept), -1)
    for number, piece in enumerate(pieces):
        if not piece.anchored or piece.reason is not None:
            # The menus and teasers of a page are hundreds, so what tells them apart at once comes first.
            if piece.is_linked or piece.reason not in BOXES:
                if number > last and _ends_article(piece):
                    break
                continue
            if headline is None or number < headline or not _may_be(piece):
                continue
        elif piece.told:
            continue
        under = _under_label(pieces, number, language) if _is_label(piece) else []
        text = _joined(piece, under) if under else _said(piece, language)
        if not (under or piece.kept or _may_say(piece)):
            continue
        kind = _kind_of(text, language)
        if kind is None or not (piece.kept or _is_of_article(scope, number, under, kind, text)):
            continue
        if piece.post is not None and not speaks_of_article(text, language):
            continue  # "Update: …" is what posts of live blogs are
        for one in (piece, *under):
            one.told = True
        if not any(notice.text == text for notice in found):
            found.append(Notice(text, kind))
    return tuple(found)


class _Scope:
    """The element that holds the article, looked for once and only where it decides."""

    def __init__(self, pieces: Sequence[Piece], headline: int | None, language: str | None) -> None:
        self.pieces = pieces
        self.headline = headline
        self.language = language

    @cached_property
    def elements(self) -> set[HtmlElement]:
        """All elements inside; none where it is the whole page."""
        kept = [piece.element for piece in self.pieces if piece.kept]
        around = body.scope_of(kept, None if self.headline is None else self.pieces[self.headline].element)
        return set() if around is None else set(around.iter())


def _is_of_article(scope: _Scope, number: int, under: Sequence[Piece], kind: NoticeKind, text: str) -> bool:
    """Whether what reads as a notice outside the body is none about another article, whose teaser it stands in."""
    piece, before = scope.pieces[number], scope.pieces[number - 1]
    after = next(iter(scope.pieces[number + 1 + len(under) :]), None)
    if (
        before.kind is BlockKind.SUBHEAD
        and before.is_linked
        and before.element.getparent() is piece.element.getparent()
    ):
        return False
    if not (under or ends_sentence(piece)):
        # A few words without a stop may be the kicker of a teaser: "Developing story".
        is_kicker = before.is_linked or (after is not None and after.is_linked)
        return kind is NoticeKind.DEVELOPING and not is_kicker and piece.place in scope.elements
    if speaks_of_article(text, scope.language):
        return True
    if piece.reason is None:
        may_have_label = kind in UNMISTAKABLE or not before.is_linked
    else:
        is_whole_box = after is None or not _share_box(after, piece)
        may_have_label = not _share_box(before, piece) and (kind in UNMISTAKABLE or is_whole_box)
    return may_have_label and piece.place in scope.elements


def _share_box(one: Piece, other: Piece) -> bool:
    return one.reason is other.reason and one.above is other.above


def speaks_of_article(text: str, language: str | None) -> bool:
    """Whether a notice is told by more than its label: "This story was updated …", not "Update: …"."""
    label, _, rest = text.replace("\uff1a", ": ")[:BEGINNING].partition(": ")
    if not rest or len(label) > LABEL:
        return True
    return phrases.notice_kind_of(rest.strip(), language) is not None and speaks_of_article(rest, language)


def _kind_of(text: str, language: str | None) -> NoticeKind | None:
    kind = phrases.notice_kind_of(text, language)
    if kind is None and (label := BRACKETS.match(text)) is not None:
        text = f"{label[1]}: {text[label.end() :]}"
        kind = phrases.notice_kind_of(text, language)
    if kind is None and phrases.MOST_OF_NOTICE < len(text) <= LONGEST:
        kind = phrases.notice_kind_of(text[:BEGINNING], language)
        if kind not in UNMISTAKABLE or not speaks_of_article(text, language):
            return None
    if kind is None or (is_speech(text, language) and not _has_label(text, language)):
        return None
    return kind


def _has_label(text: str, language: str | None) -> bool:
    """Whether a notice begins with what it is: "Correction: …"."""
    label, _, rest = text.replace("\uff1a", ": ")[:BEGINNING].partition(": ")
    return bool(rest) and len(label) <= LABEL and phrases.notice_kind_of(f"{label}: x", language) is not None


def _may_be(piece: Piece) -> bool:
    """Whether a piece outside the body may be a notice; told cheaply, for there are hundreds of them."""
    return (
        piece.reason in BOXES
        and (piece.reason is None or piece.above is not None)
        and not piece.told
        and piece.size <= LONGEST
        and not piece.is_linked
    )


def _may_say(piece: Piece) -> bool:
    """Whether a piece outside the body is long enough and, but for a few words, ends as a sentence does."""
    return piece.size >= SHORTEST and (piece.size <= LABEL or ends_sentence(piece))


def _ends_article(piece: Piece) -> bool:
    """Whether comments or the next article begin behind the body."""
    return piece.reason is Reason.COMMENTS or (piece.reason is Reason.RELATED and piece.above is None)


def _is_label(piece: Piece) -> bool:
    return piece.size <= LABEL and (
        piece.kind is BlockKind.SUBHEAD or piece.bold or piece.element.tag == "dt" or piece.text.endswith(COLONS)
    )


def _named_by(label: str, language: str | None) -> NoticeKind | None:
    """The kind of notice that a label announces, whatever follows."""
    return phrases.notice_kind_of(f"{label.rstrip(MARKS)}: x", language)


def _under_label(pieces: Sequence[Piece], number: int, language: str | None) -> list[Piece]:
    """What a line that is only a label speaks for: the rest of its box, else the one piece after it."""
    label = pieces[number]
    has_colon = label.text.endswith(COLONS)
    if ends_sentence(label) and not has_colon:
        return []
    named = _named_by(label.text, language)
    if named not in LABELLED:
        return []
    after = [piece for piece in pieces[number + 1 : number + 2 + BOX] if piece.kept or _may_be(piece)]
    if not after:
        return []
    inside = _in_box(pieces, number, after)
    under = inside or after[:1]
    behind = pieces[pieces.index(under[-1], number) + 1 :]
    if not any(piece.kept and piece.prose for piece in (*pieces[:number], *behind)):
        return []  # a notice is not all that there is
    if named is NoticeKind.EDITORS_NOTE or _kind_of(under[0].text, language) is not None:
        return under
    if inside:
        # "Correction" is a word of markets and prisons too: among paragraphs of the body it is a subhead.
        among = label.kept and any(piece.kept and piece.prose for piece in behind)
        return [] if among and not _is_named(label) else under
    is_last = not any(piece.kept and ends_sentence(piece) for piece in behind)
    return under if label.kept and under[0].kept and (has_colon or is_last) else []


def _is_named(label: Piece) -> bool:
    """Whether the box that a label begins is called one of a notice."""
    box = label.element.getparent()
    return box is not None and NAMES.search(f"{box.get('class')} {box.get('id')}") is not None


def _joined(label: Piece, under: Sequence[Piece]) -> str:
    return f"{label.text.rstrip(': ')}: {' '.join(piece.text for piece in under)}"


def _said(piece: Piece, language: str | None) -> str:
    """The text of a piece, with a colon behind the bold words or the line that it begins with, if they are a label."""
    label, is_line = _beginning(piece.element)
    if not label or len(label) > LABEL or not label[-1].isalnum() or not piece.text.startswith(label):
        return piece.text
    rest = piece.text[len(label) :]
    text = rest.lstrip(MARKS)
    is_apart = is_line or rest.lstrip()[:1] in MARKS or not text[:1].islower()
    return f"{label}: {text}" if text and is_apart and _named_by(label, language) in LABELLED else piece.text


def _beginning(element: HtmlElement) -> tuple[str, bool]:
    """The bold words or the first line that an element begins with, and whether a line ends behind them."""
    while len(element):
        first = element[0]
        text = " ".join((element.text or "").split())
        if text:
            return (text, True) if first.tag == "br" else ("", False)
        if first.tag in BOLD:
            after = first.getnext()
            is_line = after is not None and after.tag == "br" and not (first.tail or "").strip()
            return " ".join(first.text_content().split()), is_line
        element = first
    return "", False


def _in_box(pieces: Sequence[Piece], number: int, after: Sequence[Piece]) -> list[Piece]:
    """The few pieces in an element that a label begins; none where that is no such box."""
    label = pieces[number].element
    box = label if after[0].element is label or label in after[0].element.iterancestors() else label.getparent()
    if box is None or (number and box in (pieces[number - 1].element, *pieces[number - 1].element.iterancestors())):
        return []
    inside = [piece for piece in after if box in (piece.element, *piece.element.iterancestors())]
    return inside if len(inside) <= BOX and sum(len(piece.text) for piece in inside) <= LONGEST else []
