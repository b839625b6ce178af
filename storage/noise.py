"""What recurs on a source's pages: learned, listed, and ruled on by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from storage.models import Noise

if TYPE_CHECKING:
    from sqlalchemy import Connection


def noise_of(connection: Connection, source: int) -> frozenset[str]:
    """The fingerprints of blocks that are left out of every comparison of that source's articles."""
    wanted = select(Noise.fingerprint).where(Noise.source_id == source, Noise.state != "kept")
    return frozenset(connection.execute(wanted).scalars())
