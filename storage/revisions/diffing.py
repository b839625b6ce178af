"""Two texts into their edit script: sentences aligned, words compared inside them, places put to both sides."""

from __future__ import annotations

from itertools import groupby, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from storage.revisions.alignment import align
from storage.revisions.postwise import Posted, align_by_posts
from storage.revisions.runs import runs
from storage.revisions.script import EditScript, Field, Op, Place, Segment, SentenceEdit, lines_of
from storage.revisions.sentences import Sentences, cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.records import Text
    from storage.revisions.sentences import Sentence


def script_between(old: Text, new: Text) -> EditScript:
    """The edit script from one text to another, every field on its own."""
    return EditScript(
        **{field.value: script_of_field(_side(old, field), _side(new, field)) for field in Field},
        old_blocks=tuple(block.kind for block in old.blocks),
        new_blocks=tuple(block.kind for block in new.blocks),
        old_notices=tuple(notice.kind for notice in old.notices),
        new_notices=tuple(notice.kind for notice in new.notices),
    )


class Side(NamedTuple):
    """A field of a text: its lines, the text's language, and of what post each line is, where some are of any."""

    lines: Sequence[str]
    language: str | None
    posts: Sequence[str | None] = ()


def _side(text: Text, field: Field) -> Side:
    ids = [block.id for block in text.blocks] if field is Field.BODY else []
    return Side(lines_of(text, field), text.language, ids if any(own is not None for own in ids) else ())


def script_of_field(old: Side, new: Side) -> tuple[SentenceEdit, ...]:
    """The edits that make a field of one text that of another, in the new text's reading order.

    What went stands behind what stood before it. Where both sides read the same, no edit changes anything.
    """
    # Most edits touch few lines: those that stayed at the top and at the bottom are only cut, not read.
    top = _shared(old, new, 1)
    tail = min(_shared(old, new, -1), len(old.lines) - top, len(new.lines) - top)
    ends = len(old.lines) - tail, len(new.lines) - tail
    cutter = Sentences()
    inner = (
        cutter.of(old.lines[top : ends[0]], old.language, top),
        cutter.of(new.lines[top : ends[1]], new.language, top),
    )
    return (
        *(edit for at in range(top) for edit in _stayed(old, at, at)),
        *_script(*inner, (old.posts, new.posts)),
        *(edit for at in range(tail) for edit in _stayed(old, ends[0] + at, ends[1] + at)),
    )


def _shared(old: Side, new: Side, step: int) -> int:
    """How many lines at the top (or, with -1, the bottom) are the same to the letter; in posts they may be others."""
    if old.language != new.language or (old.posts and new.posts):
        return 0
    pairs = zip(old.lines[::step], new.lines[::step], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _stayed(side: Side, old: int, new: int) -> list[SentenceEdit]:
    """The edits of a line of `side` that stands at `old` in the one text and at `new` in the other."""
    kept = Op.KEPT
    return [
        SentenceEdit(Place(old, at), Place(new, at), (Segment(kept, letters, letters),) if letters else ())
        for at, letters in enumerate(cut(side.lines[old], side.language))
    ]


def _script(
    old: Sequence[Sentence], new: Sequence[Sentence], posts: tuple[Sequence[str | None], Sequence[str | None]]
) -> list[SentenceEdit]:
    """The edits of some sentences; `posts` says of what post each line of either side is."""
    old_codes, new_codes = [sentence.code for sentence in old], [sentence.code for sentence in new]
    edits: list[SentenceEdit] = []
    if old_codes != new_codes and "".join(old_codes) == "".join(new_codes):
        # The same words in other sentences: line by line nothing would pair, and nothing must seem changed.
        seen = [s for s in old if s.code], [s for s in new if s.code]
        edits += _group(*seen, moved=False)
        edits += [_deleted(s) for s in old if not s.code] + [_added(s) for s in new if not s.code]
    else:
        if all(posts) and old_codes != new_codes:
            ids = [[of[sentence.place.block] for sentence in side] for side, of in zip((old, new), posts, strict=True)]
            matches = align_by_posts(Posted(old_codes, ids[0]), Posted(new_codes, ids[1]))
        else:
            matches = align(old_codes, new_codes)
        for match in matches:
            edits += _group([old[i] for i in match.old], [new[j] for j in match.new], moved=match.moved)
        gone = set(range(len(old))).difference(*(match.old for match in matches))
        come = set(range(len(new))).difference(*(match.new for match in matches))
        edits += [_deleted(old[i]) for i in gone] + [_added(new[j]) for j in come]
    return _in_reading_order(edits)


def _deleted(sentence: Sentence) -> SentenceEdit:
    letters = "".join(sentence.words)
    # What nobody sees neither goes nor comes.
    op = Op.DELETED if sentence.code else Op.KEPT
    return SentenceEdit(sentence.place, None, (Segment(op, letters, ""),) if letters else ())


def _added(sentence: Sentence) -> SentenceEdit:
    letters = "".join(sentence.words)
    op = Op.ADDED if sentence.code else Op.KEPT
    return SentenceEdit(None, sentence.place, (Segment(op, "", letters),) if letters else ())


def _group(old: Sequence[Sentence], new: Sequence[Sentence], *, moved: bool) -> list[SentenceEdit]:
    """Sentences that belong together: an edit for each old and new sentence that share words."""
    if len(old) == len(new) == 1 and old[0].code == new[0].code:
        sides = "".join(old[0].words), "".join(new[0].words)
        kept = (Segment(Op.KEPT, *sides),) if any(sides) else ()
        return [SentenceEdit(old[0].place, new[0].place, kept, moved)]
    pieces = _pieces(old, new)
    if not any(segment.op is Op.KEPT for _, _, segments in pieces for segment in segments):
        return [_deleted(sentence) for sentence in old] + [_added(sentence) for sentence in new]
    parts_old, parts_new = [0] * len(old), [0] * len(new)
    edits = []
    for i, j, segments in pieces:
        places = _part(old[i].place, parts_old[i]), _part(new[j].place, parts_new[j])
        parts_old[i] += 1
        parts_new[j] += 1
        edits.append(SentenceEdit(*places, tuple(segments), moved))
    return edits


def _part(place: Place, number: int) -> Place:
    return Place(place.block, place.sentence, number)


def _pieces(old: Sequence[Sentence], new: Sequence[Sentence]) -> list[tuple[int, int, list[Segment]]]:
    """The segments of a group, cut where a sentence of either side ends: index of the old, of the new one, segments."""
    pieces: list[tuple[int, int, list[Segment]]] = []
    i = j = 0
    for old_at, new_at, segment in _steps(old, new):
        i, j = i if old_at is None else old_at, j if new_at is None else new_at
        if not pieces or pieces[-1][:2] != (i, j):
            pieces.append((i, j, []))
        pieces[-1][2].append(segment)
    return pieces


def _steps(old: Sequence[Sentence], new: Sequence[Sentence]) -> Iterator[tuple[int | None, int | None, Segment]]:
    """Each segment with the old and the new sentence, by index, that its words are in."""
    before = [(i, word) for i, sentence in enumerate(old) for word in sentence.words]
    after = [(j, word) for j, sentence in enumerate(new) for word in sentence.words]
    for run in runs("".join([s.code for s in old]), "".join([s.code for s in new])):
        if run.kept:
            both = zip(before[run.a : run.b], after[run.c : run.d], strict=True)
            for (i, j), same in groupby(both, key=lambda two: (two[0][0], two[1][0])):
                sides = zip(*((a, b) for (_, a), (_, b) in same), strict=True)
                yield i, j, Segment(Op.KEPT, *map("".join, sides))
            continue
        for i, gone in groupby(before[run.a : run.b], key=itemgetter(0)):
            yield i, None, Segment(Op.DELETED, "".join([word for _, word in gone]), "")
        for j, come in groupby(after[run.c : run.d], key=itemgetter(0)):
            yield None, j, Segment(Op.ADDED, "", "".join([word for _, word in come]))


def _in_reading_order(edits: Iterable[SentenceEdit]) -> list[SentenceEdit]:
    """By the new places; what went stands behind the unmoved sentence before it, ahead of what came there."""
    gone = sorted((edit for edit in edits if edit.new is None), key=lambda edit: edit.old or Place(0, 0))
    there = sorted((edit for edit in edits if edit.new is not None), key=lambda edit: edit.new or Place(0, 0))
    ordered: list[SentenceEdit] = []
    come: list[SentenceEdit] = []
    at = 0
    for edit in there:
        if edit.old is None or edit.moved:
            come.append(edit)
            continue
        while at < len(gone) and (gone[at].old or edit.old) < edit.old:
            ordered.append(gone[at])
            at += 1
        ordered += come
        ordered.append(edit)
        come = []
    return ordered + gone[at:] + come
