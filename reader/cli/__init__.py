"""The `writethru` command. A module a group of commands; each is loaded only when it is called."""

from __future__ import annotations

import errno
import importlib
import signal
import sys
from contextlib import suppress
from typing import Any

import click

from reader.cli import streams
from reader.cli.output import is_colourless
from storage.errors import UsageError, WritethruError

# Command → module of this package; the function in it has the command's name (with an underscore behind Python's own).
COMMANDS = {
    "ingest": "collecting",
    "crawl": "collecting",
    "watch": "collecting",
    "sources": "sources",
    "articles": "listing",
    "log": "reading",
    "show": "reading",
    "search": "reading",
    "diff": "comparing",
    "changes": "comparing",
    "blame": "comparing",
    "figures": "comparing",
    "export": "upkeep",
    "stats": "upkeep",
    "check": "upkeep",
    "reextract": "upkeep",
    "rescore": "upkeep",
    "db": "database",
}


class LazyGroup(click.Group):
    """Loads a command's module only when the command is asked for, so that `log` does not pay for `crawl`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"reader.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        with streams.watching_for_readers():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with streams.watching_for_readers():  # click itself would end the process with 1
            return super().invoke(ctx)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            rows = [(name, self._help_of(ctx, name)) for name in COMMANDS]
            formatter.write_dl(rows)

    def _help_of(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return command.get_short_help_str(160) if command else ""


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="ARTICLE is an id, a URL or an unambiguous part of one. Times are ISO 8601 (2026-03-01, 2026-03-01T14:30Z), "
    "UTC where no zone is given, or an age such as 30m, 6h, 7d. WRITETHRU_ARCHIVE names the archive, "
    "NO_COLOR=1 takes the colours away.",
)
@click.version_option(package_name="writethru", message="%(prog)s %(version)s")
@click.option(
    "--archive", metavar="URL", help="A SQLAlchemy URL or a SQLite file.  [default: archive.db in this folder]"
)
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, archive: str | None, debug: bool) -> None:
    """Follow news articles as they are rewritten: clean text, every version, and what changed.

    \b
    Start with:   writethru crawl https://example.org/news/story.html
                  writethru ingest seeds/
    Then look:    writethru articles · writethru log ARTICLE · writethru diff ARTICLE
    """
    ctx.ensure_object(dict)
    ctx.obj.update(archive=archive, debug=debug)
    if is_colourless():
        ctx.color = False


def main(args: list[str] | None = None) -> None:
    """Run the command line; ends the process with 0, 1 for an error, 2 for wrong usage, 130 for Ctrl-C, 141 where
    nobody reads the output to its end."""
    arguments = sys.argv[1:] if args is None else args
    streams.make_ready()
    signal.signal(signal.SIGTERM, _stop)
    status = status_of(arguments)
    streams.let_go()
    sys.exit(status)


def _stop(_number: int, _frame: object) -> None:
    """Who ends a process in another way than by Ctrl-C means the same, also where that is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def status_of(arguments: list[str]) -> int:
    """Run one command and return its exit status; errors are told in one line."""
    debug = "--debug" in arguments
    try:
        with streams.watching_for_readers():
            result = _result_of(arguments)
            sys.stdout.flush()
    except click.exceptions.Abort:
        return _tell("stopped", 130)
    except click.ClickException as error:
        with suppress(OSError):  # nobody may be there to be told
            error.show()
        return error.exit_code
    except UsageError as error:
        return _tell(str(error), 2, debug)
    except WritethruError as error:
        return _tell(str(error), 1, debug)
    except streams.UnreadError:
        return streams.UNREAD
    except KeyboardInterrupt:
        return _tell("stopped", 130)
    except OSError as error:
        return _tell(_named(error), 1, debug)
    except Exception as error:  # noqa: BLE001 - the last resort: a line for people, a traceback for --debug
        what = " ".join(str(error).split())[:300]
        return _tell(f"unexpected {type(error).__name__}: {what} (run again with --debug to see where)", 1, debug)
    return result if isinstance(result, int) else 0


def _result_of(arguments: list[str]) -> Any:
    try:
        return cli.main(args=arguments, prog_name="writethru", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return 0


def _named(error: OSError) -> str:
    if error.filename is None and error.errno == errno.EBADF:
        return "standard output is closed: nothing can be written to it"
    return f"{error.filename or 'output'}: {error.strerror or error}"


def _tell(message: str, status: int, debug: bool = False) -> int:
    with suppress(OSError):
        if debug:
            import traceback

            traceback.print_exc()
        click.echo(f"writethru: {message}", err=True)
    return status
