"""The body of a page as trafilatura finds it: lines of text, which are laid over the pieces of the page.

Of trafilatura only its search for the body runs: its metadata and its comparison with two other extractors cost three
quarters of its time, and what those add is recovered from the pieces. In an element that it knows by name as the frame
of a body, its judgement by density of links and its reading of elements run, but not its judgement by names: what these
say was judged before, for the whole page. That takes a third of the time. Where there is no such frame, or hardly a
paragraph in it, trafilatura goes over the whole page in its own way.
"""

from __future__ import annotations

import logging
from copy import copy
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from trafilatura.htmlprocessing import convert_tags, delete_by_link_density, link_density_test_tables
from trafilatura.main_extractor import NOT_AT_THE_END, REBUILT_BLOCKS, extract_content, handle_textelem
from trafilatura.settings import TAG_CATALOG, Extractor
from trafilatura.xml import delete_element
from trafilatura.xpaths import BODY_XPATH

from crawler.extraction.tree import INLINE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.etree import _Element
    from lxml.html import HtmlElement

# It warns about every page without a body; that is told in the extraction.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_CONTAINERS = frozenset({"article", "div", "main", "section"})
_NAMES = frozenset({"class", "id", "itemprop", "role"})  # attributes that name a frame
_PLAIN = INLINE - {"a"}  # but for links of no meaning: a line is not to be cut at a word of code or a deletion
_REBUILT = REBUILT_BLOCKS | {"head", "p"}  # elements that may come back without the text behind them
_READ = set(TAG_CATALOG) | {"table", "td", "th", "tr"}

_OPTIONS = Extractor(fast=True, comments=False, tables=True)
# Characters in paragraphs from which trafilatura takes these alone for the text, and not what stands in bare divs.
_ENOUGH = 3 * _OPTIONS.min_extracted_size

_IN_PARAGRAPHS = etree.XPath(".//p//text()", smart_strings=False)


def found_in(root: HtmlElement, prose: Iterable[HtmlElement]) -> str:
    """The body of a page as lines, given the elements of its running text; empty where there is none. The tree is left
    as it is."""
    frame = _frame_around(prose)
    if frame is not None and sum(map(len, _IN_PARAGRAPHS(frame))) >= _ENOUGH and (body := _read(frame)):
        return body
    lean = copy(root)
    _make_lean(lean)
    # Inside its frame of the body it would judge by names once more, and take out boxes that are of the article.
    for named in islice(_frames_in(lean), 1):
        for element in named.iterdescendants():
            element.attrib.clear()
    found, _ = extract_content(convert_tags(lean, _OPTIONS), _OPTIONS)
    return _lines(found)


def _frames_in(root: _Element) -> Iterator[_Element]:
    """What may be the frame of the body by its name, the best name first."""
    return (frame for frames in BODY_XPATH for frame in frames(root)[:1])


def _frame_around(prose: Iterable[HtmlElement]) -> HtmlElement | None:
    """The same among the elements around running text: a tenth of all, asked in a tree of their own."""
    around: dict[HtmlElement, None] = {}
    for element in prose:
        path = []
        at: HtmlElement | None = element
        while at is not None and at not in around:
            path.append(at)
            at = at.getparent()
        around.update(dict.fromkeys(reversed(path)))
    names = etree.Element("names")
    meant: dict[_Element, HtmlElement] = {}
    for element in around:
        if element.tag in _CONTAINERS:
            told = {key: value for key, value in element.items() if key in _NAMES}
            meant[etree.SubElement(names, element.tag, told)] = element
    return next((meant[name] for name in _frames_in(names)), None)


def _read(frame: HtmlElement) -> str:
    """The lines of a frame; empty where it holds no more than one."""
    page = frame.makeelement("html")  # the outermost element is no container to trafilatura
    lean = copy(frame)
    page.append(lean)
    _make_lean(lean, named=frozenset())
    convert_tags(page, _OPTIONS)
    _drop_linked(lean)
    found = etree.Element("body")
    found.text = lean.text
    for element in list(lean.iterdescendants()):
        if _holds(found, element):
            continue  # it went with the element around it
        tail = element.tail if element.tag in _REBUILT else None
        read = handle_textelem(element, _READ, _OPTIONS)
        if read is not None:
            found.append(read)
            if not _holds(found, element):
                element.tag = "done"
        if tail is not None and not tail.isspace() and (read is None or read.tail is None):
            etree.SubElement(found, "p").text = tail
    while len(found) and found[-1].tag in NOT_AT_THE_END:
        delete_element(found[-1], keep_tail=False)
    if len(found) < 2:
        return ""
    etree.strip_elements(found, "done")
    etree.strip_tags(found, "div")
    return _lines(found)


def _make_lean(root: HtmlElement, named: frozenset[str] = _CONTAINERS) -> None:
    """Takes out of a tree what says nothing to trafilatura: empty containers, inline elements, and the names of what is
    inside, which were judged before, but for those of some elements."""
    etree.strip_tags(root, *_PLAIN)
    for element in reversed(list(root.iterdescendants())):
        if element.tag in _CONTAINERS and _is_empty(element):
            element.tag = "empty"
        elif element.tag not in named:
            element.attrib.clear()
    # All at once: taken out one by one, each would copy the text behind it.
    etree.strip_elements(root, "empty", with_tail=False)


def _is_empty(element: _Element) -> bool:
    return not (element.text or "").strip() and all(
        inner.tag == "empty" and not (inner.tail or "").strip() for inner in element
    )


def _drop_linked(frame: HtmlElement) -> None:
    """Takes out the lists, paragraphs and tables that are mostly links. Boxes around them stay: what is left of those
    is judged piece by piece."""
    for tag in ("list", "p"):
        delete_by_link_density(frame, tag)
    for table in [table for table in frame.iter("table") if link_density_test_tables(table)]:
        delete_element(table, keep_tail=False)
    etree.strip_tags(frame, "ref")


def _holds(root: _Element, element: _Element) -> bool:
    return element.getroottree().getroot() is root


def _lines(found: _Element) -> str:
    """The text of each element that is a line; a row of a table is one."""
    for row in found.iter("row"):
        row.text = " ".join(row.itertext())
        del row[:]
    return "\n".join(found.itertext())
