"""The edits of a change as a reader would name them, read off its edit script."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, partial
from typing import TYPE_CHECKING

from storage.records import NoticeKind
from storage.revisions.figures import COUNTS, recounts
from storage.revisions.kinds import Edit, EditKind
from storage.revisions.lexicon import guess_language, lexicon
from storage.revisions.quotes import changed_quotations, quotations_in, words_of
from storage.revisions.reading import Finding, Reading, kinship, side
from storage.revisions.script import Field, lines_of
from storage.revisions.sources import sources_in
from storage.revisions.vocabulary import compared, tokens
from storage.revisions.wholes import Whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from storage.records import Text
    from storage.revisions.lexicon import Lexicon
    from storage.revisions.names import Known
    from storage.revisions.quotes import Quotation
    from storage.revisions.script import EditScript, Place, SentenceEdit
    from storage.revisions.wholes import Wholes

NOTICE_KINDS = {kind: EditKind(kind.value) for kind in NoticeKind}
# A sentence fewer of whose content words are new is one that was split off or merged, not one that was added.
NEW_WORDS = 0.25
SHORT = 4
REFRAMED = 2
# A headline that keeps less of its content words is another headline, and nothing in it was edited.
SAME_LINE = 0.34
# A caption with its credit, in letters; what stands further down a line is no credit of a caption before it.
LONGEST_CAPTION = 500
# A sentence less of which is left without its boilerplate is boilerplate.
GENUINE = 0.6


def edits_of(script: EditScript, old: Text, new: Text, wholes: Wholes) -> tuple[Edit, ...]:
    """The edits between two texts in a reader's order; empty exactly where the script shows no difference.

    `wholes` is what came, went or moved as a whole in the body.
    """
    if not script.changed:
        return ()
    words = lexicon(new.language or old.language or guess_language(f"{old.body}\n{new.body}"))
    fields = (Field.HEADLINE, Field.STANDFIRST, Field.BODY)
    changed = {field: [sentence for sentence in script[field] if sentence.changed] for field in fields}
    everywhere = [sentence for field in fields for sentence in changed[field]]
    reading = Reading(
        words,
        side((line for f in fields for line in lines_of(old, f)), (s.old_text.strip() for s in everywhere), words),
        side((line for f in fields for line in lines_of(new, f)), (s.new_text.strip() for s in everywhere), words),
    )
    edits: list[Edit] = []
    for field in fields:
        if changed[field]:
            edits += _FieldReader(reading, field, old, new).edits(script[field], changed[field], wholes)
    changed[Field.BODY] = [sentence for sentence in changed[Field.BODY] if not wholes.is_paged(sentence)]
    edits += _recounted(edits, [sentence for field in fields for sentence in changed[field]], new, words)
    edits += _byline(old, new)
    edits += _notices(script[Field.NOTICES], old, new)
    edits += _links(old, new)
    return tuple(_merged(edits, words)) or (Edit(EditKind.PUNCTUATION, Field.BODY),)


class _FieldReader:
    """Reads one field's script."""

    def __init__(self, reading: Reading, field: Field, old: Text, new: Text) -> None:
        self.reading = reading
        self.lexicon: Lexicon = reading.lexicon
        self.field = field
        self.old, self.new = lines_of(old, field), lines_of(new, field)
        self._words_of_old, self._words_of_new = cache(partial(_words, self.old)), cache(partial(_words, self.new))
        self.length = max(1, sum(map(len, self.new)), sum(map(len, self.old)))

    def edits(self, script: Sequence[SentenceEdit], changed: Sequence[SentenceEdit], wholes: Wholes) -> list[Edit]:
        """The edits of the field, from its script and those of its sentences that changed; `wholes` is of the body."""
        if self.field is not Field.BODY:
            return self._line()
        found: list[Edit | Whole] = []
        read = 0
        together: dict[Whole, list[Edit]] = {}
        lines_old = {sentence.old.block for sentence in changed if sentence.old is not None}
        lines_new = {sentence.new.block for sentence in changed if sentence.new is not None}
        captions = _captions(script, lines_old, lines_new, self.lexicon)
        left = iter(changed)
        following = next(left, None)
        for sentence in script:
            depth = min(1.0, read / self.length)
            read += len(sentence.old_text if sentence.new is None else sentence.new_text)
            if sentence is not following:
                continue
            following = next(left, None)
            place = sentence.new or sentence.old
            findings = self._read(sentence)
            if any(place in captions for place in ((False, sentence.old), (True, sentence.new))):
                findings = [Finding(EditKind.BOILERPLATE, sentence.old_text.strip(), sentence.new_text.strip())]
            whole = wholes.of(sentence)
            for finding in findings:
                edit = _edit(finding, self.field, place, depth)
                if whole is None or not whole.takes(finding.kind):
                    found.append(edit)
                elif whole in together:
                    together[whole].append(edit)
                else:
                    together[whole] = [edit]
                    found.append(whole)
        lines_old = {line for line in lines_old if not wholes.is_in_post(line, new=False)}
        lines_new = {line for line in lines_new if not wholes.is_in_post(line, new=True)}
        quotations = self._quotations(sorted(lines_old), sorted(lines_new))
        return [one.edit(together[one]) if isinstance(one, Whole) else one for one in found] + list(quotations)

    def _line(self) -> list[Edit]:
        """The edits of a headline or standfirst, read as a whole; reframed if its content words are others."""
        kind = EditKind.HEADLINE if self.field is Field.HEADLINE else EditKind.STANDFIRST
        old, new = " ".join(self.old), " ".join(self.new)
        if not old or not new:
            return [Edit(kind, self.field, old, new, amount=SHORT, detail="added" if new else "dropped")]
        sides = [tokens(side, self.lexicon) for side in (old, new)]
        if kinship(*sides) < SAME_LINE:
            amount = sum(not token.function for side in sides for token in side)
            tolls = [f for f in self.reading.edited(old, new) if f.kind is EditKind.FIGURE and f.detail in COUNTS]
            found = [_edit(finding, self.field, None, 0.0) for finding in tolls if finding.old and finding.new]
            return [Edit(kind, self.field, old, new, amount=amount, detail="replaced"), *found]
        findings = [*self.reading.edited(old, new), *self._attribution(old, new)]
        found = [_edit(finding, self.field, None, 0.0) for finding in findings]
        found += self._quotations(range(len(self.old)), range(len(self.new)))
        amount = sum(edit.amount for edit in found if edit.kind not in MINOR)
        # A word more or less is no other headline.
        reframed = amount >= REFRAMED
        if not reframed:
            return found
        rest = [edit for edit in found if edit.kind is not EditKind.WORDING]
        return [Edit(kind, self.field, old, new, amount=amount, detail="reframed"), *rest]

    def _read(self, sentence: SentenceEdit) -> list[Finding]:
        if sentence.old is None:
            return self._one_sided("", sentence.new_text.strip())
        if sentence.new is None:
            return self._one_sided(sentence.old_text.strip(), "")
        findings: list[Finding] = []
        if sentence.moved:
            findings.append(Finding(EditKind.MOVED, "", sentence.new_text.strip()))
        if sentence.edited:
            texts = sentence.old_text.strip(), sentence.new_text.strip()
            old, new = (self.lexicon.boilerplate.sub(" ", text) for text in texts)
            if old.split() == new.split():
                findings.append(Finding(EditKind.BOILERPLATE, *texts))
            else:
                findings += self._noticed(old, new)
                findings += self.reading.edited(old, new)
                findings += self._attribution(old, new)
        return findings

    def _noticed(self, old: str, new: str) -> Iterator[Finding]:
        """A sentence that came to say what the editors changed, or no longer says so."""
        if not self.lexicon.notice.search(new) and not self.lexicon.notice.search(old):
            return
        for kind, pattern in self.lexicon.notices.items():
            if pattern.search(new) and not pattern.search(old):
                yield Finding(EditKind(kind), "", new.strip(), detail="in the text")
            elif pattern.search(old) and not pattern.search(new):
                yield Finding(EditKind.NOTICE_DROPPED, old.strip(), "", detail="in the text")

    def _one_sided(self, old: str, new: str) -> list[Finding]:
        """What a sentence is that was added (`old` is empty) or cut."""
        text = old or new
        added = not old
        there, elsewhere = (self.reading.new, self.reading.old) if added else (self.reading.old, self.reading.new)
        for kind, pattern in self.lexicon.notices.items() if self.lexicon.notice.search(text) else ():
            if pattern.search(text):
                notice = EditKind(kind) if added else EditKind.NOTICE_DROPPED
                return [Finding(notice, "" if added else text, text if added else "", detail="in the text")]
        rest = self.lexicon.boilerplate.sub(" ", text)
        content = [token for token in tokens(rest, self.lexicon) if not token.function]
        if not content and rest == text:
            return [Finding(EditKind.PUNCTUATION, "" if added else text, text if added else "")]
        if not content or len(rest) < GENUINE * len(text):
            return [Finding(EditKind.BOILERPLATE, "" if added else text, text if added else "")]
        here, other = there.stems.get, elsewhere.stems.get
        fresh = [token for token in content if here(token.stem, 0) > other(token.stem, 0)]
        if len(content) >= SHORT and len(fresh) < NEW_WORDS * len(content):
            return [Finding(EditKind.STYLE, "" if added else text, text if added else "", detail="order")]
        kind = EditKind.SENTENCE_ADDED if added else EditKind.SENTENCE_CUT
        found = [Finding(kind, "" if added else text, text if added else "", max(1, len(fresh)))]
        for source in sources_in(rest, self.lexicon):
            if not any(elsewhere.known.has(word) for word in source.words):
                sides = ("", source.text) if added else (source.text, "")
                found.append(Finding(EditKind.ATTRIBUTION, *sides, detail="added" if added else "dropped"))
        return found

    def _attribution(self, old: str, new: str) -> Iterator[Finding]:
        before, after = sources_in(old, self.lexicon), sources_in(new, self.lexicon)
        gone = [source for source in before if not any(source.stems & other.stems for other in after)]
        come = [source for source in after if not any(source.stems & other.stems for other in before)]
        for one, other in zip(gone, come, strict=False):
            yield Finding(EditKind.ATTRIBUTION, one.text, other.text, detail="changed")
        for source in gone[len(come) :]:
            if not any(self.reading.new.known.has(word) for word in source.words):
                yield Finding(EditKind.ATTRIBUTION, source.text, "", detail="dropped")
        for source in come[len(gone) :]:
            if not any(self.reading.old.known.has(word) for word in source.words):
                yield Finding(EditKind.ATTRIBUTION, "", source.text, detail="added")

    def _quotations(self, old_lines: Sequence[int], new_lines: Sequence[int]) -> Iterator[Edit]:
        """Quotations whose words changed, came or went; they may run over sentences, so they are read by the line."""
        before = [(n, q) for n in old_lines for q in quotations_in(self.old[n])]
        after = [(n, q) for n in new_lines for q in quotations_in(self.new[n])]
        if not before and not after:
            return
        homes_old = {id(q): n for n, q in before}
        homes_new = {id(q): n for n, q in after}
        for one, other in changed_quotations([q for _, q in before], [q for _, q in after]):
            if one is not None and other is not None:
                wording = compared(tokens(one.text, self.lexicon), tokens(other.text, self.lexicon), self.lexicon)
                if not wording.gone_content and not wording.come_content:
                    continue
                detail = "changed"
            elif one is not None:
                if _said(one, self.reading.new.known, self._words_of_new):
                    continue
                detail = "cut"
            else:
                if other is None or _said(other, self.reading.old.known, self._words_of_old):
                    continue
                detail = "added"
            line = homes_new[id(other)] if other is not None else homes_old[id(one)]
            lines = self.new if other is not None else self.old
            depth = sum(map(len, lines[:line])) / self.length
            amount = max(len(q.words) for q in (one, other) if q is not None)
            yield Edit(
                EditKind.QUOTE,
                self.field,
                one.text if one else "",
                other.text if other else "",
                None,
                depth,
                amount,
                detail,
            )


MINOR = frozenset(
    {EditKind.STYLE, EditKind.SPELLING, EditKind.CASE, EditKind.PUNCTUATION, EditKind.MOVED, EditKind.BOILERPLATE}
)


def _edit(finding: Finding, field: Field, place: Place | None, depth: float) -> Edit:
    return Edit(finding.kind, field, finding.old, finding.new, place, depth, finding.amount, finding.detail)


def _captions(
    script: Sequence[SentenceEdit], old: set[int], new: set[int], lexicon: Lexicon
) -> set[tuple[bool, Place | None]]:
    """The places, in the old text (False) and the new (True), of sentences of captions: on the beginning of one of the
    lines `old` and `new`, up to a credit that closes them."""
    lines: dict[tuple[bool, int], list[tuple[Place, str]]] = {}
    for sentence in script:
        if sentence.old is not None and sentence.old.block in old:
            lines.setdefault((False, sentence.old.block), []).append((sentence.old, sentence.old_text))
        if sentence.new is not None and sentence.new.block in new:
            lines.setdefault((True, sentence.new.block), []).append((sentence.new, sentence.new_text))
    found: set[tuple[bool, Place | None]] = set()
    for (is_new, _), sentences in lines.items():
        sentences.sort()
        credit = lexicon.credit.search("".join(text for _, text in sentences), 0, LONGEST_CAPTION)
        if credit is None:
            continue
        read = 0
        for place, text in sentences:
            if read + len(text.strip()) <= credit.end():
                found.add((is_new, place))
            read += len(text)
    return found


ONE_SIDED = frozenset(
    {EditKind.SENTENCE_ADDED, EditKind.SENTENCE_CUT, EditKind.PARAGRAPH_ADDED, EditKind.PARAGRAPH_CUT}
)


def _said(quotation: Quotation, known: Known, words: Callable[[], str]) -> bool:
    """The words stand in the text, in other marks or in none."""
    longest = max(quotation.words, key=len)
    if longest.isalpha() and not known.has(longest):
        return False
    return f" {' '.join(quotation.words)} " in words()


def _words(lines: Iterable[str]) -> str:
    """All words of some lines, a space around each."""
    return f" {' '.join(word for line in lines for word in words_of(line))} "


def _recounted(edits: Sequence[Edit], changed: Sequence[SentenceEdit], new: Text, lexicon: Lexicon) -> Iterator[Edit]:
    """A toll that changed in sentences so rewritten that neither goes for the other."""
    told = {edit.detail for edit in edits if edit.kind is EditKind.FIGURE and edit.old and edit.new}
    if not any(edit.kind in ONE_SIDED for edit in edits):
        return
    length = max(1, len(new.body))
    for recount in recounts([s.old_text for s in changed], [s.new_text for s in changed], lexicon):
        if recount.what not in told:
            depth = max(0, new.body.find(recount.sentence)) / length
            yield Edit(EditKind.FIGURE, Field.BODY, recount.old, recount.new, None, depth, 1, recount.what)


def _byline(old: Text, new: Text) -> list[Edit]:
    before, after = ", ".join(old.byline), ", ".join(new.byline)
    return [Edit(EditKind.BYLINE, Field.BYLINE, before, after)] if before.split() != after.split() else []


def _notices(script: Sequence[SentenceEdit], old: Text, new: Text) -> Iterator[Edit]:
    """Notices that came, went or were reworded, a whole notice at a time."""
    changed_old = {s.old.block for s in script if s.changed and s.old is not None}
    changed_new = {s.new.block for s in script if s.changed and s.new is not None}
    gone = [old.notices[n] for n in sorted(changed_old)]
    for n in sorted(changed_new):
        notice = new.notices[n]
        before = next((other for other in gone if other.kind is notice.kind), None)
        if before is not None:
            gone.remove(before)
        detail = "changed" if before else "added"
        yield Edit(NOTICE_KINDS[notice.kind], Field.NOTICES, before.text if before else "", notice.text, detail=detail)
    for notice in gone:
        kind = EditKind.DEVELOPING if notice.kind is NoticeKind.DEVELOPING else EditKind.NOTICE_DROPPED
        yield Edit(kind, Field.NOTICES, notice.text, "", detail="dropped")


def _links(old: Text, new: Text) -> Iterator[Edit]:
    """Links on the same words that lead elsewhere."""
    before = {link.text: link.href for block in old.blocks for link in block.links}
    for n, block in enumerate(new.blocks):
        for link in block.links:
            if link.text in before and before[link.text] != link.href:
                yield Edit(
                    EditKind.LINK, Field.BODY, before[link.text], link.href, None, n / len(new.blocks), 1, link.text
                )


def _merged(edits: Iterable[Edit], lexicon: Lexicon) -> list[Edit]:
    """The very same edit once, with how often it was made; a word with another ending is the same."""
    found: dict[tuple[EditKind, Field, str, str, str], Edit] = {}
    for edit in edits:
        old, new = (lexicon.stem(side.casefold()) if side.isalpha() else side for side in (edit.old, edit.new))
        key = (edit.kind, edit.field, old, new, edit.detail)
        found[key] = replace(found[key], times=found[key].times + 1) if key in found else edit
    return list(found.values())
