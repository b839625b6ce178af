"""Local files as editions of articles: which files, which article each belongs to, and when it was captured.

Who a file is: what `--url` says; the `url:` of its front matter; the canonical URL that its HTML names; else its own
path below the folder given, as `file:path/name.txt`, so that the same file saved again is a new edition of one article.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import time
import zlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.extraction import EXTRACTOR, frontmatter
from crawler.feeds import is_feed
from crawler.moments import iso
from crawler.tags import links_and_metas
from crawler.urls import canonical, is_home
from storage.errors import PageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.extraction.frontmatter import FrontMatter

# News pages have 0.1 to 2 MB; what is larger is no article.
LARGEST = 20_000_000

# Nanoseconds until no further change can hide behind a file's times. File systems count in clock ticks, 10 ms at most;
# those that count in seconds (FAT: two) show it by whole ones.
SECOND = 1_000_000_000
TICKS, SECONDS = 50_000_000, 2 * SECOND

TEXT = frozenset({".txt", ".md", ".markdown"})
HTML = frozenset({".html", ".htm", ".xhtml"})
# Looked into only to say what they are.
FEEDS = frozenset({".xml", ".rss", ".atom", ".rdf", ".json"})

# A longer extension is part of a name.
LONGEST_KIND = 8

# The line that browsers write above a page they save ("Save page as", mark of the web).
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->")


@dataclass(frozen=True, slots=True)
class Found:
    """A file that may be an article; `name` is its path below the folder given, with / and without .gz."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A file as one state of an article. `at` is when it was captured, in UTC: as it says, else when it was saved."""

    path: Path
    name: str
    url: str
    at: datetime


def on_disk(file: Found | Edition) -> str:
    """Its path below the folder given as it lies there, .gz and all: what a person looks for who is told of it."""
    return file.name + (file.path.suffix if file.path.suffix.lower() == ".gz" else "")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was left out, and why."""

    what: str
    why: str


def find(paths: Iterable[Path], passed: Counter[str] | None = None) -> Iterator[Found]:
    """The files to read, folders in the order of their names; raises `UsageError` where there is nothing at all.

    Links to folders and hidden names are not followed; a file named outright is taken whatever it is called; one that
    is named twice, or lies in two of the folders, comes once. What is passed over in a folder, but for hidden names, is
    counted in `passed` by its kind: ".jpg", "broken link" …
    """
    seen: set[str] = set()
    for found in _named(paths, Counter() if passed is None else passed):
        place = os.path.abspath(found.path)  # noqa: PTH100 - without "..", links left as they are
        if place not in seen:
            seen.add(place)
            yield found


def read(path: Path) -> bytes:
    """The bytes of a file, unpacked. Raises `PageError` if it cannot be read or is too large."""
    try:
        if path.is_dir():
            os.scandir(path).close()  # raises what kept it from being looked through
        if not path.is_file():
            raise PageError("cannot be read (neither a file nor a folder)")  # a pipe would be waited for without end
        with path.open("rb") as stream:
            packed = stream.peek(2)[:2] == b"\x1f\x8b"
            if path.suffix.lower() == ".gz" and not packed:
                raise PageError("not a .gz file, whatever its name says")
            # Memory is taken for the whole limit; a file that says its size needs none.
            sized = not packed and 0 < os.fstat(stream.fileno()).st_size <= LARGEST
            limit = -1 if sized else LARGEST + 1
            body = (gzip.GzipFile(fileobj=stream) if packed else stream).read(limit)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PageError(f"a damaged .gz file ({error})") from None
    except OSError as error:
        raise PageError(f"cannot be read ({error.strerror or error})") from None
    if len(body) > LARGEST:
        raise PageError(f"larger than {LARGEST // 1_000_000} MB")
    return body


def edition(found: Found, body: bytes, *, url: str | None = None, at: datetime | None = None) -> Edition:
    """The article that a file belongs to and the moment it stands for; `url` and `at` overrule what it says itself.

    Raises `PageError` for a feed and for front matter that cannot be understood.
    """
    if is_feed(body):
        raise PageError("a feed, not an article: crawl its URL instead")
    if not body.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise PageError("empty")
    matter = front_matter(body)
    named = canonical(url) if url else _named_in(matter) or html_url(body)
    moment = at or matter.captured or _saved(found.path)
    return Edition(found.path, found.name, named or own_url(found.name), moment)


def stamp(found: Found) -> str | None:
    """A hash that is equal as long as nobody has written to the file, and it is looked for in the same folder by the
    same code. None where it was changed so lately that another change might leave no trace, or cannot be looked at."""
    try:
        seen = found.path.stat()
    except OSError:
        return None
    times = (seen.st_mtime_ns, seen.st_ctime_ns)
    if time.time_ns() - max(times) < (TICKS if all(at % SECOND for at in times) else SECONDS):
        return None
    parts = (_reader(), found.name, seen.st_dev, seen.st_ino, seen.st_size, *times)
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()


def in_order(editions: Iterable[Edition]) -> list[Edition]:
    """The editions by the time they were captured; those of one article with the very same time, as a checkout or a
    copy makes them, follow each other by name, a microsecond apart, so that none hides another."""
    ordered: list[Edition] = []
    last: dict[str, datetime] = {}
    for one in sorted(editions, key=lambda one: (one.at, one.name)):
        before = last.get(one.url)
        at = one.at if before is None or one.at > before else before + timedelta(microseconds=1)
        last[one.url] = at
        ordered.append(one if at == one.at else replace(one, at=at))
    return ordered


def own_url(name: str) -> str:
    """What an article is filed under that has no URL but its file's name."""
    return f"file:{name}"


def front_matter(body: bytes) -> FrontMatter:
    """The front matter of a text. Raises `PageError` where it cannot be understood."""
    head = body[: 4 * frontmatter.LONGEST]
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return frontmatter.read(head.decode("utf-16" if wide else "utf-8", "replace"))


def html_url(body: bytes) -> str | None:
    """The URL that a saved page names as its own: canonical link, else og:url, else where the browser saved it from.
    None where it names none, or only the home page of its site, as broken templates do."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        body = body.decode("utf-16", "replace").encode()
    shared: str | None = None
    for attributes in links_and_metas(body, b"canonical", b"og:url"):
        if "canonical" in attributes.get("rel", "").lower().split() and (url := _of_article(attributes.get("href"))):
            return url
        if (attributes.get("property") or attributes.get("name")) == "og:url":
            shared = shared or _of_article(attributes.get("content"))
    if shared:
        return shared
    saved = _SAVED_FROM.search(body, 0, 4096)
    return _of_article(saved[1].decode("ascii", "replace")) if saved else None


def moment(text: str) -> datetime:
    """The moment that an ISO 8601 text names; without a zone UTC is meant. Raises `PageError`."""
    found = iso(text)
    if found is None:
        raise PageError(f"not a moment in ISO 8601, as 2026-03-01T12:00Z: {text!r}")
    return found


def shown(path: Path) -> str:
    """A path as text; one that is not UTF-8 becomes one that a database and a terminal take."""
    return os.fsencode(path.as_posix()).decode("utf-8", "backslashreplace")


@cache
def _reader() -> str:
    """A hash of the code that says who a file is."""
    code = files("crawler")
    names = ("files.py", "feeds.py", "urls.py", "tags.py", "moments.py")
    sources = [code.joinpath(name).read_bytes() for name in names]
    return hashlib.sha256(b"\0".join([EXTRACTOR.config_hash.encode(), *sources])).hexdigest()


def _named(paths: Iterable[Path], passed: Counter[str]) -> Iterator[Found]:
    for path in paths:
        if path.is_dir():
            yield from _below(path, path, passed)
        elif path.exists():
            yield Found(path, _name(Path(path.name)))
        else:
            raise UsageError(f"no such file or folder: {path}")


def _below(folder: Path, root: Path, passed: Counter[str]) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted((entry for entry in entries if not entry.name.startswith(".")), key=lambda one: one.name)
    except OSError:
        yield Found(folder, shown(folder.relative_to(root)))  # who reads it is told why it cannot be
        return
    for entry in listed:
        path = Path(entry.path)
        try:
            is_folder, kind = entry.is_dir(follow_symlinks=False), _passed(path)
        except OSError:
            is_folder, kind = False, None  # who reads it is told why it cannot be
        if is_folder:
            yield from _below(path, root, passed)
        elif kind is None:
            yield Found(path, _name(path.relative_to(root)))
        else:
            passed[kind] += 1


def _passed(path: Path) -> str | None:
    """What kind of thing it is that is passed over; None for what is read."""
    if path.is_symlink() and not path.exists():
        return "broken link"
    if path.is_dir():
        return "link to a folder"
    if not path.is_file():
        return "neither file nor folder"
    kind = _kind(path)
    if kind in TEXT | HTML | FEEDS:
        return None
    return kind if kind[1:].isalnum() and len(kind) <= LONGEST_KIND else "without a known extension"


def _kind(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _name(path: Path) -> str:
    bare = path.with_suffix("") if path.suffix.lower() == ".gz" else path
    return shown(bare)


def _named_in(matter: FrontMatter) -> str | None:
    if matter.url is None:
        return None
    try:
        return canonical(matter.url)
    except PageError as error:
        raise PageError(f"front matter: {error}") from None


def _saved(path: Path) -> datetime:
    # In whole microseconds: a float would not give the same moment on every run.
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=path.stat().st_mtime_ns // 1000)


def _of_article(url: str | None) -> str | None:
    try:
        found = canonical(url or "")
    except PageError:
        return None
    return None if is_home(found) else found
