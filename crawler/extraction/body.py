"""Where the article's body is: what trafilatura finds in a tree freed of what is surely not text, and what it misses.

Its answer is laid over the pieces: a piece is anchored if its text stands in the answer. Around the anchors the body is
completed: a paragraph between two anchors, or beside one in the same container, is of the article too.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from crawler.extraction import phrases
from crawler.extraction.folding import folded
from crawler.extraction.pieces import letters
from storage.records import BlockKind, Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

SHORT = 40  # letters of a piece below which it must stand as a whole line, for its like is found anywhere

LEAST = 0.5  # a body with less prose than this share of the fullest container is not the body

OWN = 0.3  # share of the body's prose from which a container is one of its own
TAIL = 0.25  # a larger share behind the last own container is a part of the article, not an appendix

LINKED = 4  # a box of which more than one part in so many is linked leads elsewhere

CUT = ("…", "...", "[…]", "[...]")  # how a text ends that goes on elsewhere

MOST_ASKED = 10  # headings over questions that are looked at
HIGHEST = 4  # elements up from a heading to the box that it stands over

_PARTS = frozenset({BlockKind.TABLE, BlockKind.ITEM, BlockKind.QUOTE})


# Elements that are a line or part of a list or table of lines: what holds the lines is above them.
_LINES = frozenset(
    [
        "p", "li", "ul", "ol", "dl", "dd", "dt", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "table",
        "tbody", "tr", "td", "th", "thead", "tfoot", "caption",
    ]
)  # fmt: skip


def anchor(pieces: list[Piece], body: str) -> None:
    """Mark the pieces that stand in the body."""
    known = {piece.text: piece.key for piece in pieces if piece.reason is None}
    keys = [known[line] if line in known else letters(line) for line in body.split("\n")]
    lines, whole = set(keys), "".join(keys)
    beginnings: dict[str, Piece] = {}
    for piece in pieces:
        if piece.reason is None and piece.post is None and (key := piece.key):
            piece.anchored = key in lines or (len(key) >= SHORT and key in whole)
            if piece.anchored and len(key) >= SHORT:
                first = beginnings.setdefault(key[:SHORT], piece)
                if first is not piece and piece.text.endswith(CUT) and first.key.startswith(key):
                    piece.reason = Reason.DUPLICATE  # a teaser of the article itself, among those of others
    for before, piece in pairwise(pieces):
        # Lines of one element, parted by breaks, are of the body together.
        if before.kept and piece.element is before.element and piece.reason is None and not piece.is_linked:
            piece.anchored = True


def complete(pieces: list[Piece], people: Sequence[str] = ()) -> None:
    """Anchor what the body lacks between and beside its anchored pieces; where it lacks most, the fullest container.

    `people` are those of the byline: a box that begins with one of them is no part of the body.
    """
    homes = {n: home(piece.element) for n, piece in enumerate(pieces) if piece.reason is None}
    prose = {n: pieces[n].prose for n in homes if pieces[n].prose}
    held = [n for n in prose if pieces[n].anchored]
    weights: Counter[HtmlElement] = Counter()
    for number, size in prose.items():
        weights[homes[number]] += size
    if weights:
        fullest, weight = max(weights.items(), key=lambda item: item[1])
        if sum(prose[n] for n in held) < LEAST * weight:
            for number, at in homes.items():
                if at is fullest and not pieces[number].is_linked:
                    pieces[number].anchored = True
            held = [n for n in prose if pieces[n].anchored]
    if held:
        held = _chapters(pieces, homes, held)
        _fill(pieces, homes, held)
        _cut(pieces, homes, list(map(letters, people)))
        for number in _answers_in(pieces, [number for number in homes if number > held[0]]):
            pieces[number].anchored = True


def _chapters(pieces: list[Piece], homes: dict[int, HtmlElement], held: list[int]) -> list[int]:
    """Anchor chapters that have an article element each, without a class and beside that of an anchored paragraph.

    Returns which paragraphs are anchored then.
    """
    around = {_article_around(element) for element in {homes[number] for number in held}}
    own = {at for at in around if at is not None and not at.get("class")}
    others: dict[HtmlElement, list[Piece]] = {
        at: []
        for above in {at.getparent() for at in own}
        if above is not None
        for at in above.iterchildren("article")
        if at not in own and not at.get("class")
    }
    if not others:
        return held
    for number, element in homes.items():
        if (at := _article_around(element)) in others:
            others[at].append(pieces[number])
    for inside in others.values():
        if inside and _is_chapter(inside):
            for piece in inside:
                piece.anchored = piece.anchored or piece.prose > 0
    return [number for number in homes if pieces[number].prose and pieces[number].anchored]


def _is_chapter(inside: list[Piece]) -> bool:
    """Whether an article element is no teaser, which its heading or its last line links to, and has no headline."""
    headings = [piece for piece in inside if piece.kind is BlockKind.SUBHEAD]
    return not (
        inside[-1].is_link or any(piece.is_linked for piece in headings) or any(p.element.tag == "h1" for p in headings)
    )


def _article_around(element: HtmlElement) -> HtmlElement | None:
    """The innermost article element around a container, or itself."""
    at: HtmlElement | None = element
    while at is not None and at.tag != "article":
        at = at.getparent()
    return at


def _fill(pieces: list[Piece], homes: dict[int, HtmlElement], held: list[int]) -> None:
    """Anchor paragraphs between and beside those that are held."""
    own = {homes[number] for number in held}
    common = _common([pieces[number].element for number in held])
    kinds = {_kind_of(element) for element in own if element.get("class")}
    first, last = held[0], held[-1]
    announced = False
    beside: list[int] = []
    for number, at in homes.items():
        piece = pieces[number]
        if piece.kind is not BlockKind.ITEM:
            announced = piece.text.endswith(":")
        if piece.anchored:
            continue
        if first < number < last:
            if at in own:
                # A list of links may be announced by a line of the body; what it names is looked at later.
                piece.anchored = not piece.is_linked or (piece.kind is BlockKind.ITEM and announced)
            elif piece.prose or (piece.kind in _PARTS and not piece.is_linked):
                piece.anchored = common is None or common in (piece.element, *piece.element.iterancestors())
        elif piece.prose and (at in own or _kind_of(at) in kinds):
            piece.anchored = True
            beside.append(number)
    # What stands between these was found by its paragraphs: its headings and short lines are missing.
    for number, at in homes.items() if beside else ():
        if last < number < beside[-1] and (at in own or _kind_of(at) in kinds) and not pieces[number].is_linked:
            pieces[number].anchored = True


def _cut(pieces: list[Piece], homes: dict[int, HtmlElement], people: Sequence[str]) -> None:
    """Let go of what follows the last of the body's own containers: teasers, offers, a note on the author."""
    kept = [number for number in homes if pieces[number].anchored]
    weights: Counter[HtmlElement | tuple[str | None, ...]] = Counter()
    for number in kept:
        for key in _keys(homes[number]):
            weights[key] += pieces[number].prose
    total = sum(pieces[number].prose for number in kept)
    own = {key for key, weight in weights.items() if weight >= OWN * total}
    last = max((n for n in kept if pieces[n].prose and own.intersection(_keys(homes[n]))), default=None)
    if last is None:
        return
    tail = [n for n in kept if n > last and not own.intersection(_keys(homes[n]))]
    if sum(pieces[n].prose for n in tail) < TAIL * total:
        spared = _parts_in(pieces, tail, [key for key in own if not isinstance(key, tuple)], people)
        for number in tail:
            pieces[number].anchored = number in spared


def _parts_in(pieces: list[Piece], tail: list[int], own: list[HtmlElement], people: Sequence[str]) -> set[int]:
    """What stands in boxes of the body's own containers, or in ones like them and beside them, if no teasers.

    On 240 blogs and guides this spares twelve lists of questions and answers, notes and last chapters.
    """
    beside: dict[HtmlElement | None, list[HtmlElement]] = {}
    for element in own:
        beside.setdefault(element.getparent(), []).append(element)
    boxes: dict[HtmlElement, list[int]] = {}
    for number in tail:
        if (box := _box_of(pieces[number].element, own, beside)) is not None:
            boxes.setdefault(box, []).append(number)
    spared: set[int] = set()
    for numbers in boxes.values():
        inside = [pieces[n] for n in numbers]
        if _is_card_of(people, inside):
            for piece in inside:
                piece.reason = Reason.BIO
        elif _is_part(inside):
            spared.update(numbers)
    return spared


def _answers_in(pieces: list[Piece], below: list[int]) -> set[int]:
    """What stands in the box of a heading such as "Frequently asked questions": it is said to be of the article."""
    answers: set[int] = set()
    asked = 0
    for number in below:
        piece = pieces[number]
        is_heading = piece.kind is BlockKind.SUBHEAD and not piece.anchored and not piece.is_linked
        if is_heading and asked < MOST_ASKED and _is_over_questions(piece.text):
            asked += 1
            for box in islice(piece.element.iterancestors(), HIGHEST):
                inside = [n for n in below if box in pieces[n].element.iterancestors() and not pieces[n].is_linked]
                if any(pieces[n].prose for n in inside if n > number):
                    # A heading further down stands over a part of what the box holds.
                    answers.update(inside if number in inside[:2] else ())
                    break
    return answers


def _is_over_questions(heading: str) -> bool:
    """Whether a heading stands over questions that readers have and their answers."""
    return _questions().search(folded(heading)) is not None


@cache
def _questions() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(phrases.words('faq'))))})")


def _box_of(
    element: HtmlElement, own: list[HtmlElement], beside: dict[HtmlElement | None, list[HtmlElement]]
) -> HtmlElement | None:
    """The outermost element around a piece that stands in one of the body's own containers, or beside and like one."""
    at, above = element, element.getparent()
    while above is not None:
        if above in own or any(_are_alike(at, other) for other in beside.get(above, ())):
            return at
        at, above = above, above.getparent()
    return None


def _are_alike(one: HtmlElement, other: HtmlElement) -> bool:
    mine, its = (set((element.get("class") or "").split()) for element in (one, other))
    return one.tag == other.tag and (2 * len(mine & its) >= max(len(mine), len(its)))


def _is_card_of(people: Sequence[str], box: list[Piece]) -> bool:
    """Whether a box begins with someone's name: "Written by Jane Doe", "Jane Doe covers the harbour."."""
    if any(
        piece.key.startswith(name) if piece.prose else name in piece.key for name in people if name for piece in box[:2]
    ):
        return True
    # A name that no byline has: the line over the paragraph ends in it, the paragraph begins with it.
    words = [] if box[0].prose else box[0].text.split()
    names = (words[start:] for start in range(1, len(words) - 1))
    return len(box) > 1 and any(
        all(word[0].isupper() for word in name) and box[1].text.startswith(f"{' '.join(name)} ") for name in names
    )


def _is_part(box: list[Piece]) -> bool:
    """Whether a box is prose or a list and does not lead elsewhere."""
    said = sum(len(piece.text) for piece in box)
    if LINKED * sum(piece.linked for piece in box) > said:
        return False
    if any(piece.kind is BlockKind.SUBHEAD and piece.is_linked for piece in box):
        return False
    return any(piece.prose or piece.kind in _PARTS for piece in box)


def _keys(element: HtmlElement) -> tuple[HtmlElement | tuple[str | None, ...], ...]:
    """A container and, where it has a class, its kind."""
    return (element, _kind_of(element)) if element.get("class") else (element,)


def home(element: HtmlElement) -> HtmlElement:
    """The container that a piece's lines stand in."""
    above = element.getparent()
    while above is not None and above.tag in _LINES:
        above = above.getparent()
    return element if above is None else above


def _kind_of(element: HtmlElement) -> tuple[str | None, ...]:
    """What containers that share a body have in common: tag and class, their own and their parent's."""
    above = element.getparent()
    own = str(element.tag), element.get("class")
    return own if above is None else (*own, str(above.tag), above.get("class"))


def scope_of(elements: list[HtmlElement], headline: HtmlElement | None) -> HtmlElement | None:
    """The innermost element around most of the given ones and the headline; None where that is the whole page."""
    scope = _common(elements)
    if scope is None or scope.tag in ("body", "html"):
        return None
    if headline is not None and scope not in headline.iterancestors():
        wider = next((above for above in scope.iterancestors() if above in set(headline.iterancestors())), None)
        scope = scope if wider is None or wider.tag in ("body", "html", "main") else wider
    return scope


def _common(elements: list[HtmlElement]) -> HtmlElement | None:
    """The innermost element that holds at least nine tenths of the given ones."""
    counts = Counter(above for element in elements for above in element.iterancestors())
    enough = [above for above, count in counts.items() if count * 10 >= len(elements) * 9]
    return max(enough, key=lambda above: sum(1 for _ in above.iterancestors()), default=None)
