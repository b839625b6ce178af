"""Bodies: raw bytes, stored once by hash, compressed against an earlier body of the same article.

The earlier body is zstd's raw prefix, so that only what differs costs anything. A chain of such bodies ends after
`CHAIN` with a whole copy, which bounds both the work of reading one and what a damaged body takes with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backports import zstd
from sqlalchemy import bindparam, select

from storage.compression import SMALLEST_BASE, compress, decompress, digest
from storage.errors import ArchiveError
from storage.models import Body, Capture
from storage.rows import insert_new

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

WHOLE = "zstd"
AGAINST_BASE = "zstd-prefix"
CHAIN = 16

# Below this share of its size a body was surely better stored against its base: whole ones take .10 to .25.
SURELY_SMALLER = 0.08

_DEPTH = select(Body.depth).where(Body.sha256 == bindparam("sha256"))
_STORED = select(Body.base, Body.codec, Body.data).where(Body.sha256 == bindparam("sha256"))


def keep(connection: Connection, sha256: str, body: bytes, base: str | None, frame: bytes | None = None) -> None:
    """Stores the body of that hash, against the body named by `base` if that is smaller. `frame` is the body compressed
    on its own, if somebody has done that already."""
    if connection.execute(_DEPTH, {"sha256": sha256}).first() is not None:
        return
    row: dict[str, Any] = {"sha256": sha256, "base": None, "depth": 0, "codec": WHOLE, "size": len(body)}
    depth, before = _base(connection, base)
    if before is not None:
        against = compress(body, before)
        if len(against) > SURELY_SMALLER * len(body):
            frame = frame or compress(body)
        if frame is None or len(against) < len(frame):
            row |= {"base": base, "depth": depth + 1, "codec": AGAINST_BASE, "data": against}
    if "data" not in row:
        row["data"] = frame or compress(body)
    insert_new(connection, Body, row)


def _base(connection: Connection, sha256: str | None) -> tuple[int, bytes | None]:
    """The depth and the bytes of a body that another can be stored against; no bytes where none can."""
    if sha256 is None:
        return 0, None
    depth = connection.execute(_DEPTH, {"sha256": sha256}).scalar()
    if depth is None or depth >= CHAIN:
        return 0, None
    try:
        body = load(connection, sha256)
    except ArchiveError:
        # A damaged body is for `writethru check` to tell of; it must not keep the article from being captured.
        return 0, None
    return depth, body if len(body) >= SMALLEST_BASE else None


def of_capture(connection: Connection, capture: int) -> str:
    """The hash of the body that a capture had, or for a 304 the one before had. Raises `ArchiveError` if none had."""
    row = connection.execute(
        select(Capture.article_id, Capture.fetched_at, Capture.status, Capture.body_sha256).where(Capture.id == capture)
    ).first()
    if row is None:
        raise ArchiveError(f"there is no capture {capture}")
    found: str | None = row.body_sha256
    if found is None and row.status == 304:
        wanted = (
            select(Capture.body_sha256)
            .where(Capture.article_id == row.article_id, Capture.fetched_at < row.fetched_at)
            .where(Capture.status.between(200, 299), Capture.body_sha256.is_not(None))
            .order_by(Capture.fetched_at.desc(), Capture.id.desc())
        )
        found = connection.execute(wanted.limit(1)).scalar()
    if found is None:
        raise ArchiveError(f"capture {capture} has no body")
    return found


def load(connection: Connection, sha256: str) -> bytes:
    """The body of that hash. Raises `ArchiveError` if it is missing, damaged or not what the hash says."""
    chain: list[tuple[str, Row[*tuple[Any, ...]]]] = []
    wanted: str | None = sha256
    while wanted is not None:
        row = connection.execute(_STORED, {"sha256": wanted}).first()
        if row is None or len(chain) > CHAIN:
            raise ArchiveError(f"body {sha256} cannot be read: body {wanted}, which it needs, is missing")
        chain.append((wanted, row))
        wanted = row.base
    body: bytes | None = None
    for name, row in reversed(chain):
        body = unpack(name, row.codec, row.data, body)
    if body is None:
        raise AssertionError("a chain has at least one body")
    return body


def unpack(sha256: str, codec: str, data: bytes, base: bytes | None) -> bytes:
    """The body of that hash from its row and its base. Raises `ArchiveError` if it is damaged."""
    if codec not in (WHOLE, AGAINST_BASE):
        raise ArchiveError(f"body {sha256} is stored as {codec!r}, which this version cannot read")
    try:
        body = decompress(data, base)
    except zstd.ZstdError as error:
        raise ArchiveError(f"body {sha256} is damaged: {error}") from error
    if digest(body) != sha256:
        raise ArchiveError(f"body {sha256} is damaged: its content has another hash")
    return body
