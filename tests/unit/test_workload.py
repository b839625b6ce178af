"""What the settings say of worker processes."""

from __future__ import annotations

import pytest

from crawler.workload import Workload
from storage.errors import UsageError

USUAL = {"WRITETHRU_WORKERS": "0", "WRITETHRU_SECONDS": "30", "WRITETHRU_MEMORY": "1536"}


def test_the_load_is_what_the_settings_say() -> None:
    assert Workload.of(USUAL) == Workload(None, 30.0, 1536)
    given = {"WRITETHRU_WORKERS": 3, "WRITETHRU_SECONDS": "0.5", "WRITETHRU_MEMORY": 1024}
    assert Workload.of(given) == Workload(3, 0.5, 1024)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("WRITETHRU_WORKERS", "abc", "is no number: 'abc'"),
        ("WRITETHRU_WORKERS", "2.5", "is no number: '2.5'"),
        ("WRITETHRU_WORKERS", None, "is no number: None"),
        ("WRITETHRU_WORKERS", "-1", "is out of range: -1, at least 0"),
        ("WRITETHRU_SECONDS", "0", "is out of range: 0"),
        ("WRITETHRU_SECONDS", "nan", "is out of range: nan"),
        ("WRITETHRU_SECONDS", "inf", "is out of range: inf"),
        ("WRITETHRU_MEMORY", "64", "is out of range: 64, at least 256"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(name: str, value: object, told: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} {told}"):
        Workload.of(USUAL | {name: value})
