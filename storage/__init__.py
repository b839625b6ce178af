"""What is kept. `from storage import Archive` is the way in; the names are loaded when first asked for.

The pure records (`storage.records`) and `storage.revisions` can so be used without loading SQLAlchemy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.archive import Archive

__all__ = ["Archive"]


def __getattr__(name: str) -> object:
    if name == "Archive":
        from storage.archive import Archive

        return Archive
    raise AttributeError(f"module 'storage' has no attribute {name!r}")
