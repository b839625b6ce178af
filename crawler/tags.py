"""Tags of a page's head, found in its bytes without parsing the page."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_TAG = re.compile(rb"<(?:link|meta)\b[^>]{1,4096}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def links_and_metas(page: bytes, *about: bytes) -> Iterator[dict[str, str]]:
    """The attributes of each `link` and `meta` in which one of those words stands (in lower case), in their order:
    names in lower case, values as they are meant, without spaces around them."""
    for tag in _TAG.finditer(page):
        lowered = tag[0].lower()
        if any(word in lowered for word in about):
            yield {
                name.lower(): html.unescape(one or two or three).strip()
                for name, one, two, three in _ATTRIBUTE.findall(tag[0].decode("utf-8", "replace"))
            }
