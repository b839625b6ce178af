"""A page's tree: parsed once, bounded in size, depth and number of nodes, read by every later stage.

Nothing here fetches anything: entities of a document type declaration are not resolved, no scheme is followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree, html

from storage.errors import PageError

if TYPE_CHECKING:
    from collections.abc import Iterator

# The largest of 363 article pages measured has 3.6 million characters; the median has 250,000.
MAX_CHARACTERS = 12_000_000
MAX_NODES = 120_000  # the most of any page measured: 21,000

# Elements that never hold text to read, whatever stands in them.
SILENT = frozenset(
    [
        "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "audio",
        "video", "source", "track", "picture", "img", "amp-img", "map", "area", "select", "option", "optgroup", "datalist",
        "textarea", "input", "meter", "progress", "link", "meta", "head", "base", "title", "frameset", "frame",
        "noframes", "param", "dialog",
    ]
)  # fmt: skip

_NOT_XML = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(text: str) -> html.HtmlElement:
    """The root element of a page; comments and processing instructions are gone.

    Raises PageError for a page that is empty, too large or holds too many elements.
    """
    if len(text) > MAX_CHARACTERS:
        raise PageError(f"page of {len(text):,} characters; at most {MAX_CHARACTERS:,} are read")
    text = _NOT_XML.sub("", _DECLARATION.sub("", text, count=1))
    if not text.strip():
        raise PageError("page is empty")
    parser = html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    try:
        root = html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise PageError(f"page cannot be parsed: {str(error)[:120]}") from error
    for count, _ in enumerate(root.iter()):
        if count > MAX_NODES:
            raise PageError(f"page has more than {MAX_NODES:,} elements")
    return root


def is_hidden(element: html.HtmlElement) -> bool:
    """Whether the page itself says that a reader does not see the element."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:1_000]) is not None


def text_of(element: html.HtmlElement) -> str:
    """The text inside an element without its silent parts, white space folded."""
    return " ".join("".join(_strings(element)).split())


def _strings(element: html.HtmlElement) -> Iterator[str]:
    """Strings in document order, a space at every border of a block."""
    for event, node in etree.iterwalk(element, events=("start", "end")):
        silent = node.tag in SILENT
        if event == "start":
            if silent:
                continue
            yield " " if node.tag not in INLINE else ""
            yield node.text or ""
        elif node is not element:
            yield " " if node.tag not in INLINE else ""
            yield node.tail or ""


# Elements that do not break a line.
INLINE = frozenset(
    [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i",
        "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "amp-link",
    ]
)  # fmt: skip
