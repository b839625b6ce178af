"""Processes of their own for functions of the tests."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from storage.errors import UsageError
from tests.integration.crawling import apart, done


def seen() -> tuple[int, str | None, str]:
    """What such a process knows of itself: its id, a variable, its folder."""
    return os.getpid(), os.environ.get("WRITETHRU_TEST"), str(Path.cwd())


def complain(what: str) -> None:
    sys.stderr.write("about to complain\n")
    raise UsageError(what)


def die(how: signal.Signals) -> None:
    os.kill(os.getpid(), how)


def test_each_is_a_process_of_its_own_with_our_environment_and_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WRITETHRU_TEST", "yes")
    monkeypatch.chdir(tmp_path)
    with apart(seen) as one, apart(seen) as other:
        processes = {one.result()[0], other.result()[0], os.getpid()}
        assert len(processes) == 3
        assert one.result()[1:] == ("yes", str(tmp_path))
    monkeypatch.delenv("WRITETHRU_TEST")
    assert done(seen)[1] is None


def test_its_errors_are_ours_and_so_is_what_it_writes(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(UsageError, match="no such thing"):
        done(complain, "no such thing")
    assert capfd.readouterr().err == "about to complain\n"


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_one_that_dies_is_no_result_and_the_next_one_lives(how: signal.Signals) -> None:
    with pytest.raises(RuntimeError, match="the process of die died"):
        done(die, how)
    assert done(seen)[0] != os.getpid()
