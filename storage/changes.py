"""Changes as rows: what lies between two neighbouring revisions, computed once and stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from storage.revisions import block_fingerprint, compare, encode_script, without_noise

if TYPE_CHECKING:
    from storage.records import Text


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: the text, and the modified date that the page gave, in ISO 8601."""

    text: Text
    modified: str | None = None


def change_row(old: Side, new: Side, noise: frozenset[str], *, reverted: bool) -> dict[str, Any]:
    """The columns of `changes` for two sides, but the ids. Noise is left out of both, and what of it stood there is
    named in `left_out`, so that the change can be computed again whatever is ruled on the noise later."""
    left_out = left_out_of((old.text, new.text), noise)
    change = compare(without_noise(old.text, left_out), without_noise(new.text, left_out))
    return {
        "differ": change.version,
        "score": change.score,
        "kinds": ["reverted", *change.kinds] if reverted else list(change.kinds),
        "edits": [asdict(edit) for edit in change.edits],
        "reason": change.reason,
        "silent": is_silent(old, new, material=bool(getattr(change, "material", False))),
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "left_out": sorted(left_out),
        "script": encode_script(change.script),
    }


def left_out_of(texts: tuple[Text, ...], noise: frozenset[str]) -> frozenset[str]:
    """Those of the noise that stand in one of the texts."""
    if not noise:
        return noise
    return noise & {block_fingerprint(block.text) for text in texts for block in text.blocks}


def is_silent(old: Side, new: Side, *, material: bool) -> bool:
    """A material change of which the page says nothing: no new notice, no newer modified date."""
    noticed = set(new.text.notices) - set(old.text.notices)
    return material and not noticed and not is_newer(new.modified, old.modified)


def is_newer(modified: str | None, before: str | None) -> bool:
    """Whether a page's modified date is later than the one before; both in ISO 8601, with a zone or without."""
    if modified is None:
        return False
    if before is None:
        return True
    new, old = datetime.fromisoformat(modified), datetime.fromisoformat(before)
    if (new.tzinfo is None) != (old.tzinfo is None):
        new, old = new.replace(tzinfo=None), old.replace(tzinfo=None)
    return new > old
