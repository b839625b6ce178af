"""Extractors as rows: what made the archive's texts. One is active: its revisions are the ones shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from storage.errors import ArchiveError
from storage.models import Extractor as ExtractorRow
from storage.records import Extractor
from storage.rows import core, insert_new

if TYPE_CHECKING:
    from sqlalchemy import Connection

_extractors = core(ExtractorRow).c
_ACTIVE = (
    select(_extractors.id, _extractors.name, _extractors.version, _extractors.config_hash)
    .where(_extractors.active)
    .limit(1)
)


def active_extractor(connection: Connection) -> tuple[int, Extractor] | None:
    """The extractor whose revisions are shown, with its id; None before the first extraction."""
    row = connection.execute(_ACTIVE).first()
    return None if row is None else (row.id, Extractor(row.name, row.version, row.config_hash))


def keep_extractor(connection: Connection, extractor: Extractor) -> int:
    """The id of the extractor, made where it is new."""
    key = {"name": extractor.name, "version": extractor.version, "config_hash": extractor.config_hash}
    wanted = select(ExtractorRow.id).filter_by(**key)
    found = connection.execute(wanted).scalar()
    if found is None:
        insert_new(connection, ExtractorRow, key | {"active": False})
        found = connection.execute(wanted).scalar_one()
    return found


def refuse_other(connection: Connection, extractor: Extractor) -> int | None:
    """The id of the extractor if it is the active one; None where none is active yet.

    Raises `ArchiveError` for another: its texts must not stand beside those of the active one as if they were news.
    """
    active = active_extractor(connection)
    if active is None:
        return None
    if active[1] != extractor:
        other = "other rules" if active[1].version == extractor.version else f"version {active[1].version}"
        raise ArchiveError(
            f"the archive's texts were made by {other} of the extractor, this program has {extractor.name} "
            f"{extractor.version}; run `writethru reextract`"
        )
    return active[0]


def require_active(connection: Connection, extractor: Extractor) -> int:
    """As `refuse_other`, but the first extractor ever becomes the active one."""
    found = refuse_other(connection, extractor)
    if found is None:
        lock_extractors(connection)
        found = refuse_other(connection, extractor)
    if found is None:
        found = keep_extractor(connection, extractor)
        activate(connection, found)
    return found


def lock_extractors(connection: Connection) -> None:
    """Keeps others from choosing the active extractor until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('writethru extractors'))")


def activate(connection: Connection, extractor: int) -> None:
    """Makes the extractor of that id the active one, and no other."""
    connection.execute(update(ExtractorRow).values(active=ExtractorRow.id == extractor))
