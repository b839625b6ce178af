"""What passes between the rooms: frozen records without behaviour beyond what follows from their own fields.

`Capture` and `Extraction` go in through `Archive.record`; `Text` is the part of an extraction that a reader sees and
that revisions are made of. Every moment is an aware datetime in UTC, unless a field says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime


class Origin(StrEnum):
    """Where a capture came from."""

    WEB = "web"
    SEED = "seed"
    WARC = "warc"


class Outcome(StrEnum):
    """What became of a capture."""

    NEW = "new"  # the article's first revision
    CHANGED = "changed"  # a further revision
    UNCHANGED = "unchanged"  # nothing that a reader would see differs
    NOT_MODIFIED = "not-modified"  # 304, or the very bytes of the capture before
    GONE = "gone"  # 404 or 410
    DOUBTFUL = "doubtful"  # the text shrank suddenly: no revision until a second capture shows the like
    NOT_ARTICLE = "not-article"  # a front page, a gallery, an error or consent page
    FAILED = "failed"  # no answer, an error status, too large, or no text could be extracted


class AliasKind(StrEnum):
    REQUESTED = "requested"
    REDIRECT = "redirect"
    CANONICAL = "canonical"
    AMP = "amp"


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    SUBHEAD = "subhead"
    ITEM = "item"  # of a list
    QUOTE = "quote"
    TABLE = "table"  # one row, cells separated by " | "
    POST = "post"  # of a live blog; paragraphs of one post share its id and time


class NoticeKind(StrEnum):
    DEVELOPING = "developing"
    UPDATE = "update"
    CORRECTION = "correction"
    CLARIFICATION = "clarification"
    EDITORS_NOTE = "editors-note"


class PageKind(StrEnum):
    ARTICLE = "article"
    LIVE = "live"
    OPINION = "opinion"
    VIDEO = "video"
    GALLERY = "gallery"
    FRONT = "front"
    ERROR = "error"
    CONSENT = "consent"


class Reason(StrEnum):
    """Why a piece was taken out of the text."""

    HEADLINE = "headline"  # repeated headline or kicker
    CAPTION = "caption"
    CREDIT = "credit"
    KEYWORDS = "keywords"
    AD = "ad"
    PAYWALL = "paywall"
    NEWSLETTER = "newsletter"
    OFFER = "offer"  # subscription, magazine, app or donation appeals
    RELATED = "related"
    BYLINE = "byline"
    BIO = "bio"
    DATE = "date"
    SHARE = "share"
    COMMENTS = "comments"
    TAGS = "tags"
    AGENCY = "agency"  # agency and copyright lines
    CONSENT = "consent"
    NAVIGATION = "navigation"
    PLAYER = "player"
    DISCLOSURE = "disclosure"
    TIP = "tip"  # "Do you know more? Write to us"
    INTERFACE = "interface"  # buttons, reading times and other crumbs
    DUPLICATE = "duplicate"
    METADATA = "metadata"  # front matter of a text file
    OTHER = "other"  # outside the article


@dataclass(frozen=True, slots=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text in reading order. `text` has no line break and no outer space."""

    text: str
    kind: BlockKind = BlockKind.PARAGRAPH
    id: str | None = None  # of a live post: its anchor, else its time
    at: datetime | None = None  # of a live post
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Stripped:
    """A piece that was taken out, with its reason; `before` is the index of the block that follows it."""

    text: str
    reason: Reason
    before: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence by the editors about the article itself."""

    text: str
    kind: NoticeKind


@dataclass(frozen=True, slots=True)
class Stamp:
    """A moment that a page gives: aware where the page says its zone, in that zone; and where it was found."""

    at: datetime
    source: str  # "json-ld", "meta article:published_time", "time element", "url", "text" …


@dataclass(frozen=True, slots=True)
class Guess:
    """A yes or no that may be wrong, and why it is thought so."""

    value: bool
    because: str


@dataclass(frozen=True, slots=True, order=True)
class Extractor:
    """What turned a body into text: its name, version and the hash of its rules."""

    name: str
    version: str
    config_hash: str


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader sees of an article: the part of an extraction that revisions are made of."""

    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    notices: tuple[Notice, ...] = ()
    language: str | None = None  # ISO 639-1

    @property
    def body(self) -> str:
        """The blocks, a line each."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Extraction:
    """What an extractor makes of a body: a pure function of both."""

    extractor: Extractor
    headline: str | None = None
    standfirst: str | None = None
    byline: tuple[str, ...] = ()
    published: Stamp | None = None
    modified: Stamp | None = None
    language: str | None = None
    canonical_url: str | None = None
    amp_url: str | None = None
    site: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    kind: PageKind = PageKind.ARTICLE
    paywalled: Guess | None = None
    blocks: tuple[Block, ...] = ()
    stripped: tuple[Stripped, ...] = ()
    notices: tuple[Notice, ...] = ()
    body_source: str = "page"  # "page", "json-ld", "noscript", "state", "readability", "plain"
    error: str | None = None  # nothing could be extracted, and why

    @property
    def developing(self) -> bool:
        """The editors say that the story is still developing."""
        return any(notice.kind is NoticeKind.DEVELOPING for notice in self.notices)

    @property
    def text(self) -> Text:
        return Text(self.headline, self.standfirst, self.byline, self.blocks, self.notices, self.language)


@dataclass(frozen=True, slots=True)
class Alias:
    url: str
    kind: AliasKind


@dataclass(frozen=True, slots=True)
class Capture:
    """One observation of an article: a fetch, whatever came of it, or a file read."""

    url: str  # the canonical URL that the article is filed under
    requested_url: str
    fetched_at: datetime
    origin: Origin = Origin.WEB
    status: int | None = None  # of HTTP; None for a file and for no answer
    etag: str | None = None
    last_modified: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None  # None for a 304 and for an error without a body
    error: str | None = None
    aliases: tuple[Alias, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """What a schedule may look at: the state of an article after a capture."""

    captured_at: datetime
    outcome: Outcome
    first_seen: datetime
    last_changed: datetime | None
    developing: bool
    failures: int  # failed captures in a row, this one included


@dataclass(frozen=True, slots=True)
class Due:
    """When an article is to be looked at again, and why; `at` is None for never."""

    at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What `Archive.record` made of a capture."""

    article: int
    capture: int
    outcome: Outcome
    revision: int | None = None  # its number, if one was made
    score: float | None = None  # of the change, from the second revision on
    created: bool = True  # False: this very capture was there already
    reasons: tuple[str, ...] = field(default=())  # of the change, or what is doubted


class Sighting(NamedTuple):
    """A body that was captured: where it was asked for, when, and its SHA-256 in hex."""

    requested_url: str
    fetched_at: datetime
    sha256: str


class FileRead(NamedTuple):
    """What a local file said: its article, its moment, the SHA-256 of its bytes in hex. `stamp` is equal as long as
    nobody has touched the file."""

    path: str
    stamp: str
    url: str
    at: datetime
    sha256: str
