"""What Scrapy's errors say, in our words."""

from __future__ import annotations

from scrapy.exceptions import IgnoreRequest

_REFUSALS = {"Forbidden by robots.txt": "robots.txt forbids it"}
_LIMITS = {"max redirections reached": "redirected too often"}
_LARGE = "larger than is taken"
_UNPACKED = "exceeded DOWNLOAD_MAXSIZE"  # in Scrapy's sentence about a packed answer
# Of these nobody was reached.
_NOBODY = {"CannotResolveHostError": "no such host", "DownloadConnectionRefusedError": "connection refused"}
_FAILURES = _NOBODY | {
    "DownloadTimeoutError": "no answer in time",
    "DownloadCancelledError": _LARGE,
    "ResponseDataLossError": "the answer broke off",
}


class NotAskedError(IgnoreRequest):
    """It was decided not to ask; the message says why."""


def why(error: BaseException | None) -> str:
    """What went wrong, in a few words."""
    if isinstance(error, IgnoreRequest):
        said = str(error)
        return _REFUSALS.get(said) or _LIMITS.get(said) or (_LARGE if _UNPACKED in said else said) or "not fetched"
    name = type(error).__name__
    return _FAILURES.get(name) or " ".join(f"{name}: {error}".split())[:300]


def is_unheard(error: BaseException | None) -> bool:
    """Whether no server had a say: it was decided not to ask (robots.txt, an address inside the network), or there was
    none. That is no news of a URL that nobody has seen before."""
    forbidden = isinstance(error, IgnoreRequest) and str(error) in _REFUSALS
    return isinstance(error, NotAskedError) or forbidden or type(error).__name__ in _NOBODY
