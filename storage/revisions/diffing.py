"""One field of two texts into its edit script."""

from __future__ import annotations

from rapidfuzz.distance import Indel

from storage.revisions.script import Op, Place, Segment, SentenceEdit
from storage.revisions.words import Word, words


def diff_lines(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[SentenceEdit, ...]:
    """The edits that make the lines `old` into `new`, in the new lines' order."""
    before, after = [words(line) for line in old], [words(line) for line in new]
    edits: list[SentenceEdit] = []
    keys = [[tuple(word.key for word in line) for line in side] for side in (before, after)]
    for tag, i, j, k, m in Indel.opcodes(keys[0], keys[1]):
        if tag == "equal":
            edits += [_pair(a, b, before, after) for a, b in zip(range(i, j), range(k, m), strict=True)]
        else:
            edits += [_pair(a, None, before, after) for a in range(i, j)]
            edits += [_pair(None, b, before, after) for b in range(k, m)]
    return tuple(edits)


def _pair(a: int | None, b: int | None, before: list[list[Word]], after: list[list[Word]]) -> SentenceEdit:
    old, new = before[a] if a is not None else [], after[b] if b is not None else []
    segments = []
    for tag, i, j, k, m in Indel.opcodes([word.key for word in old], [word.key for word in new]):
        sides = "".join(word.letters for word in old[i:j]), "".join(word.letters for word in new[k:m])
        op = {"equal": Op.KEPT, "delete": Op.DELETED, "insert": Op.ADDED}[tag]
        if op is not Op.KEPT and not any(word.key for word in old[i:j] + new[k:m]):
            op = Op.KEPT
        segments.append(Segment(op, *sides))
    return SentenceEdit(
        old=Place(a, 0) if a is not None else None, new=Place(b, 0) if b is not None else None, segments=tuple(segments)
    )
