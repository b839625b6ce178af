"""Who brought a sentence and who took it out: the life of every sentence through an article's revisions.

It follows from the edit scripts alone. A sentence lives on through moves and light edits; one that was split lives on
in the piece that keeps most of it, and the others are as old as it is; one that was joined to another ends in it, but
is not gone. One that was mostly rewritten is a new one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from storage.revisions.diffing import script_between
from storage.revisions.fingerprints import block_fingerprint
from storage.revisions.script import Field, Op, Place, lines_of
from storage.revisions.sentences import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from storage.records import Text
    from storage.revisions.script import EditScript, SentenceEdit

# Share of the letters of the shorter side that an edit keeps if it is light: what was added to a sentence or cut from
# it leaves it the same, what was put in its place does not.
LIGHT = 0.5


class Step(NamedTuple):
    """A sentence as it stood in one revision, and what that revision did to it."""

    revision: int
    place: Place
    letters: str
    edited: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Life:
    """A sentence from the revision that brought it to the one that took it out; revisions are numbered from 1.

    `steps` has an entry for every revision that it stood in. `first_in` is the earliest revision in which the same
    words stood already, for a sentence that went and came back. `removed_in` is None while it stands and where it was
    joined to another sentence; `joined_in` is the revision that did so.
    """

    field: Field
    added_in: int
    first_in: int
    steps: tuple[Step, ...]
    removed_in: int | None = None
    joined_in: int | None = None

    @property
    def text(self) -> str:
        """As it last stood, without the space behind it."""
        return self.steps[-1].letters.strip()

    def at(self, revision: int) -> Step | None:
        """How it stood in a revision; None if it did not."""
        index = revision - self.steps[0].revision
        return self.steps[index] if 0 <= index < len(self.steps) else None


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of a revision, or one that is gone (`removed_in`), and the revisions that made it what it is."""

    field: Field
    text: str
    added_in: int
    removed_in: int | None
    first_in: int
    edited_in: tuple[int, ...]
    moved_in: tuple[int, ...]


def blame(texts: Sequence[Text], revision: int | None = None) -> tuple[Line, ...]:
    """Every sentence of a revision (the last one unless told), in reading order, with those that are gone where they
    stood; `texts` are the article's revisions in order from the first."""
    if not texts:
        return ()
    at = revision or len(texts)
    found = lives(texts[0], [script_between(old, new) for old, new in pairwise(texts[:at])])
    there = standing(found, at)
    lines = [((_FIELDS[life.field], number, 0, Place(0, 0)), life) for number, life in enumerate(there)]
    numbers = {life: number for number, life in enumerate(there)}
    for life in gone(found, at):
        last = life.steps[-1]
        above = standing((one for one in found if one.field is life.field), last.revision)
        above = [one for one in above[: above.index(life)] if one in numbers]
        lines.append(((_FIELDS[life.field], numbers[above[-1]] if above else -1, last.revision, last.place), life))
    return tuple(_line(life) for _, life in sorted(lines, key=lambda one: one[0]))


def lives(first: Text, scripts: Iterable[EditScript]) -> tuple[Life, ...]:
    """The lives of all sentences, from the first revision's text and the scripts that follow, in the order they came.

    ValueError where a script does not begin with what the one before it ended with.
    """
    ended: list[Life] = []
    known: _Known = {}
    there: _Standing = {}
    for text_field in Field:
        for block, line in enumerate(lines_of(first, text_field)):
            for index, letters in enumerate(cut(line, first.language)):
                known[text_field, block_fingerprint(letters)] = 1
                step = Step(1, Place(block, index), letters)
                there[_Spot(text_field, block, index)] = _Living(1, 1, [step])
    for revision, script in enumerate(scripts, 2):
        there = _next(revision, script, there, known, ended)
    ended += [living.life(spot.field) for spot, living in there.items()]
    return tuple(life for life in sorted(ended, key=_coming) if _seen(life))


def standing(found: Iterable[Life], revision: int) -> list[Life]:
    """The sentences of one revision, in reading order: headline, standfirst, byline, body, notices."""
    there = [(_FIELDS[life.field], step.place, life) for life in found if (step := life.at(revision))]
    return [life for _, _, life in sorted(there, key=lambda one: one[:2])]


def gone(found: Iterable[Life], revision: int) -> list[Life]:
    """The sentences that were taken out up to a revision, and do not stand in it again: the last taken out first."""
    found = list(found)
    there = {(life.field, block_fingerprint(step.letters)) for life in found if (step := life.at(revision))}
    out = [
        (-life.removed_in, _FIELDS[life.field], life.steps[-1].place, life)
        for life in found
        if life.removed_in and life.removed_in <= revision and (life.field, block_fingerprint(life.text)) not in there
    ]
    return [life for *_, life in sorted(out, key=lambda one: one[:3])]


def _line(life: Life) -> Line:
    edited = tuple(step.revision for step in life.steps if step.edited)
    moved = tuple(step.revision for step in life.steps if step.moved)
    return Line(life.field, life.text, life.added_in, life.removed_in, life.first_in, edited, moved)


def _coming(life: Life) -> tuple[int, int, Place]:
    return life.steps[0].revision, _FIELDS[life.field], life.steps[0].place


def _seen(life: Life) -> bool:
    """Not a stamp or an empty line, which nobody brings."""
    return block_fingerprint(life.text) != block_fingerprint("")


_FIELDS = {text_field: number for number, text_field in enumerate(Field)}


class _Spot(NamedTuple):
    field: Field
    block: int
    sentence: int


@dataclass(slots=True)
class _Living:
    added_in: int
    first_in: int
    steps: list[Step]

    def life(self, text_field: Field, *, removed_in: int | None = None, joined_in: int | None = None) -> Life:
        return Life(text_field, self.added_in, self.first_in, tuple(self.steps), removed_in, joined_in)


_Standing = dict[_Spot, _Living]
# The earliest revision in which some words stood in a field, by their fingerprint.
_Known = dict[tuple[Field, str], int]


def _next(revision: int, script: EditScript, before: _Standing, known: _Known, ended: list[Life]) -> _Standing:
    """The sentences that stand after a script; those that it ends are added to `ended`."""
    links = _links(script)
    if links.olds != before.keys():
        raise ValueError(f"the script of revision {revision} does not begin with the text before it")
    after: _Standing = {}
    heirs: dict[_Spot, _Spot] = {}
    for new, edits in links.pieces.items():
        step = _step(revision, new, edits)
        first = known.setdefault((new.field, block_fingerprint(step.letters)), revision)
        sources = links.sources[new]
        shorter = min(_size(step.letters), sum(_size(before[old].steps[-1].letters) for old in sources))
        if not sources or sum(sources.values()) < LIGHT * shorter:
            # The words that it stands in place of are gone: it was brought, not edited.
            after[new] = _Living(revision, first, [step._replace(edited=False, moved=False)])
            continue
        parent = max(sources, key=lambda old: sources[old])
        after[new] = _Living(before[parent].added_in, min(first, before[parent].first_in), [step])
        if parent not in heirs or sources[parent] > links.sources[heirs[parent]][parent]:
            heirs[parent] = new
    joined = {old for new, living in after.items() if living.added_in != revision for old in links.sources[new]}
    for old, living in before.items():
        if old in heirs:
            heir = after[heirs[old]]
            heir.steps = [*living.steps, *heir.steps]
        elif old in joined:
            ended.append(living.life(old.field, joined_in=revision))
        else:
            ended.append(living.life(old.field, removed_in=revision))
    return after


class _Links(NamedTuple):
    olds: set[_Spot]
    pieces: dict[_Spot, list[SentenceEdit]]  # of a new sentence
    sources: dict[_Spot, Counter[_Spot]]  # of a new sentence: how many letters each old one gave


def _links(script: EditScript) -> _Links:
    links = _Links(set(), defaultdict(list), defaultdict(Counter))
    for text_field, edit in script:
        old = edit.old and _Spot(text_field, edit.old.block, edit.old.sentence)
        new = edit.new and _Spot(text_field, edit.new.block, edit.new.sentence)
        if old:
            links.olds.add(old)
        if new:
            links.pieces[new].append(edit)
        if old and new:
            links.sources[new][old] += sum(_size(part.new) for part in edit.segments if part.op is Op.KEPT)
    return links


def _step(revision: int, spot: _Spot, edits: list[SentenceEdit]) -> Step:
    return Step(
        revision,
        Place(spot.block, spot.sentence),
        "".join([edit.new_text for edit in edits]),
        edited=len(edits) > 1 or any(edit.edited for edit in edits),
        moved=any(edit.moved for edit in edits),
    )


def _size(letters: str) -> int:
    """Letters without spaces."""
    return len("".join(letters.split()))
