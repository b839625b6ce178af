"""Names become addresses here, and only here: the place to refuse one that leads inside the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from crawler.middlewares import all_doors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from twisted.internet.defer import Deferred


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver; a name that leads inside unasked is as good as unknown. What it returns is what is connected
    to, so a name that is pointed elsewhere between check and connection gains nothing."""

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        host = name.lower().rstrip(".")
        # Each is asked, since each keeps what it refused.
        refusals = [doors.refuses_address(host, address) for doors in all_doors()]
        if all(refusals):
            raise DNSLookupError(f"{name} leads to {address}, inside the network")
        return address
