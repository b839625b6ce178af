"""What spiders hand on: an answer or a file, on its way to the archive."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crawler.urls import canonical, is_web, plausible_canonical, same_site
from storage.errors import PageError
from storage.records import Alias, AliasKind, Capture, Extraction, Origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A capture before anybody has read it, filed under where it was found. `charset` is the one that HTTP names,
    `before` the SHA-256 of a body that need not be read again if this is it, `name` that of a file, below the folder
    given: its ending says what kind of text it holds, `file` the same as it lies on disk, .gz and all, `not_before`
    when a busy server asks to be asked again."""

    capture: Capture
    charset: str | None = None
    before: str | None = None
    name: str | None = None
    file: str | None = None
    not_before: datetime | None = None

    @property
    def shown(self) -> str:
        """What a person knows it by."""
        return self.file or self.capture.requested_url

    @property
    def url(self) -> str | None:
        """Where relative links in the body lead from; None for a file without a web address."""
        return self.capture.url if is_web(self.capture.url) else None

    def filed(self, extraction: Extraction | None) -> Capture:
        """The capture under the URL that the page names as its own, if that is plausible; the others are aliases."""
        if extraction is None or self.url is None or self.capture.origin is not Origin.WEB:
            return self.capture
        landed = self.url
        named = plausible_canonical(landed, extraction.canonical_url) or landed
        aliases = {alias.url: alias for alias in (*self.capture.aliases, *_told(landed, named, extraction))}
        aliases.pop(named, None)
        return replace(self.capture, url=named, aliases=tuple(aliases.values()))


def _told(landed: str, named: str, extraction: Extraction) -> Iterator[Alias]:
    if extraction.amp_url:
        try:
            twin = canonical(extraction.amp_url)
        except PageError:
            twin = named
        if same_site(named, twin):
            yield Alias(twin, AliasKind.AMP)
    if landed != named:
        yield Alias(landed, AliasKind.CANONICAL)
