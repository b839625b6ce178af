"""What came, went or moved as a whole, a paragraph or the post of a live blog: one edit, whatever sentences it has."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from storage.records import NoticeKind
from storage.revisions.kinds import EditKind
from storage.revisions.posts import paged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from storage.revisions.kinds import Edit
    from storage.revisions.posts import Post
    from storage.revisions.script import SentenceEdit

SENTENCES = frozenset({EditKind.SENTENCE_ADDED, EditKind.SENTENCE_CUT})
# What the editors say about a post is told beside it.
NOTICES = frozenset({*(EditKind(kind.value) for kind in NoticeKind), EditKind.NOTICE_DROPPED})


@dataclass(frozen=True, slots=True)
class Whole:
    """A paragraph or post, by its first block: in the new text, or in the old one for what went."""

    kind: EditKind
    block: int
    is_post: bool

    def takes(self, kind: EditKind) -> bool:
        """Whether an edit of this kind in one of its sentences is not told by itself."""
        if self.kind is EditKind.MOVED:
            return kind is EditKind.MOVED
        return kind in SENTENCES or (self.is_post and kind not in NOTICES)

    def edit(self, edits: Sequence[Edit]) -> Edit:
        """The edits of its sentences as one."""
        said = [edit for edit in edits if edit.kind is not EditKind.ATTRIBUTION]
        return replace(
            edits[0],
            kind=self.kind,
            old=" ".join([edit.old for edit in said]).strip(),
            new=" ".join([edit.new for edit in said]).strip(),
            amount=sum([edit.amount for edit in said]),
            detail="post" if self.is_post else edits[0].detail,
        )


class Wholes:
    """What came, went or moved as a whole between two bodies."""

    def __init__(self, script: Sequence[SentenceEdit], old: Sequence[Post], new: Sequence[Post]) -> None:
        blocks = _whole_blocks(script)
        gone = {number for number, post in enumerate(old) if all((False, block) in blocks for block in post.blocks)}
        come = {number for number, post in enumerate(new) if all((True, block) in blocks for block in post.blocks)}
        left = paged(old, new, gone, come)
        kinds = {False: EditKind.PARAGRAPH_CUT, True: EditKind.PARAGRAPH_ADDED}
        self._wholes = {(is_new, block): Whole(kinds[is_new], block, is_post=False) for is_new, block in blocks}
        for number in gone:
            kind = EditKind.PAGED if number in left else EditKind.PARAGRAPH_CUT
            self._wholes |= {(False, block): _whole(kind, old[number]) for block in old[number].blocks}
        for number in come:
            self._wholes |= {(True, block): _whole(kinds[True], new[number]) for block in new[number].blocks}
        self._posts = {block: _whole(EditKind.MOVED, post) for post in new for block in post.blocks}

    def of(self, sentence: SentenceEdit) -> Whole | None:
        """What a sentence came, went or moved with."""
        if sentence.new is None:
            return self._wholes.get((False, sentence.old.block)) if sentence.old is not None else None
        if sentence.moved:
            return self._posts.get(sentence.new.block)
        return self._wholes.get((True, sentence.new.block))

    def is_in_post(self, block: int, *, new: bool) -> bool:
        """Whether a block is of a post that came or went as a whole."""
        whole = self._wholes.get((new, block))
        return whole is not None and whole.is_post

    def is_paged(self, sentence: SentenceEdit) -> bool:
        """Whether a sentence only left the page with its post."""
        whole = self.of(sentence)
        return whole is not None and whole.kind is EditKind.PAGED


def _whole(kind: EditKind, post: Post) -> Whole:
    return Whole(kind, post.blocks.start, is_post=True)


def _whole_blocks(script: Sequence[SentenceEdit]) -> set[tuple[bool, int]]:
    """The blocks all of whose sentences came (True, block) or went (False, block)."""
    whole: set[tuple[bool, int]] = set()
    broken: set[tuple[bool, int]] = set()
    for sentence in script:
        if sentence.old is None and sentence.new is not None:
            whole.add((True, sentence.new.block))
        elif sentence.new is None and sentence.old is not None:
            whole.add((False, sentence.old.block))
        elif sentence.old is not None and sentence.new is not None:
            broken |= {(False, sentence.old.block), (True, sentence.new.block)}
    return whole - broken
