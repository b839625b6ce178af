"""Text in, changes out; pure: no database, no network, no clock.

`compare(old, new)` says what lies between two texts; `fingerprint(text)` says when two texts are the same to a reader.
The names are loaded when first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.revisions.change import Change, decode_script, encode_script
    from storage.revisions.comparison import compare
    from storage.revisions.fingerprints import block_fingerprint, block_names, fingerprint, measure, without_noise
    from storage.revisions.script import EditScript, new_text, old_text
    from storage.revisions.version import DIFFER_VERSION

__all__ = [
    "DIFFER_VERSION",
    "Change",
    "EditScript",
    "block_fingerprint",
    "block_names",
    "compare",
    "decode_script",
    "encode_script",
    "fingerprint",
    "measure",
    "new_text",
    "old_text",
    "without_noise",
]

_HOMES = {
    "DIFFER_VERSION": "version",
    "Change": "change",
    "decode_script": "change",
    "encode_script": "change",
    "compare": "comparison",
    "block_fingerprint": "fingerprints",
    "block_names": "fingerprints",
    "fingerprint": "fingerprints",
    "measure": "fingerprints",
    "without_noise": "fingerprints",
    "EditScript": "script",
    "new_text": "script",
    "old_text": "script",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
