"""Articles as people paste them: headline, paragraphs, and between them what the page had around its pictures.

No word is lost: every word of the source is in the headline, standfirst, byline, blocks or notices, or in a stripped
piece with its reason. What is taken out is decided by what a line is and where it stands, never by whose page it was.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from crawler.extraction import frontmatter, phrases, signatures
from crawler.extraction.captions import is_caption, is_keywords, is_list, is_signed_off
from crawler.extraction.folding import UNSPACED, folded
from crawler.extraction.language import language_of
from crawler.extraction.lines import DASHES, Line, paragraphs, read_speech
from crawler.extraction.metadata import names, written
from crawler.extraction.notices import notice_of
from storage.records import Block, BlockKind, Notice, Reason, Stamp, Stripped

MARKDOWN = (".md", ".markdown")
MARKDOWN_HEADING = re.compile(r"\s*# +\S")
LONGEST_HEADLINE = 220
LONGEST_STANDFIRST = 450
LONGEST_SUBHEAD = 110
LONGEST_TITLE = 160  # of another article in a list
PROSE = 110  # characters from which a line with a full stop is a paragraph of text
KICKER_WORDS = 3
FEWEST_DECK_WORDS = 6
LONGEST_CAPTION_GROUP = 4  # lines without an empty one between them that may be a picture's

_FULL_STOPS = (".", "。", "।", "॥", "۔", "։", "።", "။")  # noqa: RUF001
_STOPS = (*_FULL_STOPS, "!", "?", "！", "？", "…", '"', "”", "»", "“", "'", "’", "؟", ")", "）", "」", "』")  # noqa: RUF001
_CLOSING = "\"'”’»“)]）」』"  # noqa: RUF001 - what may follow a stop
_SENTENCES = re.compile(r"[.!?。](?=\W*\s|\W*[(\[])")
_PRICE = re.compile(r"(?:[^\W\d]+ )?[$€£¥₹]\s?\d[\d.,]*(?:\W+[^\W\d]+){1,3}|\d[\d.,]*\s?[€₽](?:\W+[^\W\d]+){1,3}")
_COPYRIGHT = re.compile(r"(?:©|\([cC]\))[^/|.]{0,80}\b(?:19|20)\d\d\b[^/|.]{0,80}\.?")
_LABELLED = re.compile(r"[^\W\d_]+\s?:\s(\w)\S*(?:\s+\S+){2,}(?<=[.।۔։])")  # noqa: RUF001
_SELLING = frozenset({Reason.OFFER, Reason.PAYWALL, Reason.NEWSLETTER, Reason.AD})


@dataclass(slots=True)
class PlainText:
    """What a text says, in the fields of an Extraction."""

    url: str | None = None
    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published: Stamp | None = None
    modified: Stamp | None = None
    language: str | None = None
    blocks: list[Block] = field(default_factory=list)
    stripped: list[Stripped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def strip(self, text: str, reason: Reason) -> None:
        self.stripped.append(Stripped(text, reason, len(self.blocks)))

    def strip_line(self, line: Line, reason: Reason) -> None:
        self.strip(line.text, reason)
        self.strip_addresses(line)

    def strip_addresses(self, line: Line) -> None:
        """Where the links of a line lead, for lines that do not become blocks: those keep their links."""
        if line.links:
            self.strip(" ".join(link.href for link in line.links), Reason.METADATA)


def extract(text: str, name: str | None = None) -> PlainText:
    """The article in a pasted text; Markdown where its name ends in .md, or in nothing known while the text
    begins with a Markdown heading.

    Raises PageError where the front matter gives a time that cannot be read.
    """
    matter = frontmatter.read(text)
    found = PlainText(url=matter.url, headline=matter.headline, byline=matter.byline)
    if matter.text:
        found.strip(matter.text, Reason.METADATA)
    if matter.published:
        found.published = Stamp(matter.published, "front matter")
    pasted = text[matter.length :].replace("\ufeff", "")
    called = (name or "").lower().removesuffix(".gz")
    markdown = called.endswith(MARKDOWN)
    if not called.endswith((".txt", ".text", *MARKDOWN)):
        markdown = MARKDOWN_HEADING.match(pasted) is not None
    lines = paragraphs(pasted, markdown=markdown)
    prose = " ".join(line.text for line in lines if len(line.text) >= PROSE) or " ".join(line.text for line in lines)
    found.language = language_of(prose)
    read_speech(lines, found.language, markdown=markdown)
    reasons = _reasons(lines, found.language)
    start = _head(lines, reasons, found)
    end = _end(lines, start, reasons, found.language)
    for number in range(start, len(lines)):
        if (
            number >= end
            and reasons[number] in (None, Reason.DATE)
            and notice_of(lines[number].text, found.language) is None
        ):
            _read_credits(lines[number], found)
        else:
            _place(lines, number, reasons, found)
    return found


def _reasons(lines: list[Line], language: str | None) -> list[Reason | None]:
    """Why each line is not text, as far as its own words and its neighbours in a group say so."""
    reasons = [phrases.reason_of(line.text, language) for line in lines]
    sizes = Counter(line.group for line in lines)
    for number, line in enumerate(lines):
        before = lines[number - 1] if number else None
        if line.image:
            reasons[number] = Reason.CAPTION
        elif is_labelled_sentence(line.text, any_case=reasons[number] is Reason.RELATED):
            reasons[number] = None if reasons[number] in (Reason.RELATED, Reason.CREDIT) else reasons[number]
        elif not line.bullet and is_keywords(line.text):
            reasons[number] = Reason.KEYWORDS
        elif reasons[number] is None and signatures.is_labelled_stamp(line.text, language):
            reasons[number] = Reason.DATE
        elif reasons[number] is None and signatures.is_address(line.text, language):
            reasons[number] = Reason.BYLINE
        elif reasons[number] is None and _COPYRIGHT.fullmatch(line.text):
            reasons[number] = Reason.AGENCY
        elif reasons[number] in (None, Reason.PLAYER) or (reasons[number] is Reason.AGENCY and "/" in line.text):
            after = before is not None and reasons[number - 1] is Reason.KEYWORDS
            together = before is not None and before.group == line.group and sizes[line.group] <= LONGEST_CAPTION_GROUP
            if is_caption(line.text, language, after_keywords=after) or (
                after and together and len(line.text) <= LONGEST_STANDFIRST
            ):
                reasons[number] = Reason.CAPTION
                if before is not None and together and reasons[number - 1] is None and is_list(before.text):
                    reasons[number - 1] = Reason.KEYWORDS
    _over_credits(lines, reasons)
    _spread(lines, reasons, language)
    _keep_signed_off(lines, reasons, language)
    return reasons


def _keep_signed_off(lines: list[Line], reasons: list[Reason | None], language: str | None) -> None:
    """A paragraph of several sentences is no caption for the agency at its end ("(dpa)"), and the last one never."""
    end = _end(lines, 0, reasons, language)
    for number, line in enumerate(lines):
        below = number and (reasons[number - 1] is Reason.KEYWORDS or lines[number - 1].image)
        if reasons[number] is Reason.CAPTION and not below and is_signed_off(line.text):
            several = len(line.text) >= PROSE and len(_SENTENCES.findall(line.text)) > 1
            if several or 0 < end <= number:
                reasons[number] = None
                end = len(lines) if number >= end else end


def is_labelled_sentence(text: str, *, any_case: bool) -> bool:
    """Whether a sentence of several words follows one word and a colon; names of credits begin in capitals."""
    found = _LABELLED.fullmatch(text)
    return found is not None and not text.endswith("...") and (any_case or found.group(1).islower())


def _over_credits(lines: list[Line], reasons: list[Reason | None]) -> None:
    """A line that shares a group with nothing but the credit under it ("Foto: Name") is the caption of that picture."""
    sizes = Counter(line.group for line in lines)
    for above, line in enumerate(lines[1:]):
        pair = sizes[line.group] == 2 and lines[above].group == line.group
        if pair and reasons[above + 1] in (Reason.CAPTION, Reason.CREDIT) and reasons[above] is None:
            reasons[above] = Reason.CAPTION


def _spread(lines: list[Line], reasons: list[Reason | None], language: str | None) -> None:
    """A group whose lines mostly sell something is an offer as a whole; a heading speaks for the list under it."""
    groups: dict[int, list[int]] = {}
    for number, line in enumerate(lines):
        groups.setdefault(line.group, []).append(number)
    short = {group for group, members in groups.items() if not any(is_prose(lines[n].text) for n in members)}
    for group in short:
        members = groups[group]
        selling = [n for n in members if reasons[n] in _SELLING]
        priced = [n for n in members if reasons[n] is None and _PRICE.fullmatch(lines[n].text)]
        if len(members) > 1 and selling and 2 * len(selling + priced) >= len(members):
            for n in members:
                reasons[n] = reasons[n] if reasons[n] in _SELLING else Reason.OFFER
    heading = listed = False
    for number, line in enumerate(lines):
        # A line with a title of its own ("Read more: How it fell") speaks for itself or for a group of such lines.
        listed = listed and line.group in short and line.group == lines[number - 1].group
        if reasons[number] is Reason.RELATED:
            heading = not is_prose(line.text) and (heading or phrases.is_whole(line.text, language))
            listed = line.group in short and len(groups) > 1
        elif reasons[number] is None and (heading or listed):
            if _is_sentence(line.text, listed=listed):
                heading = listed = False
            else:
                reasons[number] = Reason.RELATED
                listed = line.group in short


def _is_sentence(text: str, *, listed: bool) -> bool:
    """Whether a line under a heading is text again; in a `listed` group questions and quotes are titles."""
    length = len(text) + 2 * len(UNSPACED.findall(text))
    if length > LONGEST_TITLE or text.endswith((":", ",", ";")):
        return True
    if listed:
        return text.rstrip(_CLOSING).endswith(_FULL_STOPS) and not text.endswith("...")
    return text.endswith(_STOPS)


def is_prose(text: str) -> bool:
    """Whether a line is a paragraph of running text."""
    length = len(text) + 2 * len(UNSPACED.findall(text))
    return length >= PROSE and text.endswith(_STOPS)


def _head(lines: list[Line], reasons: list[Reason | None], found: PlainText) -> int:
    """Reads headline, standfirst, byline and date; returns the index of the first line of the body."""
    number = 0
    while number < len(lines) and reasons[number] in (Reason.NAVIGATION, Reason.SHARE, Reason.AD, Reason.INTERFACE):
        found.strip_line(lines[number], reasons[number] or Reason.OTHER)
        number += 1
    if number < len(lines) and _is_kicker(lines, number, found.language):
        found.strip_line(lines[number], Reason.HEADLINE)
        number += 1
    if number < len(lines) and _is_headline(lines, number, reasons):
        if found.headline is None:
            found.headline = lines[number].text
            found.strip_addresses(lines[number])
        else:
            found.strip_line(lines[number], Reason.HEADLINE)
        number += 1
    return _under_headline(lines, number, reasons, found)


def _is_kicker(lines: list[Line], number: int, language: str | None) -> bool:
    line = lines[number]
    if line.level or number + 1 >= len(lines) or len(line.text.split()) > KICKER_WORDS or UNSPACED.search(line.text):
        return False
    following = lines[number + 1].text
    return (
        len(following.split()) > KICKER_WORDS
        and len(following) <= LONGEST_HEADLINE
        and not following.rstrip(_CLOSING).endswith(_FULL_STOPS)
        and not names.starts_with_by(following, language)
        and written.moment_in(following, language) is None
    )


def _is_headline(lines: list[Line], number: int, reasons: list[Reason | None]) -> bool:
    line = lines[number]
    if line.level == 1:
        return True
    if reasons[number] is not None or line.kind not in (BlockKind.PARAGRAPH, BlockKind.SUBHEAD):
        return False
    alone = number + 1 < len(lines)
    return alone and len(line.text) <= LONGEST_HEADLINE and not line.text.endswith(_FULL_STOPS) and not line.bullet


def _under_headline(lines: list[Line], number: int, reasons: list[Reason | None], found: PlainText) -> int:
    """Reads what stands between headline and text, as far as there is a byline or a date."""
    signed = [
        n
        for n in range(number, min(number + 6, len(lines)))
        if signatures.is_byline(lines[n].text, found.language)
        # A caption may name a day too.
        or (reasons[n] not in (Reason.CAPTION, Reason.CREDIT) and signatures.is_dated(lines[n].text, found.language))
        or (reasons[n] is Reason.DATE and written.moment_in(lines[n].text, found.language) is not None)
    ]
    while number < len(lines):
        line, text = lines[number], lines[number].text
        if number in signed:
            _read_credits(line, found)
        elif number + 1 in signed and not found.byline and (people := signatures.bare_names(text, found.language)):
            found.byline = people
            found.strip_line(line, Reason.BYLINE)
        elif (
            reasons[number] is not None
            and reasons[number] is not Reason.RELATED
            and notice_of(text, found.language) is None
        ):
            found.strip_line(line, reasons[number] or Reason.OTHER)
        elif (
            found.standfirst is None
            and found.headline
            and (
                _is_standfirst(line, _is_signed_below(lines, number, reasons, signed, found.language))
                or (reasons[number] is None and _is_deck(lines, number))
            )
        ):
            found.standfirst = text
            found.strip_addresses(line)
        else:
            break
        number += 1
    return number


def _is_signed_below(
    lines: list[Line], number: int, reasons: list[Reason | None], signed: list[int], language: str | None
) -> bool:
    """Whether a byline or date stands below a line without text between, and text below that: dates end texts too."""
    for below in range(number + 1, len(lines)):
        if below in signed:
            return any(reasons[n] is None and n not in signed for n in range(below + 1, len(lines)))
        if reasons[below] is None and not (below + 1 in signed and signatures.bare_names(lines[below].text, language)):
            return False
    return False


def _end(lines: list[Line], start: int, reasons: list[Reason | None], language: str | None) -> int:
    """The index of the first line after the text, where bylines and dates may stand once more."""
    for number in range(len(lines) - 1, start - 1, -1):
        text = lines[number].text
        signed = signatures.is_stamp(text, language) or (
            signatures.is_byline(text, language) and bool(signatures.bare_names(text, language))
        )
        if reasons[number] is None and not signed and notice_of(text, language) is None:
            return number + 1
    return start


def _is_standfirst(line: Line, signed_below: bool) -> bool:
    if line.kind is not BlockKind.PARAGRAPH and line.level == 0:
        return False
    return len(line.text) <= LONGEST_STANDFIRST and (signed_below or line.emphasised)


def _is_deck(lines: list[Line], number: int) -> bool:
    """Whether a line is a second headline: several words without a full stop, right before the text."""
    text = lines[number].text
    if lines[number].kind is not BlockKind.PARAGRAPH or text.endswith(_STOPS) or len(text) > LONGEST_HEADLINE:
        return False
    after = lines[number + 1].text if number + 1 < len(lines) else ""
    return len(text.split()) >= FEWEST_DECK_WORDS and is_prose(after)


def _read_credits(line: Line, found: PlainText) -> None:
    """A line with a byline, a date or both."""
    text = line.text
    if signatures.is_byline(text, found.language):
        found.byline = found.byline or signatures.people_in(text, found.language)
        found.strip_line(line, Reason.BYLINE)
    else:
        found.strip_line(line, Reason.DATE)
    first, second = signatures.published_and_updated(text, found.language)
    if found.published is None and (moment := written.moment_in(first, found.language)):
        found.published = Stamp(moment, "text")
    if found.modified is None and (moment := written.moment_in(second, found.language)):
        found.modified = Stamp(moment, "text")


def _place(lines: list[Line], number: int, reasons: list[Reason | None], found: PlainText) -> None:
    """Puts a line of the body where it belongs."""
    line = lines[number]
    if notice := notice_of(line.text, found.language):
        found.notices.append(notice)
        found.strip_addresses(line)
        return
    reason = reasons[number] or (Reason.BIO if _is_bio(line.text, found) else None)
    if reason is not None:
        found.strip_line(line, reason)
    elif found.headline and folded(line.text) == folded(found.headline):
        found.strip_line(line, Reason.HEADLINE)
    else:
        kind = BlockKind.SUBHEAD if line.kind is BlockKind.PARAGRAPH and _is_subhead(lines, number) else line.kind
        found.blocks.append(Block(line.text, kind, links=line.links))


def _is_bio(text: str, found: PlainText) -> bool:
    """Whether a line after the text says who its author is ("Jane Doe is a reporter in Paris.")."""
    name = next((name for name in found.byline if text.startswith(name)), None)
    if name is None or not found.blocks or len(text) > LONGEST_STANDFIRST:
        return False
    said = f" {folded(text[len(name) :])} "
    return any(f" {word}" in said[:LONGEST_SUBHEAD] for word in phrases.words("staff", found.language))


def _is_subhead(lines: list[Line], number: int) -> bool:
    """A short line without a full stop, alone before a paragraph."""
    text = lines[number].text
    if len(text) > LONGEST_SUBHEAD or text.endswith(("!", "…", ":", ",", ";", '"', "”", "»", "」")):
        return False
    if text.rstrip(_CLOSING).endswith(_FULL_STOPS) or text.startswith(DASHES):
        return False
    if number + 1 >= len(lines):
        return False
    return is_prose(lines[number + 1].text) and len(lines[number + 1].text) > 2 * len(text)
