"""A page's tree: parsed once, bounded in size, depth and number of nodes, read by every later stage.

Nothing here fetches anything: entities of a document type declaration are not resolved, no scheme is followed.
"""

from __future__ import annotations

import re

from lxml import etree, html

from storage.errors import PageError

# The largest of 363 article pages measured has 3.6 million characters; the median has 250,000.
MAX_BYTES = 12_000_000  # in UTF-8
MAX_NODES = 120_000  # the most of any page measured: 21,000
SHORTEST = len("<b>")  # bytes of an element

# Elements that never hold text to read, whatever stands in them.
SILENT = frozenset(
    [
        "script", "style", "noscript", "template", "svg", "math", "canvas", "iframe", "object", "embed", "audio",
        "video", "source", "track", "picture", "img", "amp-img", "map", "area", "select", "option", "optgroup",
        "datalist", "textarea", "input", "meter", "progress", "link", "meta", "head", "base", "title", "frameset",
        "frame", "noframes", "param", "dialog",
    ]
)  # fmt: skip
# Of these, the ones that leave no trace on the page.
UNSEEN = (
    "script", "style", "noscript", "template", "svg", "math", "head", "meta", "link", "select", "datalist", "textarea",
)  # fmt: skip

# Elements that several stages ask for.
LANDMARKS = ("meta", "link", "title", "script", "noscript", "template", "h1", "h2", "time", "amp-live-list")

_CONTROLS = bytes(code for code in range(32) if code not in (9, 10, 12, 13))  # other than white space
# References to controls and to the two characters that are none: no tree takes these as text.
_REFUSED = re.compile(
    rb"&#(?:0*(?:[1-8]|11|1[4-9]|2\d|3[01]|6553[45])(?!\d)|[xX]0*(?:[1-8bBeEfF]|1[\da-fA-F]|[fF]{3}[eEfF])(?![\da-fA-F]));?"
)
# Where a page ends, as one of its templates believes.
_END = re.compile(rb"</(?:body|html)\s*>", re.IGNORECASE)
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}\?>")
STRINGS = etree.XPath("descendant::text()", smart_strings=False)  # as itertext() has them, in a fraction of its time
_COUNT = etree.XPath("count(descendant::*)")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def parse(page: str | bytes) -> html.HtmlElement:
    """The root element of a page, given as text or in UTF-8; comments and processing instructions are gone.

    Raises PageError for a page that is empty, too large or cannot be parsed.
    """
    source = page.encode("utf-8", "replace") if isinstance(page, str) else page
    if len(source) > MAX_BYTES:
        raise PageError(f"page of {len(source):,} bytes in UTF-8; at most {MAX_BYTES:,} are read")
    if not source or source.isspace():
        raise PageError("page is empty")
    source = _DECLARATION.sub(b"", source, count=1)
    if any(code in source for code in _CONTROLS):  # 28 looks for one byte take a third of the time of one translation
        source = source.translate(None, _CONTROLS)
    if b"\xef\xbf" in source:
        source = source.replace(b"\xef\xbf\xbe", b"").replace(b"\xef\xbf\xbf", b"")
    source = _REFUSED.sub(b"", source)
    root = _root_of(source)
    if _ends_early(root):
        root = _root_of(_END.sub(b"", source))
    _end_head(root)
    return root


def bound(root: html.HtmlElement, size: int) -> None:
    """Raises PageError where there are too many elements; `size` is that of the page, of which a small one has not."""
    if size > SHORTEST * MAX_NODES and _COUNT(root) > MAX_NODES:
        raise PageError(f"page has more than {MAX_NODES:,} elements")


def _ends_early(root: html.HtmlElement) -> bool:
    """Whether a page goes on behind its end: a header or another template may end it before its article.

    Browsers go on too (https://html.spec.whatwg.org/#parsing-main-afterbody); the parser sets what follows beside the
    body, or begins a second page.
    """
    body = root.find("body")
    if root.getnext() is not None:
        return True
    return body is not None and (
        bool((body.tail or "").strip()) or any(beside.tag not in SILENT for beside in body.itersiblings())
    )


def landmarks(root: html.HtmlElement) -> dict[str, list[html.HtmlElement]]:
    """The elements that several stages ask for, by tag, each in the order of the page: all found in one search."""
    found: dict[str, list[html.HtmlElement]] = {tag: [] for tag in LANDMARKS}
    for element in root.iter(*LANDMARKS):
        found[str(element.tag)].append(element)
    return found


def _root_of(source: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(
        collect_ids=False,
        default_doctype=False,
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        no_network=True,
        huge_tree=True,
    )
    # One class for all elements, chosen without a call into Python for each of them.
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=html.HtmlElement))
    try:
        return html.document_fromstring(source, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise PageError(f"page cannot be parsed: {str(error)[:120]}") from error


def _end_head(root: html.HtmlElement) -> None:
    """Move what the parser left in the head into the body, from the first element on that no head can hold.

    A page may leave out the tags of both. Browsers end the head there
    (https://html.spec.whatwg.org/#parsing-main-inhead); the parser does so only at elements older than HTML 5.
    """
    head = root.find("head")
    first = None if head is None else next((child for child in head.iterchildren() if child.tag not in SILENT), None)
    if head is None or first is None:
        return
    body = root.find("body")
    if body is None:
        body = root.makeelement("body")
        head.addnext(body)
    moved = head[head.index(first) :]
    moved[-1].tail = (moved[-1].tail or "") + (body.text or "")
    body.text = None
    body[:0] = moved


def hides(style: str) -> bool:
    """Whether a style says that a reader does not see its element."""
    return _HIDDEN_STYLE.search(style[:1_000]) is not None


BOLD = frozenset({"b", "strong"})
# Elements that do not break a line.
INLINE = frozenset(
    [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font",
        "i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike",
        "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "amp-link",
    ]
)  # fmt: skip
