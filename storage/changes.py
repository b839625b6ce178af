"""Changes as rows: what lies between two neighbouring revisions, computed once and stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from storage.revisions import block_names, compare, encode_script, without_noise
from storage.revisions.silence import silent
from storage.seals import CHANGE, sealed

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
    row = {
        "differ": change.version,
        "score": change.score,
        "kinds": ["reverted", *change.kinds] if reverted else list(change.kinds),
        "edits": [asdict(edit) for edit in change.edits],
        "reason": change.reason,
        "silent": silent(change, old.modified, new.modified),
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "left_out": sorted(left_out),
        "script": encode_script(change.script),
    }
    return sealed(CHANGE, row)


def left_out_of(texts: tuple[Text, ...], noise: frozenset[str]) -> frozenset[str]:
    """Those of the noise that stand in one of the texts."""
    if not noise:
        return noise
    return noise & {name for text in texts for block in text.blocks for name in block_names(block.text)}
