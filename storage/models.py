"""The tables. Every moment is UTC; ids are 64-bit; captures, bodies and texts are never changed once committed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from storage.searchable import search_columns
from storage.texts import TextColumns

if TYPE_CHECKING:
    from sqlalchemy.engine.default import DefaultExecutionContext

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite gives rowids, and so automatic numbering, only to a column declared INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC on both sides; SQLite keeps it without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment(), int: Id, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012


class Source(Base):
    """A publication. Its name is its host without "www."; files without a URL belong to "files"."""

    __tablename__ = "sources"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(255), unique=True)
    home: Mapped[str | None] = mapped_column(Text)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_seen: Mapped[datetime]
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Article(Base):
    """One work at one canonical URL."""

    __tablename__ = "articles"

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(Text, unique=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"), index=True)
    state: Mapped[str] = mapped_column(String(16), default="live")  # live, gone, moved (its URL leads to another one)
    developing: Mapped[bool] = mapped_column(Boolean, default=False)
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime] = mapped_column(index=True)
    last_changed: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(Integer, default=0)  # failed captures in a row
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Alias(Base):
    """Another URL of an article."""

    __tablename__ = "aliases"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Body(Base):
    """The raw bytes of captures, stored once by hash; compressed against the body `base` where that is smaller."""

    __tablename__ = "bodies"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    base: Mapped[str | None] = mapped_column(ForeignKey("bodies.sha256"), index=True)
    depth: Mapped[int] = mapped_column(Integer, default=0)  # bodies to decompress before this one
    codec: Mapped[str] = mapped_column(String(16))
    size: Mapped[int]  # bytes before compression
    data: Mapped[bytes] = mapped_column(LargeBinary)


class Capture(Base):
    """One observation of an article. Append-only."""

    __tablename__ = "captures"
    __table_args__ = (UniqueConstraint("article_id", "fetched_at", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    requested_url: Mapped[str] = mapped_column(Text)
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    origin: Mapped[str] = mapped_column(String(8))
    status: Mapped[int | None] = mapped_column(Integer)
    etag: Mapped[str | None] = mapped_column(Text)
    last_modified: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[list[Any]] = mapped_column(default=list)
    body_sha256: Mapped[str | None] = mapped_column(ForeignKey("bodies.sha256"), index=True)
    outcome: Mapped[str] = mapped_column(String(16), index=True)
    restamped: Mapped[bool] = mapped_column(Boolean, default=False)  # a new modified date over unchanged text
    error: Mapped[str | None] = mapped_column(Text)
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Extractor(Base):
    """What turned bodies into texts. One is active: its revisions are the ones shown."""

    __tablename__ = "extractors"
    __table_args__ = (UniqueConstraint("name", "version", "config_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(32))
    config_hash: Mapped[str] = mapped_column(String(64))
    active: Mapped[bool] = mapped_column(Boolean, default=False)


def _searched(context: DefaultExecutionContext) -> dict[str, str]:
    return search_columns(context.get_current_parameters())  # type: ignore[no-untyped-call]


class StoredText(Base):
    """What a reader saw: immutable, stored once. `fingerprint` is equal where a reader would see no difference."""

    __tablename__ = "texts"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)  # of the exact text
    fingerprint: Mapped[str] = mapped_column(String(64), index=True)
    headline: Mapped[str | None] = mapped_column(Text)
    standfirst: Mapped[str | None] = mapped_column(Text)
    byline: Mapped[list[Any]] = mapped_column(default=list)  # names
    body: Mapped[str] = mapped_column(Text)  # blocks, a line each
    shape: Mapped[list[Any]] = mapped_column(default=list)  # per line of the body: {"kind", "id"?, "at"?, "links"?}
    notices: Mapped[list[Any]] = mapped_column(default=list)  # {"kind", "text"}
    language: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[int] = mapped_column(Integer, default=0)
    # What is searched: every insert fills them by itself. The index over them is made in migration 0002.
    search_headline: Mapped[str] = mapped_column(
        Text, default=lambda row: _searched(row)["search_headline"], server_default="", deferred=True
    )
    search_byline: Mapped[str] = mapped_column(
        Text, default=lambda row: _searched(row)["search_byline"], server_default="", deferred=True
    )
    search_body: Mapped[str] = mapped_column(
        Text, default=lambda row: _searched(row)["search_body"], server_default="", deferred=True
    )


# What `storage.texts.text_of` makes a text of, in its order.
TEXT_COLUMNS = tuple(getattr(StoredText, name) for name in TextColumns.__annotations__)


class StoredExtraction(Base):
    """What one extractor made of one body."""

    __tablename__ = "extractions"

    body_sha256: Mapped[str] = mapped_column(ForeignKey("bodies.sha256"), primary_key=True)
    extractor_id: Mapped[int] = mapped_column(ForeignKey("extractors.id"), primary_key=True)
    text_id: Mapped[int | None] = mapped_column(ForeignKey("texts.id"), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)  # published, modified, section, tags, kind …
    stripped: Mapped[list[Any]] = mapped_column(default=list)
    error: Mapped[str | None] = mapped_column(Text)
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Revision(Base):
    """A distinct state of an article's text under one extractor, numbered from 1 in the order seen."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("article_id", "extractor_id", "number"),
        Index("ix_revisions_article_id_seen_at", "article_id", "seen_at"),
        {"sqlite_autoincrement": True},  # an id is never given to another revision
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    extractor_id: Mapped[int] = mapped_column(ForeignKey("extractors.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    capture_id: Mapped[int] = mapped_column(ForeignKey("captures.id"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("texts.id"), index=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
    reverts_to: Mapped[int | None] = mapped_column(Integer)  # the number of an earlier revision that reads the same


class Change(Base):
    """What lies between a revision and the one before it."""

    __tablename__ = "changes"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    previous_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), index=True)
    differ: Mapped[str] = mapped_column(String(32))  # version of the differ and the scorer
    score: Mapped[float] = mapped_column(Float, index=True)
    kinds: Mapped[list[Any]] = mapped_column(default=list)  # names, most telling first
    edits: Mapped[list[Any]] = mapped_column(default=list)  # each kind with the words it saw
    reason: Mapped[str] = mapped_column(Text, default="")  # one sentence
    silent: Mapped[bool] = mapped_column(Boolean, default=False)
    words_added: Mapped[int] = mapped_column(Integer, default=0)
    words_removed: Mapped[int] = mapped_column(Integer, default=0)
    left_out: Mapped[list[Any]] = mapped_column(default=list)  # fingerprints of blocks left out as noise, on both sides
    script: Mapped[bytes] = mapped_column(LargeBinary)  # the edit script: JSON, compressed with zstd
    seal: Mapped[str | None] = mapped_column(String(64))  # see storage.seals


class Visit(Base):
    """When an article or a feed is due again, and why. A lease keeps a second crawl from fetching it too."""

    __tablename__ = "visits"

    url: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # article, feed
    article_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"), unique=True)
    source_id: Mapped[int | None] = mapped_column(ForeignKey("sources.id"))
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    leased_until: Mapped[datetime | None]
    etag: Mapped[str | None] = mapped_column(Text)  # of a feed; an article's stand in its captures
    last_modified: Mapped[str | None] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(Integer, default=0)


class Noise(Base):
    """A block that recurs on a source's pages, learned or ruled on by hand; left out of every comparison."""

    __tablename__ = "noise"
    __table_args__ = (UniqueConstraint("source_id", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("sources.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    articles: Mapped[int] = mapped_column(Integer, default=0)  # in how many it was seen
    because: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="learned")  # learned, kept (by hand: it is text), confirmed
    learned_at: Mapped[datetime]


class File(Base):
    """What a local file said when it was last read, and how it looked from outside then. Not a part of the record: it
    only saves reading a file again that nobody has touched."""

    __tablename__ = "files"

    path: Mapped[str] = mapped_column(Text, primary_key=True)
    stamp: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(Text)  # the article it belongs to
    at: Mapped[datetime]  # when it was captured
    sha256: Mapped[str] = mapped_column(String(64))


class Run(Base):
    """One crawl or ingestion: what it did, and when."""

    __tablename__ = "runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    command: Mapped[str] = mapped_column(Text)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(String(16), default="running")
