"""Options and arguments that commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import click

from crawler.moments import iso
from storage.errors import UsageError
from storage.sqlite import url_of

Command = TypeVar("Command", bound=Callable[..., Any])

_AGE = re.compile(r"(\d+)([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
# How many of something, and which: no more than databases count.
COUNT = click.IntRange(1, 2**31 - 1)
ENTRY = click.IntRange(0, 2**31 - 1)


class MomentType(click.ParamType[datetime]):
    """An ISO 8601 date or time, UTC where it gives no zone, or an age such as 6h: that long ago."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        moment = moment_of(value)
        if moment is None:
            self.fail(f"{value!r} is not a time; write 2026-03-01, 2026-03-01T14:30Z or an age such as 6h", param, ctx)
        return moment


class AsOfType(MomentType):
    """A time as of which something is looked at, its second included: moments are shown to the second."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        return whole_second(super().convert(value, param, ctx))


MOMENT = MomentType()
AS_OF = AsOfType()


def moment_of(text: str, now: datetime | None = None) -> datetime | None:
    """The moment in UTC that an ISO 8601 text or an age before `now` means; None where it is neither."""
    try:
        if age := _AGE.fullmatch(text):
            return (now or datetime.now(UTC)) - timedelta(**{_UNITS[age[2]]: int(age[1])})
    except OverflowError:
        return None
    return iso(text)


def whole_second(moment: datetime) -> datetime:
    """The end of the second that a moment names if it names no part of one."""
    return moment if moment.microsecond else moment.replace(microsecond=999_999)


def _chosen(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    if value is not None:
        ctx.ensure_object(dict)["archive"] = value


def _debug(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        ctx.ensure_object(dict)["debug"] = True


def common(command: Command) -> Command:
    """Every command takes --archive and --debug behind its name too."""
    command = click.option(
        "--archive", metavar="URL", callback=_chosen, expose_value=False, help="A SQLAlchemy URL or a SQLite file."
    )(command)
    return click.option("--debug", is_flag=True, callback=_debug, expose_value=False, hidden=True)(command)


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")(command)


def archive_url(ctx: click.Context) -> str:
    """The SQLAlchemy URL of the archive: from the command line, from WRITETHRU_ARCHIVE, or archive.db here."""
    return url_of((ctx.obj or {}).get("archive") or os.environ.get("WRITETHRU_ARCHIVE"))


def article_and_version(text: str) -> tuple[str, str | None]:
    """ARTICLE[@VERSION] in its two parts. An @ in a URL is no version: only @N, @TIME, @first, @last, @previous are."""
    article, at, version = text.rpartition("@")
    if at and article and (version.isdigit() or version in {"first", "last", "previous"} or moment_of(version)):
        return article, version
    return text, None


def version_of(text: str) -> int | str | datetime:
    """A revision's number, first, last or previous, or a moment."""
    if text in {"first", "last", "previous"}:
        return text
    if text.isdigit():
        return int(text)
    if moment := moment_of(text):
        return whole_second(moment)
    raise UsageError(f"{text!r} is no version; give a revision's number, first, last, previous or a time")
