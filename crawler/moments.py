"""Moments as texts name them, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime


def iso(text: str | None) -> datetime | None:
    """The moment that an ISO 8601 date or time names; without a zone UTC is meant. None where it is none."""
    try:
        return in_utc(datetime.fromisoformat((text or "").strip()))
    except (ValueError, OverflowError):
        return None


def http_date(text: str | None) -> datetime | None:
    """The moment of an HTTP header such as Last-Modified (RFC 9110, section 5.6.7); None where it is none."""
    from email.utils import parsedate_to_datetime  # not for commands that only read

    try:
        return in_utc(parsedate_to_datetime(text or ""))
    except (ValueError, OverflowError):
        return None


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC; one without a zone is taken to be in UTC. Raises `OverflowError` past either end of
    time."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
