"""What is not of the article among the pieces of its body: told from place, links, length, neighbours and phrases."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from crawler.extraction import captions, phrases
from crawler.extraction.body import home
from crawler.extraction.folding import folded
from crawler.extraction.pieces import HEADINGS, letters, spaced
from crawler.extraction.stops import stops
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

LONGEST_BIO, START_OF_BIO = 450, 110  # characters of it, and those among which it says what its author is
LONGEST_NAME = 4  # words of a linked name in a list
BIO = 40  # the size from which a sentence in a byline's place tells who its author is
LONGEST = 3  # times a headline's letters that a line repeating it may have in all
COPY = 2  # paragraphs said twice in a row that make a second copy
MANY = 3  # paragraphs in one container from which it is no teaser, and headings alike from which they are of the body
POINTERS, POINTED = 3, 30  # items of a list that point elsewhere, and the characters that their links have on average
SET_OFF = 25  # the size from which words set off are no chance in a paragraph
NEIGHBOURS = 8  # items before and after one that are looked at
TELLING = 28  # the size from which a short line may say something, and words in it without a capital
FEWEST_WORDS = 3
_MOMENT = re.compile(r"\b(?:19|20)\d\d|\d:\d\d")
_SHORTCODE = re.compile(r"\[[\w-]+ +[\w-]+=[^\]]*\]")  # of a content system that left it as it is
ALIKE = 90.0  # rapidfuzz ratio of letters from which a line repeats the headline


def headline_of(pieces: Sequence[Piece], headlines: Sequence[str]) -> int | None:
    """Which piece is the headline: the first top heading that says it, else the first one, else a line that says it."""
    keys = [key for headline in headlines if (key := letters(headline))]
    longest = LONGEST * max(map(len, keys), default=0)
    free = [n for n, piece in enumerate(pieces) if piece.reason is None and len(piece.text) <= longest]
    said = [n for n in free if says(pieces[n], keys)]
    for number in said:
        if _in(pieces[number], "h1"):
            return number
    for number in said:
        if pieces[number].element.tag in HEADINGS:
            return number
    tops = (n for n, piece in enumerate(pieces) if piece.reason is None and _in(piece, "h1"))
    return next(tops, said[0] if said else None)


def says(piece: Piece, headlines: Sequence[str]) -> bool:
    """Whether a piece is one of the headlines (as letters), perhaps with a kicker before it."""
    key = piece.key
    for headline in headlines:
        if key == headline:
            return True
        if (
            len(headline) >= 15
            and len(key) < 2 * len(headline)
            and (headline in key or fuzz.ratio(key, headline, score_cutoff=ALIKE) >= ALIKE)
        ):
            return True
        if len(key) >= 20 and headline.startswith(key):
            return True
    return False


def _in(piece: Piece, tag: str) -> bool:
    element = piece.element
    above = element.getparent()
    return element.tag == tag or (above is not None and above.tag == tag)


def strip(
    pieces: Sequence[Piece],
    headline: int | None,
    start: int,
    headlines: Sequence[str],
    language: str | None,
    people: Sequence[str] = (),
) -> None:
    """Give a reason to each anchored piece that is not of the article.

    `start` is the first paragraph, `people` are those of the byline.
    """
    keys = [key for text in headlines if (key := letters(text))]
    if headline is not None:
        pieces[headline].reason = pieces[headline].reason or Reason.HEADLINE
    _strip_pull_quotes(pieces)
    _strip_pointers(pieces)
    dressed = Counter(_dress(piece) for piece in pieces if piece.kept and piece.kind is BlockKind.SUBHEAD)
    homes = Counter(home(piece.element) for piece in pieces if piece.anchored and piece.prose)
    seen: set[str] = set()
    again: list[Piece] = []  # what was said before, with nothing new between
    for number, piece in enumerate(pieces):
        if not piece.kept:
            continue
        key = piece.key
        if not key or _SHORTCODE.fullmatch(piece.text):
            piece.reason = Reason.INTERFACE
        elif _in(piece, "h1") or (len(piece.text) < 300 and not piece.prose and _repeats(piece, keys, number < start)):
            piece.reason = Reason.HEADLINE
        elif headline is not None and number < headline and not piece.prose:
            piece.reason = Reason.HEADLINE if headline - number <= 2 else Reason.OTHER
        elif (reason := phrases.reason_of(piece.text, language)) is not None and not (
            dressed[_dress(piece)] >= MANY and _heads_paragraph(pieces, number)
        ):
            piece.reason = reason
        elif piece.prose and len(piece.text) > 60 and key in seen:
            piece.reason = Reason.DUPLICATE
        elif _is_link(piece) and not _heads_prose(pieces, number, homes) and not _is_listed(pieces, number):
            piece.reason = Reason.RELATED
        elif piece.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM) and (
            (
                piece.kind is BlockKind.PARAGRAPH
                and piece.pictured
                and not ends_sentence(piece)
                and not captions.is_prose(piece.text)
            )
            or (piece.under_picture and captions.is_credited(piece.text, language))
        ):
            piece.reason = Reason.CAPTION
        if key in seen:
            again.append(piece)
        elif piece.kept:
            _strip_copy(again)
            again = []
        seen.add(key)
    _strip_copy(again)
    _strip_edges(pieces, start, people, language)


def _repeats(piece: Piece, headlines: Sequence[str], before: bool) -> bool:
    """Whether a line is a headline once more; among the paragraphs by all its letters, for subheads share words."""
    return says(piece, headlines) if before else piece.key in headlines


def _strip_pull_quotes(pieces: Sequence[Piece]) -> None:
    """Take out what is set off and stands in a paragraph of the body too; the paragraph stays."""
    kept = [piece for piece in pieces if piece.kept]
    paragraphs = [piece for piece in kept if piece.prose and piece.kind is BlockKind.PARAGRAPH]
    beside = Counter(home(piece.element) for piece in paragraphs)
    among = [piece for piece in paragraphs if beside[home(piece.element)] > 1]
    quotes = [piece for piece in kept if piece.kind is BlockKind.QUOTE]
    apart = [piece for piece in kept if piece.kind is BlockKind.PARAGRAPH and beside[home(piece.element)] < 2]
    for set_off, others in ((quotes, paragraphs), (apart, among)):
        whole = "\n".join(piece.key for piece in others) if set_off else ""
        for piece in set_off:
            if piece.size >= SET_OFF and piece.key in whole:
                piece.reason = Reason.DUPLICATE


def _strip_pointers(pieces: Sequence[Piece]) -> None:
    """Take out lists whose items are headlines of other articles, each mostly linked behind a word or two, with the
    heading over them; but no list that a line of the body announces."""
    kept = [piece for piece in pieces if piece.kept]
    for at, items in groupby(enumerate(kept), lambda one: _list_around(one[1])):
        inside = list(items)
        number = inside[0][0]
        above = kept[number - 1] if number else None
        announced = above is not None and above.text.endswith((":", "\uff1a"))
        if at is None or announced or not _are_pointers([item for _, item in inside]):
            continue
        for _, item in inside:
            item.reason = Reason.RELATED
        if above is not None and above.kind is BlockKind.SUBHEAD:
            above.reason = Reason.RELATED


def _are_pointers(items: Sequence[Piece]) -> bool:
    """Whether items are links to their ends, perhaps behind a word or two each, as long as headlines are and no
    sentences: "Lock: Gates open again after nine years"; titles of works are shorter."""
    ends = [spaced(item.targets[-1][0]) if item.targets else "" for item in items]
    return (
        len(items) >= POINTERS
        and all(item.is_linked and not stops(item.text) for item in items)
        and all(end and item.text.endswith(end) for item, end in zip(items, ends, strict=True))
        and sum(map(len, ends)) >= POINTED * len(items)
    )


def _list_around(piece: Piece) -> HtmlElement | None:
    return piece.element.getparent() if piece.kind is BlockKind.ITEM else None


def _dress(piece: Piece) -> tuple[object, ...]:
    """What headings of one level have in common."""
    above = piece.element.getparent()
    around = () if above is None else (above.tag, above.get("class"))
    return (piece.element.tag, piece.element.get("class"), *around)


def _heads_paragraph(pieces: Sequence[Piece], number: int) -> bool:
    following = next((piece for piece in pieces[number + 1 :] if piece.kept), None)
    return pieces[number].kind is BlockKind.SUBHEAD and following is not None and following.prose > 0


def _strip_copy(again: Sequence[Piece]) -> None:
    """Take out the short lines of a second copy of the article too, as its paragraphs are."""
    if sum(piece.reason is Reason.DUPLICATE for piece in again) >= COPY:
        for piece in again:
            piece.reason = piece.reason or Reason.DUPLICATE


def say_why(pieces: Sequence[Piece], language: str | None) -> None:
    """Tell apart reasons that the names of elements do not: captions and credits, bylines and bios."""
    for piece in pieces:
        if piece.reason is Reason.CAPTION and phrases.reason_of(piece.text, language) is Reason.CREDIT:
            piece.reason = Reason.CREDIT
        elif (
            # Readers of a box without a name give their address to read on, not for letters.
            piece.reason is Reason.NEWSLETTER
            and piece.above is None
            and phrases.reason_of(piece.text, language) is Reason.PAYWALL
        ):
            piece.reason = Reason.PAYWALL
        elif piece.reason is Reason.BYLINE and piece.size >= BIO and ends_sentence(piece):
            piece.reason = Reason.BIO
        elif piece.reason in (None, Reason.OTHER) and not piece.kept and not piece.told:
            piece.reason = phrases.reason_of(piece.text, language) or Reason.OTHER


def _is_link(piece: Piece) -> bool:
    return piece.is_link and piece.kind is not BlockKind.TABLE


def _is_listed(pieces: Sequence[Piece], number: int) -> bool:
    """Whether a linked item stands among others that are not, or is a name in a list that a line announces:
    "The candidates are:"."""
    piece = pieces[number]
    if piece.kind is not BlockKind.ITEM:
        return False
    at = piece.element.getparent()
    if any(one.anchored and not one.is_linked and one.element.getparent() is at for one in _around(pieces, number)):
        return True
    if len(piece.text.split()) > LONGEST_NAME:
        return False
    before = next((one for one in reversed(pieces[:number]) if one.element.getparent() is not at), None)
    return before is not None and before.kept and before.text.endswith((":", "\uff1a"))


def _around(pieces: Sequence[Piece], number: int) -> Sequence[Piece]:
    return pieces[max(0, number - NEIGHBOURS) : number + NEIGHBOURS + 1]


def _heads_prose(pieces: Sequence[Piece], number: int, homes: Counter[HtmlElement]) -> bool:
    """Whether a linked heading stands over a paragraph of the body, as in lists of places or works."""
    if pieces[number].kind is not BlockKind.SUBHEAD:
        return False
    following = next((piece for piece in pieces[number + 1 :] if piece.reason is None), None)
    if following is None or not following.anchored or not following.prose:
        return False
    at = home(pieces[number].element)
    # A teaser's heading has one paragraph to itself, a section's stands among many.
    return homes[at] >= MANY


def _strip_edges(pieces: Sequence[Piece], start: int, people: Sequence[str], language: str | None) -> None:
    """Short lines around the paragraphs that are no sentences; headings with nothing below."""
    body = [n for n, piece in enumerate(pieces) if piece.kept]
    points = [pieces[n].element for n in body if n < start and _is_point(pieces[n])]
    lists = {element.getparent() for element in points}
    first = home(pieces[start].element) if start < len(pieces) else None
    own = {first, *map(home, points)}
    dressed = {_dress(pieces[n]) for n in body if n > start and pieces[n].kind is BlockKind.SUBHEAD}
    for number in body:
        piece = pieces[number]
        if number >= start or piece.post is not None or not _is_crumb(piece):
            break
        if piece.kind is BlockKind.ITEM:
            spared = piece.element.getparent() in lists
        elif piece.kind is BlockKind.SUBHEAD:
            is_own = home(piece.element) in own or _dress(piece) in dressed
            spared = is_own and not any(map(piece.text.__contains__, people))
        else:
            spared = home(piece.element) is first and (_tells(piece, people) or piece.text.endswith(","))
        if not spared:
            piece.reason = Reason.INTERFACE
    last = next((home(pieces[n].element) for n in reversed(body) if pieces[n].kept and pieces[n].prose), None)
    for number in reversed(body):
        piece = pieces[number]
        if piece.reason is not None:
            continue
        if _is_bio(piece, people, language):
            piece.reason = Reason.BIO
        elif piece.kind is BlockKind.SUBHEAD or (
            piece.kind is BlockKind.PARAGRAPH
            and _is_crumb(piece)
            and not (home(piece.element) is last and _tells(piece, people))
        ):
            piece.reason = Reason.OTHER
        else:
            break


def _is_bio(piece: Piece, people: Sequence[str], language: str | None) -> bool:
    """Whether a paragraph behind the others says who of the byline is what: "Jane Doe is a reporter in Paris."."""
    text = piece.text
    name = next((name for name in people if text.startswith(name)), None)
    if name is None or len(text) > LONGEST_BIO:
        return False
    after = text[len(name) : len(name) + START_OF_BIO]
    if after[:1].isalnum() or after[:1] in ("'", "’"):
        return False
    said = f" {folded(after.lstrip(' ,').partition(',')[0])} "
    return any(f" {word}" in said for word in phrases.words("staff", language))


def _is_point(piece: Piece) -> bool:
    """An item that says something: one of the key points over an article, not of what one can do with it."""
    return piece.kind is BlockKind.ITEM and piece.size >= TELLING and 2 * piece.linked < len(piece.text)


def _tells(piece: Piece, people: Sequence[str]) -> bool:
    """Whether a short line without a full stop says something: no date, no name, no agency, no way to elsewhere."""
    text = piece.text
    if piece.size < TELLING or 4 * piece.linked > len(text) or any(map(text.__contains__, (*"|/©", *people))):
        return False
    if _MOMENT.search(text):
        return False
    words = text.split()
    small = sum(not word[0].isupper() for word in words if word[0].isalpha())
    return small >= FEWEST_WORDS or len(words) == 1


def _is_crumb(piece: Piece) -> bool:
    return piece.size < 60 and not ends_sentence(piece)


def ends_sentence(piece: Piece) -> bool:
    """Whether a piece ends as a sentence does, or announces what follows."""
    return stops(piece.text, (":",))
