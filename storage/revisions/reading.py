"""What a reader would call the edits of one sentence: a figure changed, a name, a hedge, or only the style."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import regex

from storage.revisions.counterparts import changed_numbers
from storage.revisions.kinds import EditKind
from storage.revisions.names import Known, Name, names_in, same_name
from storage.revisions.numbers import numbers_in, tells_numbers
from storage.revisions.quotes import quotations_in
from storage.revisions.vocabulary import Vocabulary, compared, is_variant, plain, tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from storage.revisions.counting import Number
    from storage.revisions.lexicon import Lexicon
    from storage.revisions.phrases import Phrases
    from storage.revisions.vocabulary import Token

# An extract of changed words that lie further apart is shown in parts.
EXTRACT = 80
SHOWN = 8
# Of two sentences that share less of their content words one took the other's place, and its "not" went with the rest.
# Chosen by reading the hundred heaviest of 4,000 headline changes, English and Dutch: at .5 a "not" was still
# said to have gone where one quotation had taken another's place.
KIN = 0.6
# A word that turned into its opposite tells more than a "not": half is enough, "The price rose" and "The price fell".
KIN_OPPOSITES = 0.5
# How far a "not" or "allegedly" reaches: one of so many content words before and behind it must have stayed.
REACH = 2
# A sentence with more is none, but a text without full stops.
FEW = 20
QUOTING = regex.compile(r"[“”„\"«»「」『』‘’']")
SIGNS = re.compile(r"[\W_]+")
# "No 10" is a street number.
NUMBERED = regex.compile(r"\.?\s*\d")


@dataclass(frozen=True, slots=True)
class Finding:
    """A kind of edit in a sentence with the words it saw; its place is known to whoever asked."""

    kind: EditKind
    old: str = ""
    new: str = ""
    amount: int = 1
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two texts: what stands elsewhere in it neither came nor went."""

    known: Known
    stems: Counter[str]  # of the content words in its changed sentences; the others are the same on both sides


def side(lines: Iterable[str], changed: Iterable[str], lexicon: Lexicon) -> Side:
    """A text, from its lines and those of its sentences that changed."""
    stems = Counter([token.stem for sentence in changed for token in tokens(sentence, lexicon) if not token.function])
    return Side(Known("\n".join(lines), lexicon), stems)


@dataclass(frozen=True, slots=True)
class Reading:
    """Reads edits of sentences in the light of the two texts that they belong to."""

    lexicon: Lexicon
    old: Side
    new: Side

    def edited(self, old: str, new: str) -> list[Finding]:
        """What became of a sentence that was edited; empty only if both are the same but for outer space."""
        if old.strip() == new.strip():
            return []
        if _letters(old) == _letters(new) and old.split() != new.split():
            return self._lettered(old, new)
        findings = list(self._edited(old, new))
        return findings or [Finding(EditKind.STYLE, *_differing(old, new))]

    def _lettered(self, old: str, new: str) -> list[Finding]:
        """What became of a sentence that has all its letters: they are joined or parted, set off or capitalised."""
        sides = tokens(old, self.lexicon), tokens(new, self.lexicon)
        before, after = ([token.folded for token in side] for side in sides)
        findings = list(_respelled(compared(*sides, self.lexicon)))
        marked = list(_marked(old, new))
        if marked:
            old, new = (QUOTING.sub("", side) for side in (old, new))
        if before != after:
            cased = [finding for finding in findings if finding.kind is EditKind.CASE]
            return [*marked, *cased, Finding(EditKind.SPELLING, *_differing(old, new), detail="joined")]
        findings += marked
        if findings and "".join(old.split()).casefold() == "".join(new.split()).casefold():
            return findings
        return [*findings, Finding(EditKind.PUNCTUATION, *_differing(old, new))]

    def _edited(self, old: str, new: str) -> Iterator[Finding]:
        old_numbers: tuple[Number, ...] = ()
        new_numbers: tuple[Number, ...] = ()
        if tells_numbers(old, self.lexicon) or tells_numbers(new, self.lexicon):
            old_numbers, new_numbers = numbers_in(old, self.lexicon), numbers_in(new, self.lexicon)
        old_words = tokens(old, self.lexicon, _spans(old_numbers))
        new_words = tokens(new, self.lexicon, _spans(new_numbers))
        words = compared(old_words, new_words, self.lexicon)
        likeness = kinship(old_words, new_words)
        kin = likeness >= KIN
        figures, respelled = changed_numbers(old_numbers, new_numbers, kin=kin)
        telling = [_figure(*pair) for pair in figures if self._is_news(*pair)]
        if likeness >= KIN_OPPOSITES:
            telling += _reversed(words, self.lexicon)
        if kin:
            telling += self._negated(old, new, words)
            telling += self._hedged(old, new, words)
            telling += self._named(old, new, words)
        telling += self._worded(old, new, words)
        yield from telling
        yield from (Finding(EditKind.STYLE, a.text, b.text, detail="number") for a, b in respelled)
        yield from _respelled(words)
        if telling:
            return  # the words that hold the sentence together went along
        if words.gone or words.come:
            yield Finding(EditKind.STYLE, _extract(old, words.gone), _extract(new, words.come))
        elif _reordered([t.folded for t in old_words], [t.folded for t in new_words]):
            yield Finding(EditKind.STYLE, *_differing(old, new), detail="order")

    def _is_news(self, old: Number | None, new: Number | None) -> bool:
        """A number that only came or went counts if the other text has it nowhere."""
        if old is None:
            return new is not None and not self.old.known.has(new.text.casefold())
        return new is not None or not self.new.known.has(old.text.casefold())

    def _negated(self, old: str, new: str, words: Vocabulary) -> Iterator[Finding]:
        """Negations that came or went."""
        before, after = self._reaching(self.lexicon.negation, old, new)
        if len(before) != len(after):
            detail = "added" if len(after) > len(before) else "removed"
            sides = ", ".join(_less(before, after)), ", ".join(_less(after, before))
            yield Finding(EditKind.NEGATION, *sides, detail=detail)
        _forget(words, self.lexicon.negation)

    def _hedged(self, old: str, new: str, words: Vocabulary) -> Iterator[Finding]:
        before, after = self._reaching(self.lexicon.hedge, old, new)
        if len(before) != len(after):
            detail = "added" if len(after) > len(before) else "removed"
            sides = ", ".join(_less(before, after)), ", ".join(_less(after, before))
            yield Finding(EditKind.HEDGE, *sides, detail=detail)
            _forget(words, self.lexicon.hedge)

    def _reaching(self, pattern: Phrases, old: str, new: str) -> tuple[list[str], list[str]]:
        return _reaching(pattern, old, new, self.lexicon), _reaching(pattern, new, old, self.lexicon)

    def _named(self, old: str, new: str, words: Vocabulary) -> Iterator[Finding]:
        """Names that became others; a name alone that came or went, if the other text has it nowhere."""
        if not words.spelled and not words.gone_content and not words.come_content:
            return
        for pair in list(words.spelled):
            names = _touching(names_in(old, self.lexicon, self.old.known), pair[:1])
            if names and plain(pair[0].text) != plain(pair[1].text) and not is_variant(*pair, self.lexicon):
                words.spelled.remove(pair)
                others = _touching(names_in(new, self.lexicon, self.new.known), pair[1:])
                yield Finding(
                    EditKind.NAME, names[0].text, others[0].text if others else pair[1].text, detail="spelling"
                )
        gone = _touching(names_in(old, self.lexicon, self.old.known), words.gone) if words.gone_content else []
        come = _touching(names_in(new, self.lexicon, self.new.known), words.come) if words.come_content else []
        while gone and come:
            one, other = gone.pop(0), come.pop(0)
            _drop(words, one, other)
            yield Finding(EditKind.NAME, one.text, other.text, detail="fuller" if same_name(one, other) else "changed")
        for name in come:
            if any(not self.old.known.has(word) for word in name.words):
                yield Finding(EditKind.NAME, "", name.text, detail="added")
            else:
                yield Finding(EditKind.STYLE, "", name.text, detail="name")
            _drop(words, None, name)
        for name in gone:
            if any(not self.new.known.has(word) for word in name.words):
                yield Finding(EditKind.NAME, name.text, "", detail="dropped")
            else:
                yield Finding(EditKind.STYLE, name.text, "", detail="name")
            _drop(words, name, None)

    def _worded(self, old: str, new: str, words: Vocabulary) -> Iterator[Finding]:
        """Content words that came or went and do not stand elsewhere in the other text instead."""
        gone = [t for t in words.gone_content if self.new.stems[t.stem] < self.old.stems[t.stem]]
        come = [t for t in words.come_content if self.old.stems[t.stem] < self.new.stems[t.stem]]
        _spell_out(gone, come)
        heavy = [[t for t in side if self.lexicon.weighs(t.folded)] for side in (gone, come)]
        amount = sum(map(len, heavy))
        if amount:
            detail = "replaced" if gone and come else "added" if come else "cut"
            yield Finding(EditKind.WORDING, _extract(old, gone), _extract(new, come), amount, detail)
        elif gone or come:
            yield Finding(EditKind.STYLE, _extract(old, gone), _extract(new, come), detail="light")


def kinship(old: Sequence[Token], new: Sequence[Token]) -> float:
    """The share of the content words of two sentences that stands in both, 0.0 to 1.0."""
    one, other = (Counter([token.stem for token in side if not token.function]) for side in (old, new))
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _spell_out(gone: list[Token], come: list[Token]) -> None:
    """Take out acronyms that are spelled out, and words that an acronym stands for now."""
    for short, long in ((gone, come), (come, gone)):
        for token in list(short):
            letters = token.folded
            if not token.text.isupper() or len(letters) == 1:
                continue
            for first in range(len(long) - len(letters) + 1):
                run = long[first : first + len(letters)]
                if "".join(word.folded[0] for word in run) == letters:
                    short.remove(token)
                    del long[first : first + len(letters)]
                    break


def _letters(text: str) -> str:
    return SIGNS.sub("", text.casefold())


def _marked(old: str, new: str) -> Iterator[Finding]:
    """Words put between quotation marks, or freed of them: so a newsroom keeps its distance or takes a claim over."""
    before, after = ({quotation.words: quotation.text for quotation in quotations_in(side)} for side in (old, new))
    for words in after.keys() - before.keys() if len(after) > len(before) else ():
        yield Finding(EditKind.QUOTE, "", after[words], detail="marks")
    for words in before.keys() - after.keys() if len(before) > len(after) else ():
        yield Finding(EditKind.QUOTE, before[words], "", detail="marks")


def _reversed(words: Vocabulary, lexicon: Lexicon) -> Iterator[Finding]:
    """Words that turned into their opposites."""
    for token in list(words.gone):
        others = lexicon.opposites.get(token.folded, frozenset())
        other = next((other for other in words.come if other.folded in others), None)
        if other is not None:
            words.gone.remove(token)
            words.come.remove(other)
            yield Finding(EditKind.NEGATION, token.text, other.text, detail="reversed")


def _reordered(these: Sequence[str], those: Sequence[str]) -> bool:
    return these != those and Counter(these) == Counter(those)


def _figure(old: Number | None, new: Number | None) -> Finding:
    what = (new.what if new else "") or (old.what if old else "")
    return Finding(EditKind.FIGURE, old.text if old else "", new.text if new else "", detail=what)


def _respelled(words: Vocabulary) -> Iterator[Finding]:
    for one, other in words.spelled:
        yield Finding(EditKind.SPELLING, one.text, other.text)
    for ones, others in words.joined:
        yield Finding(
            EditKind.SPELLING, " ".join(t.text for t in ones), " ".join(t.text for t in others), detail="joined"
        )
    for one, other in words.bent:
        yield Finding(EditKind.STYLE, one.text, other.text)
    for one, other in words.cased:
        if one.start and other.start:
            yield Finding(EditKind.CASE, one.text, other.text)


def _spans(numbers: Iterable[Number]) -> list[tuple[int, int]]:
    return [(number.start, number.end) for number in numbers if not number.article]


def _reaching(pattern: Phrases, text: str, other: str, lexicon: Lexicon) -> list[str]:
    """The phrases in a text beside which a content word stands that the other text has too."""
    if not pattern.search(text):
        return []
    there = {token.stem for token in tokens(other, lexicon) if not token.function}
    here = [token for token in tokens(text, lexicon) if not token.function]
    found = []
    for match in islice(pattern.finditer(text), FEW):
        near = [token.stem for token in here if token.end <= match.start()][-REACH:]
        near += [token.stem for token in here if token.start >= match.end()][:REACH]
        if there.intersection(near) and not NUMBERED.match(text, match.end()):
            found.append(match[0])
    return found


def _less(these: list[str], those: list[str]) -> list[str]:
    """The phrases that the other side has fewer of."""
    left = Counter(phrase.casefold() for phrase in those)
    found = []
    for phrase in these:
        if left[phrase.casefold()] > 0:
            left[phrase.casefold()] -= 1
        else:
            found.append(phrase)
    return found


def _forget(words: Vocabulary, pattern: Phrases) -> None:
    """Words that a finding has named are not content that changed besides."""
    words.gone = [token for token in words.gone if not pattern.fullmatch(token.text)]
    words.come = [token for token in words.come if not pattern.fullmatch(token.text)]


def _touching(names: Sequence[Name], tokens: Iterable[Token]) -> list[Name]:
    spans = [(word.start, word.end) for word in tokens if not word.function]
    return [name for name in names if any(start < name.end and name.start < end for start, end in spans)]


def _drop(words: Vocabulary, old: Name | None, new: Name | None) -> None:
    if old is not None:
        words.gone = [t for t in words.gone if not (old.start <= t.start and t.end <= old.end)]
    if new is not None:
        words.come = [t for t in words.come if not (new.start <= t.start and t.end <= new.end)]


def _extract(text: str, words: Sequence[Token]) -> str:
    if not words:
        return ""
    start, end = words[0].start, words[-1].end
    if end - start <= EXTRACT and len(words) * 2 >= len(text[start:end].split()):
        return text[start:end]
    return " … ".join(word.text for word in words[:SHOWN]) + (" …" if len(words) > SHOWN else "")


DIFFERING = regex.compile(r"\S+")


def _differing(old: str, new: str) -> tuple[str, str]:
    """The words between the first and the last that differ."""
    before, after = DIFFERING.findall(old), DIFFERING.findall(new)
    first = 0
    while first < min(len(before), len(after)) and before[first] == after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] == after[-1 - last]:
        last += 1
    return " ".join(before[first : len(before) - last]), " ".join(after[first : len(after) - last])
