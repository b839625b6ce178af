"""The texts in a page's state: what its scripts build the page from, told by its shape and not by its name.

State stands as JSON in scripts of its own (Next.js, Nuxt, islands), is assigned in one (`window.… = {…}`, as an object
or as a string, quoted, percent-encoded or in base 64), is streamed (React's flight rows), or hangs on elements as an
attribute (Inertia, Astro, React on Rails, Vue). Values may refer to others by number (Nuxt 3, devalue) or by name
(Apollo).
"""

from __future__ import annotations

import base64
import html
import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from crawler.extraction.folding import DENSE, is_unspaced
from crawler.extraction.pieces import letters
from crawler.extraction.stops import stops

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

SHORTEST = 400  # characters of a text worth reading
PARAGRAPH = 80  # characters of a string that is a paragraph though nothing says so
FEWEST = 3  # of those that are a body
MOST_SCRIPT = 6_000_000  # characters of a script that are read
MOST_VALUES = 200_000
LONG = 100  # characters of a string that count as one more value
MOST_ASSIGNED = 60  # places in a script at which a value may begin
DEEPEST = 12

# Keys of state under which texts of articles stand; all others hold names, addresses and settings.
KEYS = frozenset(
    [
        "articlebody", "blocks", "body", "bodyhtml", "bodytext", "children", "component", "components", "content",
        "contents", "copy", "data", "description_html", "elements", "fulltext", "html", "items", "json", "maintext",
        "markup", "model", "node", "nodes", "paragraph", "paragraphs", "processed", "rendered", "richtext", "story",
        "storybody", "text", "value", "xhtml",
    ]
)  # fmt: skip
TITLES = frozenset({"headline", "title", "name", "basic"})
KINDS = ("type", "nodeType", "_type", "tag")
REFERENCES = ("__ref", "$ref")
PARAGRAPHS = frozenset({"p", "h2", "h3", "h4", "li", "blockquote"})

TAG = re.compile(r"<(?:p|div|h[2-6]|ul|ol|li|br|blockquote)\b", re.IGNORECASE)
_OBJECT = re.compile(r"(?:=|\(|^)\s*(?=[\[{])")
_QUOTED = re.compile(r"(?:JSON\.parse\(|decodeURIComponent\(|=)\s*(?=[\"'])")
_COMMENT = re.compile(r"^\s*<!--(.*)-->\s*$", re.DOTALL)
_SINGLE = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_BASE_64 = re.compile(r"atob\(\s*[\"']([A-Za-z0-9+/=]{400,})[\"']")
_FLIGHT = re.compile(r"__next_f\.push\(\s*(?=\[)")
_FLIGHT_ROW = re.compile(r"^[0-9a-f]+:(?:T[0-9a-f]+,)?", re.MULTILINE)
_ESCAPED = re.compile(r"(?:<|\\u003[cC])(?:p|div|br)\b")
_STRING = re.compile(r'(?<!\\)"(?:[^"\\]|\\.){60,}+"')
_CODE = re.compile(r"[{};=]{2}|function\s*\(|</?script")
_ATTRIBUTES = etree.XPath(
    "//@*[string-length() >= 400 and (starts-with(., '{') or starts-with(., '['))]", smart_strings=False
)


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the state, and whether it stands under the headline of the page."""

    markup: str
    titled: bool = False


def bodies_in(scripts: Sequence[HtmlElement], root: HtmlElement, headline: str | None) -> Iterator[Found]:
    """Everything in a page's state that may be a body; `root` is the page without its scripts."""
    title = letters(headline or "")
    flight: list[str] = []
    for script in scripts:
        source = _COMMENT.sub(r"\1", script.text or "")
        if len(source) < SHORTEST or len(source) > MOST_SCRIPT:
            continue
        if (start := _FLIGHT.search(source)) is not None:
            flight.extend(part for part in _decoded(source, start.end()) or () if isinstance(part, str))
        elif source.lstrip().startswith("<"):
            yield Found(source)  # a template
        else:
            yield from _in_script(source, title)
    for row in _FLIGHT_ROW.split("".join(flight)):
        if row.lstrip()[:1] in ("{", "["):
            yield from _bodies(_decoded(row.strip(), 0), title)
        elif TAG.search(row[:200]):
            yield Found(row)
    for value in _ATTRIBUTES(root):
        yield from _bodies(_decoded(value, 0), title)


def _in_script(source: str, title: str) -> Iterator[Found]:
    found = False
    for value in _values(source):
        found = True
        try:
            whole = _resolved(value, source)
        except RecursionError:
            continue
        yield from _bodies(whole, title)
    if not found:
        yield from map(Found, _literals(source))


def _values(source: str) -> Iterator[Any]:
    """The objects and lists that a script is given."""
    for start in islice(_QUOTED.finditer(source), MOST_ASSIGNED):
        text = _string_at(source, start.end())
        if text is not None and len(text) >= SHORTEST:
            value = _decoded(unquote(text) if text.startswith("%") else text, 0)
            if isinstance(value, (dict, list)):
                yield value
    for encoded in _BASE_64.finditer(source):
        try:
            value = _decoded(base64.b64decode(encoded.group(1)).decode(), 0)
        except ValueError:
            continue
        if isinstance(value, (dict, list)):
            yield value
    at = 0
    for start in islice(_OBJECT.finditer(source), MOST_ASSIGNED):
        if start.end() >= at and (told := _decoded_with_end(source, start.end())) is not None:
            value, at = told
            if isinstance(value, (dict, list)) and at - start.end() >= SHORTEST:
                yield value


def _string_at(source: str, start: int) -> str | None:
    """The text of a string literal; with single quotes it is no JSON."""
    if source[start] == "'":
        found = _SINGLE.match(source, start)
        if found is None:
            return None
        source, start = '"' + found.group(1).replace("\\'", "'").replace('"', '\\"') + '"', 0
    text = _decoded(source, start)
    return text if isinstance(text, str) else None


def _literals(source: str) -> Iterator[str]:
    """Long strings in a script that is more than data: a function that makes the state, as in Nuxt 2, or an object
    without quotes. Markup, else the sentences among them as paragraphs."""
    texts = [text for found in _STRING.finditer(source) if isinstance(text := _decoded(found.group(), 0), str)]
    if _ESCAPED.search(source) is not None:
        yield from (text for text in texts if len(text) >= SHORTEST and TAG.search(text))
    sentences = [text for text in texts if len(text) >= PARAGRAPH and stops(text) and not TAG.search(text)]
    if len(sentences) >= FEWEST:
        yield "".join(f"<p>{html.escape(text)}</p>" for text in dict.fromkeys(sentences))


def _decoded(source: str, start: int) -> Any:
    told = _decoded_with_end(source, start)
    return None if told is None else told[0]


def _decoded_with_end(source: str, start: int) -> tuple[Any, int] | None:
    try:
        return json.JSONDecoder(strict=False).raw_decode(source, start)
    except (ValueError, RecursionError):
        return None


def _resolved(value: Any, source: str) -> Any:
    """A value whose parts name others, with these in their place."""
    if isinstance(value, list) and len(value) > FEWEST and _are_places(value[0]):
        return _numbered(value, 0, {})
    if isinstance(value, dict) and any(f'"{key}"' in source for key in REFERENCES):
        return _named(value, value, {})
    return value


def _are_places(first: Any) -> bool:
    """Whether the first value of a flat list consists of the places of its parts, as devalue writes them."""
    parts = list(first.values()) if isinstance(first, dict) else first if isinstance(first, list) else []
    places = [part for part in parts if not isinstance(part, str)]
    return bool(places) and all(type(part) is int for part in places)


def _numbered(flat: list[Any], place: Any, known: dict[int, Any]) -> Any:
    if type(place) is not int or not 0 <= place < len(flat):
        return None
    if place not in known:
        known[place] = None  # of a value that holds itself
        value = flat[place]
        if isinstance(value, dict):
            value = {key: _numbered(flat, inner, known) for key, inner in value.items()}
        elif isinstance(value, list) and value and isinstance(value[0], str):
            # ["Reactive", 1] says what kind of value the next one is.
            value = _numbered(flat, value[1], known) if len(value) > 1 else None
        elif isinstance(value, list):
            value = [_numbered(flat, inner, known) for inner in value]
        known[place] = value
    return known[place]


def _named(value: Any, entries: Mapping[str, Any], known: dict[str, Any]) -> Any:
    if isinstance(value, dict):
        name = next((value[key] for key in REFERENCES if key in value), None)
        if isinstance(name, str):
            if name not in known:
                known[name] = None
                known[name] = _named(entries.get(name), entries, known)
            return known[name]
        return {key: _named(inner, entries, known) for key, inner in value.items()}
    if isinstance(value, list):
        return [_named(inner, entries, known) for inner in value]
    return value


def as_markup(text: str) -> str:
    """Plain text or markup, escaped once too often or not, as markup."""
    if "&lt;p" in text or "&lt;br" in text:
        text = html.unescape(text)
    if TAG.search(text):
        return text
    lines = (line.strip() for line in html.unescape(text).splitlines())
    return "".join(f"<p>{html.escape(line)}</p>" for line in lines if line)


def _bodies(value: Any, title: str) -> Iterator[Found]:
    """Long texts, and lists whose members are paragraphs, anywhere in a value."""
    stack: list[tuple[Any, bool]] = [(value, False)]
    left = [MOST_VALUES]  # parts that name others may be said many times over
    seen = 0
    while stack and seen < MOST_VALUES:
        node, titled = stack.pop()
        seen += 1
        if isinstance(node, str):
            if not _is_long(node):
                continue
            if node[0] in "{[":
                stack.append((_decoded(node, 0), titled))  # a value within a value, as text
            elif not _CODE.search(node):
                yield Found(as_markup(node), titled)
        elif isinstance(node, dict):
            titled = titled or _is_titled(node, title)
            stack.extend((inner, titled) for inner in node.values() if isinstance(inner, (dict, list, str)))
        elif isinstance(node, list):
            if (
                len(node) > 2
                and not _is_element(node)
                and not any(isinstance(member, dict) and _is_article(member) for member in node)
            ):
                texts = ("".join(_texts(member, 0, left)).strip() for member in node)
                paragraphs = [text for text in texts if text]
                if _is_long("".join(paragraphs)):
                    whole = (text if TAG.search(text) else f"<p>{text}</p>" for text in paragraphs)
                    yield Found("".join(whole), titled)
            stack.extend((inner, titled) for inner in node if isinstance(inner, (dict, list, str)))


def _is_long(text: str) -> bool:
    """Whether a text may be a body: in a script without spaces a character says as much as several letters."""
    if is_unspaced(text[:SHORTEST]):
        return DENSE * len(text) >= SHORTEST
    return len(text) >= SHORTEST and " " in text


def _is_titled(node: dict[str, Any], title: str) -> bool:
    """Whether an object has the headline of the page as its own."""
    own = (inner for key, inner in node.items() if key.lower() in TITLES and isinstance(inner, str))
    return bool(title) and any(letters(text) == title for text in own)


def _is_article(member: dict[str, Any]) -> bool:
    keys = {key.lower() for key in member}
    return bool(keys & {"headline", "headlines", "title"}) and bool(
        keys & {"url", "canonical_url", "slug", "link", "href", "path"}
    )


def _texts(node: Any, depth: int, left: list[int]) -> Iterator[str]:
    """The strings under one member of a list that are text by their key, in order; `left` is how many may be read."""
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        return
    if isinstance(node, str):
        left[0] -= len(node) // LONG
        yield node
    elif isinstance(node, dict):
        inside = [(key, inner) for key, inner in node.items() if key.lower() in KEYS]
        for key, inner in inside:
            if key.lower() == "items" and isinstance(inner, list):
                yield from (f"<li>{''.join(_texts(member, depth + 1, left))}</li>" for member in inner)
            elif isinstance(inner, (dict, list, str)):
                text = "".join(_texts(inner, depth + 1, left))
                yield f"<li>{text}</li>" if _is_item(node) else text
    elif isinstance(node, list) and _is_element(node):
        text = "".join(_texts(node[3].get("children"), depth + 1, left))
        yield f"<{node[1]}>{text}</{node[1]}>" if node[1] in PARAGRAPHS else text
    elif isinstance(node, list):
        for inner in node:
            yield from _texts(inner, depth + 1, left)


def _is_item(node: dict[str, Any]) -> bool:
    """Whether an object says that it is an item of a list."""
    return any(isinstance(kind := node.get(key), str) and kind.lower().endswith(("item", "li")) for key in KINDS)


def _is_element(node: list[Any]) -> bool:
    """Whether a list is an element of the page as React sends it: "$", its name, its key and its properties."""
    return len(node) > 3 and node[0] == "$" and isinstance(node[1], str) and isinstance(node[3], dict)
