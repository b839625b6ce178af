"""The version of stored changes."""

from __future__ import annotations

from storage.records import Block, Text
from storage.revisions import DIFFER_VERSION, compare
from storage.revisions.version import SCRIPT_VERSION, tables, version_of


def test_every_table_is_part_of_the_version() -> None:
    found = tables()
    assert {"weights.toml", "stamps.toml", "en.toml", "de.toml"} <= found.keys()
    for name, contents in found.items():
        assert version_of(found | {name: contents + b"\n# a word more\n"}) != DIFFER_VERSION


def test_the_same_tables_are_the_same_version_in_whatever_order_they_are_read() -> None:
    assert version_of(dict(reversed(tables().items()))) == DIFFER_VERSION


def test_a_change_says_which_version_made_it() -> None:
    change = compare(Text(blocks=(Block("It rained."),)), Text(blocks=(Block("It snowed."),)))
    assert change.version == DIFFER_VERSION
    assert DIFFER_VERSION.startswith(f"{SCRIPT_VERSION}.")
