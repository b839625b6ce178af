"""Whether an archive is whole: everything that can be computed anew is, and compared with what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from storage.checking.bodies import check_bodies
from storage.checking.captures import check_captures
from storage.checking.database import check_database, check_references, check_rows, check_search_index
from storage.checking.problems import Problem, Progress
from storage.checking.revisions import check_changes, check_revisions
from storage.checking.seals import check_seals
from storage.checking.texts import check_texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

__all__ = ["Problem", "Progress", "check"]


def check(engine: Engine, progress: Progress | None = None) -> Iterator[Problem]:
    """The problems of an archive, found one by one; none where it is whole. Needs memory for one chain of bodies only.

    Every body is unpacked and hashed; texts are hashed and compared with what the search looks at; revisions are
    counted; each edit script has to give back both its texts to the letter; captures, extractions and changes have
    to say what they said when they were stored; rows that others refer to have to be there. What cannot be read is
    named, and the check goes on with the rest. `progress` is told each step's name, how many of its rows are done and
    how many there are.
    """
    tell = progress or (lambda _step, _done, _total: None)
    # Ended without a commit, which a damaged file refuses.
    with engine.connect() as connection:
        for part in (
            check_database,
            check_rows,
            check_references,
            check_bodies,
            check_texts,
            check_captures,
            check_revisions,
            check_changes,
            check_seals,
        ):
            yield from part(connection, tell)
    yield from check_search_index(engine, tell)
