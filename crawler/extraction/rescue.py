"""The body of a page that shows none: from JSON-LD, for readers without scripts, from their state, from readability.

As the source of every page these lose: JSON-LD articleBody is a mere teaser on an eighth of the pages that have one. So
they are asked only where hardly any text is visible, and believed only if they fit what is visible: longer than it, and
holding its first words or most of the headline's.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from readability import Document

from crawler.extraction import tree
from crawler.extraction.folding import UNSPACED
from crawler.extraction.pieces import letters
from crawler.extraction.posts import updates_in
from crawler.extraction.walk import gather
from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.extraction.pieces import Piece

THIN = 700  # prose on the page below which a rescue is tried; 1 in 100 real articles measured is shorter
SHORTEST = 400  # prose of a body worth a rescue
TIMES = 1.5  # how much more prose than the page shows
SHARED = 0.5  # share of the headline's words that a body holds
SHORTEST_WORD = 4  # letters of a word that is looked for; one fewer where vowels are no letters
STEM = 5  # letters of a word that stay when it is inflected
SAME = 40  # letters of visible text that the body repeats
MOST_SCRIPT = 6_000_000  # characters of a script that are read
MOST_VALUES = 200_000

# Keys of state under which texts of articles stand; all others hold names, addresses and settings.
KEYS = frozenset(
    [
        "articlebody", "blocks", "body", "bodyhtml", "bodytext", "children", "component", "components", "content",
        "contents", "copy", "data", "description_html", "elements", "fulltext", "html", "json", "maintext",
        "markup", "model", "node", "nodes", "paragraph", "paragraphs", "processed", "rendered", "richtext", "story",
        "storybody", "text", "value", "xhtml",
    ]
)  # fmt: skip

PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote"})

_OBJECT = re.compile(r"(?:=|\(|^)\s*(?=[\[{])")
_QUOTED = re.compile(r"JSON\.parse\(\s*(?=[\"'])")
_FLIGHT = re.compile(r"__next_f\.push\(\s*(?=\[)")
_FLIGHT_ROW = re.compile(r"^[0-9a-f]+:(?:T[0-9a-f]+,)?", re.MULTILINE)
_TAG = re.compile(r"<(?:p|div|h[2-6]|ul|ol|li|br|blockquote)\b", re.IGNORECASE)
_ESCAPED = re.compile(r"(?:<|\\u003[cC])(?:p|div|br)\b")
_LITERAL = re.compile(r'"(?:[^"\\]|\\.){400,}"')
_CODE = re.compile(r"[{};=]{2}|function\s*\(|</?script")


@dataclass(frozen=True, slots=True)
class Rescued:
    """Pieces of a body that the page does not show, and where they were found."""

    pieces: tuple[Piece, ...]
    source: str  # "json-ld", "noscript", "state" or "readability"


def rescue(
    shown: Sequence[Piece],
    headline: str | None,
    article_bodies: Sequence[str],
    scripts: Sequence[HtmlElement],
    source: bytes | None,
    taken: Collection[str] = (),
) -> Rescued | None:
    """The body from the first place that has a plausible one; `shown` are the paragraphs that the page shows.

    `source` is the page in UTF-8, None where readability is not to be asked; `taken` are the keys of the pieces that
    went for a reason, which readability would bring back.
    """
    for body in article_bodies:
        if (pieces := _believed(_pieces(_as_markup(body)), shown, headline)) is not None:
            return Rescued(pieces, "json-ld")
    for script in scripts:
        if script.tag == "noscript" and (pieces := _believed(_pieces(_inside(script)), shown, headline)) is not None:
            return Rescued(pieces, "noscript")
    candidates = sorted(_in_state(scripts), key=len, reverse=True)
    for candidate in candidates[:5]:
        if (pieces := _believed(_pieces(candidate), shown, headline)) is not None:
            return Rescued(pieces, "state")
    if source is not None:
        left = tuple(piece for piece in _pieces(_readable(source.decode())) if piece.key not in taken)
        if (pieces := _believed(left, shown, headline)) is not None:
            return Rescued(pieces, "readability")
    return None


def rescue_posts(shown: Sequence[Piece], blogs: Sequence[dict[str, Any]]) -> Rescued | None:
    """The posts of a live blog that only its JSON-LD holds; None where they are hardly more than what is shown."""
    pieces: list[Piece] = []
    for update in updates_in(blogs):
        headline = f"<h2>{html.escape(update.headline)}</h2>" if update.headline else ""
        for piece in _pieces(headline + _as_markup(update.body)):
            piece.post = update.post
            pieces.append(piece)
    prose = sum(piece.prose for piece in pieces)
    if prose < SHORTEST or prose < TIMES * sum(piece.prose for piece in shown):
        return None
    return Rescued(tuple(pieces), "json-ld")


def _believed(pieces: tuple[Piece, ...], shown: Sequence[Piece], headline: str | None) -> tuple[Piece, ...] | None:
    """The pieces, if they are more than what is shown and about the same."""
    prose = sum(piece.prose for piece in pieces)
    if prose < SHORTEST or prose < TIMES * sum(piece.prose for piece in shown):
        return None
    whole = "".join(piece.key for piece in pieces)
    if any(len(piece.key) >= SAME and piece.key[:SAME] in whole for piece in shown):
        return pieces
    words = _stems(headline or "")
    held = sum(word in whole for word in words)
    return pieces if words and held >= SHARED * len(words) else None


def _stems(headline: str) -> set[str]:
    """The beginnings of a headline's longer words as letters, pairs of characters where no spaces part words."""
    stems: set[str] = set()
    for word in map(letters, headline.split()):
        if UNSPACED.search(word):
            stems.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= (SHORTEST_WORD if word.isascii() else SHORTEST_WORD - 1):
            stems.add(word[:STEM])
    return stems


def _pieces(markup: str) -> tuple[Piece, ...]:
    if not markup:
        return ()
    try:
        root = tree.parse(markup)
    except PageError:
        return ()
    pieces = gather(root, lambda *_: None).pieces
    for piece in pieces:
        piece.anchored = True
    return tuple(pieces)


def _as_markup(text: str) -> str:
    """Plain text or markup, escaped once too often or not, as markup."""
    if "&lt;p" in text or "&lt;br" in text:
        text = html.unescape(text)
    if _TAG.search(text):
        return text
    lines = (line.strip() for line in html.unescape(text).splitlines())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)


def _inside(element: HtmlElement) -> str:
    return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)


def _readable(markup: str) -> str:
    try:
        summary: str = Document(markup).summary(html_partial=True)
    except (etree.LxmlError, ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        # readability has no error of its own: "Unparseable" is a ValueError, the rest are pages it did not foresee.
        return ""
    return summary


def _in_state(scripts: Sequence[HtmlElement]) -> Iterator[str]:
    """Markup of everything in the page's state that may be a body."""
    flight: list[str] = []
    for script in scripts:
        source = script.text or ""
        if len(source) < SHORTEST or len(source) > MOST_SCRIPT:
            continue
        if (start := _FLIGHT.search(source)) is not None:
            flight.extend(part for part in _decoded(source, start.end()) or () if isinstance(part, str))
            continue
        for start in (*_QUOTED.finditer(source, 0, 5_000), *list(_OBJECT.finditer(source, 0, 5_000))[:3]):
            value = _decoded(source, start.end())
            if isinstance(value, str):
                value = _decoded(value, 0)
            if isinstance(value, (dict, list)):
                yield from _bodies(value)
                break
        else:
            yield from _literals(source)
    for row in _FLIGHT_ROW.split("".join(flight)):
        if row.lstrip()[:1] in ("{", "["):
            yield from _bodies(_decoded(row.strip(), 0))
        elif _TAG.search(row[:200]):
            yield row


def _literals(source: str) -> Iterator[str]:
    """Long strings of markup in a script that is more than data: a function that makes the state, as in Nuxt."""
    if _ESCAPED.search(source) is not None:
        texts = (_decoded(found.group(), 0) for found in _LITERAL.finditer(source))
        yield from (text for text in texts if isinstance(text, str) and _TAG.search(text))


def _decoded(source: str, start: int) -> Any:
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, start)[0]
    except (ValueError, RecursionError):
        return None


def _bodies(value: Any) -> Iterator[str]:
    """Long texts, and lists whose members are paragraphs, anywhere in a value."""
    stack: list[tuple[Any, int]] = [(value, 0)]
    seen = 0
    while stack and seen < MOST_VALUES:
        node, depth = stack.pop()
        seen += 1
        if isinstance(node, str):
            if len(node) >= SHORTEST and " " in node and not _CODE.search(node):
                yield _as_markup(node)
        elif isinstance(node, dict):
            stack.extend((inner, depth + 1) for inner in node.values() if isinstance(inner, (dict, list, str)))
        elif isinstance(node, list):
            if (
                len(node) > 2
                and not _is_element(node)
                and not any(isinstance(member, dict) and _is_article(member) for member in node)
            ):
                paragraphs = [text for member in node if (text := "".join(_texts(member, 0)).strip())]
                if sum(map(len, paragraphs)) >= SHORTEST:
                    yield "".join(text if _TAG.search(text) else f"<p>{text}</p>" for text in paragraphs)
            stack.extend((inner, depth + 1) for inner in node if isinstance(inner, (dict, list, str)))


def _is_article(member: dict[str, Any]) -> bool:
    keys = {key.lower() for key in member}
    return bool(keys & {"headline", "headlines", "title"}) and bool(
        keys & {"url", "canonical_url", "slug", "link", "href", "path"}
    )


def _texts(node: Any, depth: int) -> Iterator[str]:
    """The strings under one member of a list that are text by their key, in order."""
    if isinstance(node, str):
        yield node
    elif depth > 12:
        return
    elif isinstance(node, dict):
        for key, inner in node.items():
            if key.lower() in KEYS and isinstance(inner, (dict, list, str)):
                yield from _texts(inner, depth + 1)
    elif isinstance(node, list) and _is_element(node):
        text = "".join(_texts(node[3].get("children"), depth + 1))
        yield f"<{node[1]}>{text}</{node[1]}>" if node[1] in PARAGRAPHS else text
    elif isinstance(node, list):
        for inner in node:
            yield from _texts(inner, depth + 1)


def _is_element(node: list[Any]) -> bool:
    """Whether a list is an element of the page as React sends it: "$", its name, its key and its properties."""
    return len(node) > 3 and node[0] == "$" and isinstance(node[1], str) and isinstance(node[3], dict)
