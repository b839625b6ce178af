"""Bodies: each is unpacked along its chain, so that every one is decompressed once, and hashed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import not_, select

from storage.bodies import CHAIN, unpack
from storage.checking.problems import UNREADABLE, Problem, Progress, count, rows_of
from storage.engine import said
from storage.errors import ArchiveError
from storage.models import Body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection


def check_bodies(connection: Connection, progress: Progress) -> Iterator[Problem]:
    """Bodies that cannot be read or are not what their hash says, and those that therefore cannot be read either."""
    name = "bodies"
    total = count(connection, Body.sha256)
    seen = 0
    roots = select(Body.sha256.label("key")).where(Body.base.is_(None))
    for root in rows_of(connection, roots, Body.sha256, what="body", name=name, progress=lambda *_: None):
        if isinstance(root, Problem):
            yield root
            continue
        # Depth first: at most one chain of bodies is held. With each, its base's content; None where that is lost.
        waiting: list[tuple[str, str | None, bytes | None, int]] = [(root.key, None, None, 0)]
        while waiting:
            sha256, base, content, depth = waiting.pop()
            seen += 1
            progress(name, seen, total)
            body: bytes | None = None
            if base is not None and content is None:
                yield Problem("body", sha256, f"cannot be read: it needs body {base}, which is damaged")
            else:
                try:
                    body = _read(connection, sha256, content, depth)
                except (ArchiveError, *UNREADABLE) as error:
                    yield Problem("body", sha256, said(error).removeprefix(f"body {sha256} "))
            if depth <= CHAIN:  # a damaged index may lead round in a circle
                waiting.extend((child, sha256, body, depth + 1) for child in _children(connection, sha256))
    if seen != total:
        yield from _unreached(connection)


def _read(connection: Connection, sha256: str, base: bytes | None, depth: int) -> bytes:
    with connection.begin_nested():
        columns = select(Body.codec, Body.data, Body.size, Body.depth)
        row = connection.execute(columns.where(Body.sha256 == sha256)).one()
    body = unpack(sha256, row.codec, row.data, base)
    if row.size != len(body):
        raise ArchiveError(f"its size is {len(body)}, not {row.size} as stored")
    if row.depth != depth or depth > CHAIN:
        raise ArchiveError(f"its depth is {depth} (at most {CHAIN}), stored is {row.depth}")
    return body


def _children(connection: Connection, sha256: str) -> list[str]:
    try:
        with connection.begin_nested():
            return list(connection.execute(select(Body.sha256).where(Body.base == sha256)).scalars())
    except UNREADABLE:
        return []  # they are found as not reached


def _unreached(connection: Connection) -> Iterator[Problem]:
    """Bodies whose chain has no beginning: a base is missing, or they lead round in a circle."""
    reached = select(Body.sha256).where(Body.base.is_(None)).cte(recursive=True)
    reached = reached.union(select(Body.sha256).where(Body.base == reached.c.sha256))
    lost = select(Body.sha256, Body.base).where(not_(Body.sha256.in_(select(reached.c.sha256))))
    try:
        with connection.begin_nested():
            rows = connection.execute(lost).all()
    except UNREADABLE as error:
        yield Problem("body", "table", f"some cannot be found: {said(error)}")
        return
    for row in rows:
        yield Problem("body", row.sha256, f"cannot be read: its chain of bodies, next {row.base}, has no beginning")
