"""What lies between two neighbouring revisions, and the form in which its edit script is stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backports import zstd

from storage.records import BlockKind, NoticeKind
from storage.revisions.script import EditScript, Field, Op, Place, Segment, SentenceEdit
from storage.revisions.version import DIFFER_VERSION

if TYPE_CHECKING:
    from storage.revisions.kinds import Edit


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a text: `edits` name what a reader would see, most telling first; `score` is 0 for nothing at all.

    Words are counted as whitespace separates them; in scripts without spaces each character is one. Moved words count
    neither as added nor as removed.
    """

    script: EditScript
    edits: tuple[Edit, ...] = ()
    kinds: tuple[str, ...] = ()  # names, most telling first, each once
    score: float = 0.0
    reason: str = ""  # one sentence
    words_added: int = 0
    words_removed: int = 0
    version: str = DIFFER_VERSION

    @property
    def empty(self) -> bool:
        """A reader sees no difference: so exactly where the fingerprints of both texts are equal."""
        return not self.script.changed


def script_record(script: EditScript) -> dict[str, Any]:
    """The script as JSON holds it; docs/changes.md describes the form."""
    return {
        **{field.value: [_edit_record(edit) for edit in script[field]] for field in Field},
        "kinds": {
            "old": {"body": list(script.old_blocks), "notices": list(script.old_notices)},
            "new": {"body": list(script.new_blocks), "notices": list(script.new_notices)},
        },
    }


def script_of(record: dict[str, Any]) -> EditScript:
    """The script that `script_record` wrote."""
    kinds = record["kinds"]
    return EditScript(
        **{field.value: tuple(_edit_of(edit) for edit in record[field.value]) for field in Field},
        old_blocks=tuple(BlockKind(kind) for kind in kinds["old"]["body"]),
        new_blocks=tuple(BlockKind(kind) for kind in kinds["new"]["body"]),
        old_notices=tuple(NoticeKind(kind) for kind in kinds["old"]["notices"]),
        new_notices=tuple(NoticeKind(kind) for kind in kinds["new"]["notices"]),
    )


def encode_script(script: EditScript) -> bytes:
    """The script as it is stored: JSON in UTF-8, compressed with zstd."""
    letters = json.dumps(script_record(script), ensure_ascii=False, separators=(",", ":"))
    return zstd.compress(letters.encode("utf-8", "surrogatepass"))


def decode_script(data: bytes) -> EditScript:
    """The script that `encode_script` wrote; ValueError where the bytes are something else."""
    try:
        return script_of(json.loads(zstd.decompress(data).decode("utf-8", "surrogatepass")))
    except (zstd.ZstdError, KeyError, TypeError) as error:
        raise ValueError(f"not an edit script: {error}") from error


def _edit_record(edit: SentenceEdit) -> dict[str, Any]:
    record: dict[str, Any] = {}
    if edit.old is not None:
        record["old"] = [edit.old.block, edit.old.sentence, edit.old.part]
    if edit.new is not None:
        record["new"] = [edit.new.block, edit.new.sentence, edit.new.part]
    if edit.moved:
        record["moved"] = True
    record["segments"] = [_segment_record(segment) for segment in edit.segments]
    return record


def _edit_of(record: dict[str, Any]) -> SentenceEdit:
    return SentenceEdit(
        old=Place(*record["old"]) if "old" in record else None,
        new=Place(*record["new"]) if "new" in record else None,
        segments=tuple(_segment_of(segment) for segment in record["segments"]),
        moved=record.get("moved", False),
    )


def _segment_record(segment: Segment) -> list[str]:
    """["-", old], ["+", new], ["=", both], or ["=", old, new] where kept words differ in letters that nobody sees."""
    match segment.op:
        case Op.DELETED:
            return ["-", segment.old]
        case Op.ADDED:
            return ["+", segment.new]
        case Op.KEPT if segment.old == segment.new:
            return ["=", segment.old]
        case Op.KEPT:
            return ["=", segment.old, segment.new]


def _segment_of(record: list[str]) -> Segment:
    op, first = Op(record[0]), record[1]
    match op:
        case Op.DELETED:
            return Segment(op, first, "")
        case Op.ADDED:
            return Segment(op, "", first)
        case Op.KEPT:
            return Segment(op, first, record[2] if len(record) > 2 else first)
