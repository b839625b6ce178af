"""What a page sends late, put where its scripts put it: React's streamed boundaries, and the templates of shadow roots.

A server that renders with React sends the page with gaps (`<template id="B:0">`) and what belongs there further down
(`<div hidden id="S:0">`), with a call that moves it: `$RC("B:0","S:0")`, within a late part `$RS("S:1","P:1")`. Pages
that were saved without their scripts have the same numbers in both. A shadow root is declared by a template whose
content browsers show (https://html.spec.whatwg.org/#attr-template-shadowrootmode).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lxml.html import HtmlElement

MOST = 2_000  # templates that are looked at

_GAPS = ("B:", "P:")
_CALL = re.compile(
    rb"""\$R[CSR]\(["'](?:(B:[0-9a-f]+)["'],["'](S:[0-9a-f]+)|(S:[0-9a-f]+)["'],["'](P:[0-9a-f]+))["']"""
)


def settle(root: HtmlElement, templates: Sequence[HtmlElement], source: bytes) -> None:
    """Move what came late into its place, given the page's templates and the page in UTF-8."""
    templates = templates[:MOST]
    if any(template.get("id", "").startswith(_GAPS) for template in templates):
        _fill(root, [_pair(*told) for told in _CALL.findall(source)])
    for template in templates:
        if template.get("shadowrootmode") is not None and template.getparent() is not None:
            template.drop_tag()


def _pair(boundary: bytes, part: bytes, inner: bytes, place: bytes) -> tuple[str, str]:
    return (boundary or place).decode(), (part or inner).decode()


def _fill(root: HtmlElement, calls: list[tuple[str, str]]) -> None:
    gaps = {one.get("id", ""): one for one in root.iter("template") if one.get("id", "").startswith(_GAPS)}
    late = {one.get("id", ""): one for one in root.iter("div") if one.get("id", "").startswith("S:")}
    numbered = [(f"{kind}{name[2:]}", name) for name in late for kind in _GAPS]
    for at, what in (*calls, *numbered):
        gap, part = gaps.get(at), late.get(what)
        if gap is None or part is None or gap.getparent() is None or part in gap.iterancestors():
            continue
        del gaps[at], late[what]
        part.drop_tree()
        part.tail = None
        part.attrib.clear()
        gap.addprevious(part)
        gap.drop_tree()
