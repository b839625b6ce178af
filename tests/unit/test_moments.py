"""Moments and dates as files, feeds, servers and people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.moments import http_date, iso

TEN = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01T10:00Z", TEN),
        (" 2026-03-01T10:00:00\n", TEN),
        ("2026-03-01T11:00+01:00", TEN),
        ("2026-03-01", TEN.replace(hour=0)),
        ("", None),
        (None, None),
        ("yesterday", None),
        ("2026-02-30", None),
        ("0001-01-01T00:00+14:00", None),  # before the beginning of time
    ],
)
def test_an_iso_date_is_a_moment_in_utc(text: str | None, moment: datetime | None) -> None:
    found = iso(text)
    assert found == moment
    assert found is None or found.tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sun, 01 Mar 2026 10:00:00 GMT", TEN),
        ("Sunday, 01-Mar-26 10:00:00 GMT", TEN),  # RFC 850, which is still to be understood
        ("Sun, 01 Mar 2026 12:00:00 +0200", TEN),
        ("tomorrow", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_of_http_is_a_moment_in_utc(text: str | None, moment: datetime | None) -> None:
    assert http_date(text) == moment
