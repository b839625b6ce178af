"""The figures of an article over time: how a toll, a sum or a share went from revision to revision.

Two numbers belong to one series when they count the same thing, by the tables or by the noun behind them, in sentences
that share their words. A revision that does not give a figure leaves its series as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from sentencex import segment

from storage.revisions.lexicon import PEOPLE, guess_language, lexicon
from storage.revisions.numbers import numbers_in
from storage.revisions.vocabulary import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from storage.records import Text
    from storage.revisions.counting import Number
    from storage.revisions.lexicon import Lexicon

# What says when something was, how old it is or what it is called: no quantity that grows.
UNTRACKED = frozenset({"date", "day", "time", "year", "age", "code", "score"})
# The same kind of them in the headline or the lead is the same series.
COUNTS = PEOPLE
# The share of the smaller sentence's content words that two sightings must share to be of one series. Counts of people
# are told by their kind already; of sums and shares an article has many, whose sentences must be kindred.
KINDRED, KINDRED_COUNTS = 0.5, 0.2
# The first words of an article, in which it says its toll.
LEAD = 60
# Letters behind a number in which its noun stands.
NOUN = 60


@dataclass(frozen=True, slots=True)
class Point:
    """A value that a figure took, where it was first seen."""

    revision: int
    seen_at: datetime
    value: Decimal
    text: str  # as written: "two", "1.5 million"
    sentence: str


@dataclass(frozen=True, slots=True)
class Series:
    """A figure over the revisions: a point wherever its value changed, in the order seen."""

    what: str  # killed, injured, money, percent …; "" for what only its noun tells
    unit: str  # the noun behind the number, as written, where there is one
    points: tuple[Point, ...]

    @property
    def changed(self) -> bool:
        return len(self.points) > 1


@dataclass(slots=True)
class _Sighting:
    """One value of one thing in one revision, in all sentences that give it."""

    what: str
    unit: str
    noun: str
    value: Decimal
    text: str
    sentence: str
    context: set[str]
    leading: bool  # in the headline, the standfirst or the lead
    order: int


@dataclass(slots=True)
class _Track:
    last: _Sighting
    points: list[Point] = field(default_factory=list)


def series(texts: Sequence[tuple[int, datetime, Text]]) -> tuple[Series, ...]:
    """The figures of an article that changed, and its counts of people even if they did not; in the order in which they
    first stood in it. `texts` are its revisions: number, when it was seen, text; in the order of their numbers."""
    tracks: list[_Track] = []
    for revision, seen_at, text in texts:
        sightings = _sightings(text)
        for track, sighting in _matched(tracks, sightings):
            if sighting.value != track.last.value:
                track.points.append(_point(revision, seen_at, sighting))
            track.last = sighting
            sightings.remove(sighting)
        tracks += [_Track(sighting, [_point(revision, seen_at, sighting)]) for sighting in sightings]
    found = [Series(track.last.what, track.last.noun, tuple(track.points)) for track in tracks]
    return tuple(one for one in found if one.changed or one.what in COUNTS)


@dataclass(frozen=True, slots=True)
class Recount:
    """A count of people or cases that another text gives otherwise, whatever became of the sentences around it."""

    what: str
    old: str  # as written
    new: str
    sentence: str  # of the new text


def recounts(old: Sequence[str], new: Sequence[str], lexicon: Lexicon) -> tuple[Recount, ...]:
    """The counts of people and cases that differ between some sentences and those that took their place."""
    before, after = (
        _gathered(((one, False) for one in side if lexicon.people.search(one)), lexicon) for side in (old, new)
    )
    tracks = [_Track(sighting) for sighting in before if sighting.what in COUNTS]
    sightings = [sighting for sighting in after if sighting.what in COUNTS]
    pairs = _matched(tracks, sightings)
    for what in COUNTS:
        ones = [track for track in tracks if track.last.what == what and all(track is not one for one, _ in pairs)]
        others = [one for one in sightings if one.what == what and all(one is not other for _, other in pairs)]
        if len(ones) == len(others) == 1:  # the only toll that went, and the only one that came
            pairs.append((ones[0], others[0]))
    return tuple(
        Recount(sighting.what, track.last.text, sighting.text, sighting.sentence)
        for track, sighting in pairs
        if track.last.value != sighting.value
    )


def _point(revision: int, seen_at: datetime, sighting: _Sighting) -> Point:
    return Point(revision, seen_at, sighting.value, sighting.text, sighting.sentence)


def _sightings(text: Text) -> list[_Sighting]:
    words = lexicon(text.language or guess_language(text.body or text.headline or ""))
    return _gathered(_sentences(text), words)


def _gathered(sentences: Iterable[tuple[str, bool]], lexicon: Lexicon) -> list[_Sighting]:
    found: dict[tuple[str, str, Decimal], _Sighting] = {}
    for order, (sentence, leading) in enumerate(sentences):
        for one in _in_sentence(sentence, lexicon, leading=leading, order=order):
            # A count of people is the same in the headline and the lead; a sum only in kindred sentences.
            key = (one.what, "" if one.what in COUNTS else one.unit, one.value)
            known = found.get(key)
            if known is None:
                found[key] = one
            else:
                known.context |= one.context
                known.leading |= one.leading
    return list(found.values())


def _in_sentence(sentence: str, lexicon: Lexicon, *, leading: bool, order: int) -> Iterator[_Sighting]:
    numbers = numbers_in(sentence, lexicon)
    tracked = [number for number in numbers if _tracked(number)]
    if not tracked:
        return
    words = tokens(sentence, lexicon, [(n.start, n.end) for n in numbers])
    context = frozenset(token.stem for token in words if not token.function)
    for number in tracked:
        behind = tokens(sentence[number.end : number.end + NOUN], lexicon)
        noun = next((token.text for token in behind[:2] if token.stem == number.unit), "") if number.unit else ""
        value = number.value or Decimal(0)
        yield _Sighting(number.what, number.unit, noun, value, number.text, sentence, set(context), leading, order)


def _tracked(number: Number) -> bool:
    if number.value is None or number.what in UNTRACKED or (number.article and not number.what):
        return False
    return bool(number.what or number.unit)


def _sentences(text: Text) -> Iterator[tuple[str, bool]]:
    """The sentences of a text, and whether each stands where an article says what matters."""
    for line in (text.headline, text.standfirst):
        if line:
            yield line, True
    read = 0
    for block in text.blocks:
        # Half a surrogate pair, which broken JSON can hold, is one question mark to the splitter.
        for sentence in segment(text.language or "en", block.text.encode("utf-8", "replace").decode()):
            if sentence.strip():
                yield sentence.strip(), read < LEAD
                read += len(sentence.split())


def _matched(tracks: Sequence[_Track], sightings: Sequence[_Sighting]) -> list[tuple[_Track, _Sighting]]:
    """The tracks that go on, each with its sighting, the likest pairs first."""
    pairs = [
        (likeness, -abs(i - j), i, j)
        for i, track in enumerate(tracks)
        for j, sighting in enumerate(sightings)
        if (likeness := _likeness(track.last, sighting)) > 0
    ]
    taken_tracks: set[int] = set()
    taken: set[int] = set()
    found = []
    for _, _, i, j in sorted(pairs, reverse=True):
        if i not in taken_tracks and j not in taken:
            taken_tracks.add(i)
            taken.add(j)
            found.append((tracks[i], sightings[j]))
    return found


def _likeness(one: _Sighting, other: _Sighting) -> float:
    """How alike two sightings are, above 0 if they may be of one series."""
    if one.what != other.what or (not one.what and one.unit != other.unit):
        return 0
    if one.sentence == other.sentence and one.value == other.value:
        return 3
    shared = len(one.context & other.context) / max(1, min(len(one.context), len(other.context)))
    counts = one.what in COUNTS
    both_lead = counts and one.leading and other.leading
    if shared < (KINDRED_COUNTS if counts else KINDRED) and not both_lead:
        return 0
    return shared + (one.value == other.value) + both_lead
