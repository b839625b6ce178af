"""The stages in their order: bytes in, Extraction out; pure, and no exception comes out whatever the bytes are."""

from __future__ import annotations

import gc
import re
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.extraction import captions, language, page, pages, phrases, plaintext, speech
from crawler.extraction.charset import in_utf8
from crawler.extraction.identity import EXTRACTOR
from crawler.extraction.metadata import names, written
from storage.errors import PageError
from storage.records import Extraction

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 24_000_000  # the largest page measured has 4 million

# What other formats begin with (the IANA media types' magic numbers).
SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (picture, sound or film)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"ID3", "an MP3 file"),
    (b"OggS", "an Ogg file"),
    (b"wOFF", "a font"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"SQLite format 3", "a database"),
)
SAMPLE = 4_000  # characters that tell text from other data, and HTML from plain text
MOST_CONTROLS = 0.02  # share of control and replacement characters in a text

_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|\?xml[^>]*\?>\s*<(?:!doctype\s+)?html|html|head|body|main|article|section|div|table|meta|p|h1|script)\b",
    re.IGNORECASE,
)
_FEED = re.compile(r"<(?:rss|feed|rdf:RDF|urlset|sitemapindex)\b", re.IGNORECASE)
_PLAIN = (".txt", ".md", ".markdown", ".text")


def extract(body: bytes, url: str | None, *, charset: str | None = None, name: str | None = None) -> Extraction:
    """What a reader sees of a page or a plain text, and what was taken out of it.

    `charset` is the one that HTTP names; `name` is that of the file, whose ending says that it is plain text or
    Markdown, as the path of the URL does where there is no file. Never raises: an unreadable body gives an Extraction
    with `error`.
    """
    try:
        with _no_collection():
            return _read(body, _address(url), charset, _path(url) if name is None else name)
    except PageError as error:
        return Extraction(EXTRACTOR, error=str(error))
    except Exception as error:  # noqa: BLE001 - a page may break any parser; the capture is kept with the reason
        return Extraction(EXTRACTOR, error=f"{type(error).__name__}: {' '.join(str(error).split())[:200]}")


@contextmanager
def _no_collection() -> Iterator[None]:
    """Put off the search for cycles of objects: a page is bounded and makes few; a tenth of the time went into it."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@cache
def _warm() -> None:
    """Read tables and the model of languages before the first page: of the thousands a worker reads, none waits."""
    language.identifier()
    for code in phrases.languages():
        phrases.compile_all(code)
        captions.is_credited("", code)
        speech.is_speech("", code)
        names.people("A B", code)
        written.moment_in("", code)
    pages.is_about_consent("")


def _read(body: bytes, url: str | None, charset: str | None, name: str) -> Extraction:
    if not body or body.isspace():
        raise PageError("page is empty")
    if len(body) > MOST_BYTES:
        raise PageError(f"page of {len(body):,} bytes; at most {MOST_BYTES:,} are read")
    for signature, what in SIGNATURES:
        if body.startswith(signature):
            raise PageError(f"not a page but {what}")
    source = in_utf8(body, charset)
    sample = source[: 4 * SAMPLE].decode("utf-8", "ignore")[:SAMPLE]
    controls = len(_CONTROL.findall(sample))
    if controls > max(2, MOST_CONTROLS * len(sample)) or 4 * controls > len(sample):
        raise PageError("not a page but binary data")
    _warm()
    if is_html(sample, name):
        return page.read(source, url)
    return _plain(source.decode(), name)


def _address(url: str | None) -> str | None:
    """A URL that can be taken apart; None for what is none, such as "http://["."""
    try:
        return url if url is None or urlsplit(url) else None
    except ValueError:
        return None


def _path(url: str | None) -> str:
    """The path of a URL without its host: .md is a domain too."""
    _, _, rest = (url or "").partition("://")
    return rest.split("?")[0].split("#")[0].partition("/")[2]


def is_html(sample: str, name: str) -> bool:
    """Whether a text that begins like this is a page: by its tags, unless its name says that it is plain text.

    Raises PageError for a feed or sitemap.
    """
    if name.lower().removesuffix(".gz").endswith(_PLAIN):
        return False
    found = _MARKUP.search(sample)
    feed = _FEED.search(sample)
    if feed is not None and (found is None or feed.start() < found.start()):
        raise PageError("not a page but a feed or sitemap")
    return found is not None


def _plain(text: str, name: str) -> Extraction:
    found = plaintext.extract(text, name)
    return Extraction(
        EXTRACTOR,
        headline=found.headline,
        standfirst=found.standfirst,
        byline=found.byline,
        published=found.published,
        modified=found.modified,
        language=found.language,
        canonical_url=found.url if _is_address(found.url) else None,
        blocks=tuple(found.blocks),
        stripped=tuple(found.stripped),
        notices=tuple(found.notices),
        body_source="plain",
        error=None if found.blocks or found.headline else "text holds no article",
    )


def _is_address(url: str | None) -> bool:
    return url is not None and url.lower().startswith(("http://", "https://"))
