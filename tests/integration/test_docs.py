"""The docs say what is so: every command is in them, and their transcripts are what the commands print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import pytest

from reader.cli import COMMANDS, cli
from tests.transcripts import PAGES, ROOT, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, those of groups too."""
    context = click.Context(cli)
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", inner) for sub, inner in command.commands.items())


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_has_its_section_in_the_docs(name: str) -> None:
    assert f"`writethru {name}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_every_option_explains_itself(name: str, command: click.Command) -> None:
    assert command.help, f"{name} has no help"
    assert len(command.help.split()) >= 4
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help, f"{name} {parameter.opts[0]} has no help"


def test_the_demo_fits_on_a_screen_and_shows_what_this_is_about() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = readme.partition("$ make demo\n")[2].partition("```")[0].splitlines()  # what it prints, by the next test
    assert len(lines) <= 42
    assert max(map(len, lines)) <= 100
    for part in ("$ writethru crawl http", "Stripped from ", "$ writethru log ", "$ writethru diff ", "Go on with"):
        assert sum(line.startswith(part) for line in lines) == 1, part


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_transcripts_are_what_the_commands_print(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert rewritten(text) == text, "run `make docs`"
