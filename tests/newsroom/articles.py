"""What readers of the newsroom's site read, edition by edition, and what stands around it on the page.

An article is a TOML file in `articles/`. Its text is written piece by piece, a blank line between them:

    A paragraph, with a [link](/somewhere) and **bold words**.
    ## A subhead
    * An item of a list
    > A quote
    | A cell | another cell
    @ 2025-03-11T06:50:00Z post-1 | Headline of a live post (the pieces that follow belong to it)
    [correction] A notice, by its kind
    [caption] What is to be taken out, by its reason
    [break] what the page puts between two containers of the text
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from storage.records import Block, BlockKind, Link, Notice, NoticeKind, Reason, Stripped, Text

FOLDER = Path(__file__).parent / "articles"

MARKS = {"## ": BlockKind.SUBHEAD, "* ": BlockKind.ITEM, "> ": BlockKind.QUOTE, "| ": BlockKind.TABLE}
LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
LABEL = re.compile(r"\[([a-z-]+)\](?!\() ?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a page in reading order. `kind` is a block's, a notice's, a reason to strip it, "post" or "break"."""

    kind: str
    source: str  # with links and bold words as written
    post: str | None = None  # the live post it belongs to
    at: datetime | None = None

    @property
    def text(self) -> str:
        """As a reader sees it."""
        return BOLD.sub(r"\1", LINK.sub(r"\1", self.source))

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(Link(text, href) for text, href in LINK.findall(self.source))


@dataclass(frozen=True)
class Edition:
    """One state of an article. Two headlines are an A/B test: the site alternates between them."""

    number: int
    modified: datetime
    headlines: tuple[str, ...]
    standfirst: str | None
    byline: tuple[str, ...]
    pieces: tuple[Piece, ...]
    language: str

    def text(self, variant: int = 0) -> Text:
        """What a reader sees, with the headline of that variant."""
        return Text(
            self.headlines[variant % len(self.headlines)],
            self.standfirst,
            self.byline,
            self.blocks,
            self.notices,
            self.language,
        )

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The text without what is stripped; a live post's headline is a subhead within the post."""
        found = []
        for piece in self.pieces:
            if piece.post is not None and (piece.kind == "post" or piece.kind in set(BlockKind)):
                found.append(Block(piece.text, BlockKind.POST, piece.post, piece.at, piece.links))
            elif piece.kind in set(BlockKind):
                found.append(Block(piece.text, BlockKind(piece.kind), links=piece.links))
        return tuple(found)

    @property
    def notices(self) -> tuple[Notice, ...]:
        return tuple(Notice(p.text, NoticeKind(p.kind)) for p in self.pieces if p.kind in set(NoticeKind))

    @property
    def stripped(self) -> tuple[Stripped, ...]:
        """What stands between the paragraphs and must be taken out, each with its reason."""
        return tuple(Stripped(p.text, Reason(p.kind)) for p in self.pieces if p.kind in set(Reason))


@dataclass(frozen=True)
class Article:
    """One article of the newsroom: where it stands, how it is dressed, and its editions in order."""

    name: str
    path: str
    page: str
    language: str
    section: str
    published: datetime
    editions: tuple[Edition, ...]
    charset: str = "utf-8"
    charset_said: str = "header"  # "header" and "meta", or "meta" alone
    amp: bool = False
    free: bool = True  # False: the JSON-LD says that one must pay for it
    listed: bool = True  # False: neither on the front page nor in a feed
    gone: dict[int, int] = field(default_factory=dict)  # newsroom edition → status from then on
    moves: dict[int, str] = field(default_factory=dict)  # newsroom edition → path from then on
    walled: tuple[int, ...] = ()  # newsroom editions in which a consent wall stands before it

    def at(self, edition: int) -> Edition | None:
        """The article's state in an edition of the newsroom; None before it is published."""
        return next((e for e in reversed(self.editions) if e.number <= edition), None)

    def text(self, edition: int, variant: int = 0) -> Text:
        """The expected text in an edition of the newsroom."""
        state = self.at(edition)
        if state is None:
            raise LookupError(f"{self.name} is not published in edition {edition}")
        return state.text(variant)

    def path_at(self, edition: int) -> str:
        """Where it stands in an edition of the newsroom."""
        moved = [path for number, path in sorted(self.moves.items()) if number <= edition]
        return moved[-1] if moved else self.path

    def gone_at(self, edition: int) -> int | None:
        """The status it is refused with, if it is deleted by then."""
        statuses = [status for number, status in sorted(self.gone.items()) if number <= edition]
        return statuses[-1] if statuses else None

    @cached_property
    def lively(self) -> bool:
        """Its headline changes from request to request."""
        return any(len(edition.headlines) > 1 for edition in self.editions)


def pieces(text: str) -> tuple[Piece, ...]:
    """The pieces of a text as it is written in an article's file."""
    found = []
    post: str | None = None
    at: datetime | None = None
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        source = " ".join(line.strip() for line in paragraph.splitlines())
        if source.startswith("@ "):
            stamp, source = source[2:].split(" | ", 1)
            moment, post = stamp.split()
            at = datetime.fromisoformat(moment)
            found.append(Piece("post", source, post, at))
        elif label := LABEL.fullmatch(source):
            found.append(Piece(label[1], label[2], post, at))
        else:
            mark = next((mark for mark in MARKS if source.startswith(mark)), "")
            kind = MARKS.get(mark, BlockKind.PARAGRAPH)
            found.append(Piece(kind, source.removeprefix(mark), post, at))
    return tuple(found)


def read(path: Path) -> Article:
    """The article that a file describes. An edition says only what differs from the one before it."""
    data = tomllib.loads(path.read_text("utf-8"))
    known: dict[str, Any] = {"byline": [], "standfirst": None}
    editions = []
    for entry in data.pop("edition"):
        known |= entry
        headline = known["headline"]
        editions.append(
            Edition(
                number=known["number"],
                modified=known["modified"],
                headlines=(headline,) if isinstance(headline, str) else tuple(headline),
                standfirst=known["standfirst"] or None,
                byline=tuple(known["byline"]),
                pieces=pieces(known["text"]),
                language=data["language"],
            )
        )
    for name in ("gone", "moves"):
        data[name] = {int(number): value for number, value in data.get(name, {}).items()}
    data["walled"] = tuple(data.get("walled", ()))
    return Article(name=path.stem, published=editions[0].modified, editions=tuple(editions), **data)


ARTICLES = {path.stem: read(path) for path in sorted(FOLDER.glob("*.toml"))}
LAST_EDITION = max(edition.number for article in ARTICLES.values() for edition in article.editions)
