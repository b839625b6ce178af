"""Notices: what the editors say about the article itself, told from the text by the phrase tables.

Content systems print them in boxes of their own, before, behind and beside the body. The farther a piece is from the
body, the more it must say: in the body a label is enough ("Update: …"), in a box of the article a label that no teaser
bears ("Correction: …"), anywhere else it must speak of the article ("An earlier version of this article …").
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from crawler.extraction import body, phrases
from crawler.extraction.classify import ends_sentence
from crawler.extraction.speech import is_speech
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
BOX = 4  # pieces of a box that a label speaks for

# What a name or tag may have made of a box with a notice; of all others, readers' comments look most like notices.
BOXES = frozenset(
    {None, Reason.OTHER, Reason.RELATED, Reason.NAVIGATION, Reason.DATE, Reason.TAGS, Reason.BYLINE, Reason.BIO}
    | {Reason.DISCLOSURE, Reason.AGENCY, Reason.TIP}
)
# Notices whose label alone tells them from the first words of a teaser.
UNMISTAKABLE = frozenset({NoticeKind.CORRECTION, NoticeKind.CLARIFICATION, NoticeKind.EDITORS_NOTE})


def notice_of(text: str, language: str | None) -> Notice | None:
    """The notice that a block is; None where the block is about the world and not about the article."""
    kind = _kind_of(text, language)
    return Notice(" ".join(text.split()), kind) if kind else None


def take(pieces: Sequence[Piece], headline: int | None, language: str | None) -> tuple[Notice, ...]:
    """The notices among the pieces of the body and the boxes around it, which are no blocks then, in reading order."""
    found: list[Notice] = []
    scope = _Scope(pieces, headline)
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
        text = _joined(piece, under)
        if not (under or piece.kept) and (piece.size < SHORTEST or not ends_sentence(piece)):
            continue
        kind = _kind_of(text, language)
        if kind is None:
            continue
        if not piece.kept and not _is_of_article(pieces, number, kind, text, language, scope):
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

    def __init__(self, pieces: Sequence[Piece], headline: int | None) -> None:
        self.pieces = pieces
        self.headline = headline

    @cached_property
    def elements(self) -> set[HtmlElement]:
        """All elements inside; none where it is the whole page."""
        kept = [piece.element for piece in self.pieces if piece.kept]
        around = body.scope_of(kept, None if self.headline is None else self.pieces[self.headline].element)
        return set() if around is None else set(around.iter())


def _is_of_article(
    pieces: Sequence[Piece], number: int, kind: NoticeKind, text: str, language: str | None, scope: _Scope
) -> bool:
    """Whether what reads as a notice outside the body is none about another article, whose teaser it stands in."""
    piece, before = pieces[number], pieces[number - 1]
    if (
        before.kind is BlockKind.SUBHEAD
        and before.is_linked
        and before.element.getparent() is piece.element.getparent()
    ):
        return False
    if speaks_of_article(text, language):
        return True
    if piece.reason is None:
        may_have_label = kind in UNMISTAKABLE or not before.is_linked
    else:
        begins_box = before.reason is not piece.reason or before.above is not piece.above
        may_have_label = kind in UNMISTAKABLE and begins_box
    return may_have_label and piece.place in scope.elements


def speaks_of_article(text: str, language: str | None) -> bool:
    """Whether a notice is told by more than its label: "This story was updated …", not "Update: …"."""
    label, _, rest = text.replace("\uff1a", ": ")[:BEGINNING].partition(": ")
    if not rest or len(label) > LABEL:
        return True
    return phrases.notice_kind_of(rest.strip(), language) is not None and speaks_of_article(rest, language)


def _kind_of(text: str, language: str | None) -> NoticeKind | None:
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


def _ends_article(piece: Piece) -> bool:
    """Whether comments or the next article begin behind the body."""
    return piece.reason is Reason.COMMENTS or (piece.reason is Reason.RELATED and piece.above is None)


def _is_label(piece: Piece) -> bool:
    return piece.size <= LABEL and (piece.kind is BlockKind.SUBHEAD or piece.bold or piece.text.endswith(COLONS))


def _under_label(pieces: Sequence[Piece], number: int, language: str | None) -> list[Piece]:
    """What a line that is only a label speaks for: the rest of its box, else the one piece after it."""
    label = pieces[number]
    named = phrases.notice_kind_of(f"{label.text.rstrip(': ')}: x", language)  # what follows does not matter
    if named not in UNMISTAKABLE:
        return []
    after = [piece for piece in pieces[number + 1 : number + 2 + BOX] if piece.kept or _may_be(piece)]
    if not after:
        return []
    inside = _in_box(pieces, number, after)
    is_notice = _kind_of((inside or after)[0].text, language) is not None
    if inside:
        # "Correction" is a word of markets and prisons too: among paragraphs of the body it is a subhead.
        among = label.kept and any(piece.kept and piece.prose for piece in pieces[number + 1 + len(inside) :])
        return inside if is_notice or not among or named is NoticeKind.EDITORS_NOTE else []
    return after[:1] if is_notice or (label.kept and after[0].kept and label.text.endswith(COLONS)) else []


def _joined(label: Piece, under: Sequence[Piece]) -> str:
    return f"{label.text.rstrip(': ')}: {' '.join(piece.text for piece in under)}" if under else label.text


def _in_box(pieces: Sequence[Piece], number: int, after: Sequence[Piece]) -> list[Piece]:
    """The few pieces in an element that a label begins; none where that is no such box."""
    label = pieces[number].element
    box = label if after[0].element is label or label in after[0].element.iterancestors() else label.getparent()
    if box is None or (number and box in (pieces[number - 1].element, *pieces[number - 1].element.iterancestors())):
        return []
    inside = [piece for piece in after if box in (piece.element, *piece.element.iterancestors())]
    return inside if len(inside) <= BOX and sum(len(piece.text) for piece in inside) <= LONGEST else []
