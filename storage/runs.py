"""Runs: what a crawl or an ingestion did, and when. One that was killed stays "running"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, update

from storage.models import Run
from storage.storable import storable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


def start_run(connection: Connection, command: str, now: datetime) -> int:
    """The id of a new run."""
    row = {"command": storable(command), "started_at": now, "counts": {}, "state": "running"}
    return connection.execute(insert(Run).values(row).returning(Run.id)).scalar_one()


def finish_run(connection: Connection, run: int, now: datetime, counts: Mapping[str, int], state: str) -> None:
    """Writes what the run did; `state` is "done", "stopped" or "failed"."""
    values = {"ended_at": now, "counts": dict(counts), "state": state}
    connection.execute(update(Run).where(Run.id == run).values(values))
