"""Which hosts a crawl may knock at. Pure.

A page must not choose an address inside the network it is read from (a router, a cloud's metadata service, the
database next door). What lies inside is open only where the person running the crawl named it: in a start URL, or in
the setting WRITETHRU_ALLOW_PRIVATE.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Self
from urllib.parse import urlsplit

from storage.errors import UsageError

_EVERYTHING = frozenset({"1", "true", "yes", "all"})
_NOTHING = frozenset({"", "0", "false", "no", "none"})
# Names for this very machine, whatever a resolver says (RFC 6761, section 6.3).
_LOCAL = ("localhost", ".localhost")


@dataclass
class Doors:
    """The hosts inside the network that a crawl may knock at; grows by the start URLs that a person gives."""

    everything: bool = False
    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    hosts: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)  # host:port of start URLs
    inside: set[str] = field(default_factory=set)  # names of such places that proved to lead inside
    refused: dict[str, str] = field(default_factory=dict)  # names that led inside unasked, with the address

    @classmethod
    def of(cls, allowed: str) -> Self:
        """Doors from a setting: "1" for every address, else host names and networks ("10.1.0.0/16") by commas."""
        if allowed.strip().lower() in _NOTHING:
            return cls()
        if allowed.strip().lower() in _EVERYTHING:
            return cls(everything=True)
        networks: list[IPv4Network | IPv6Network] = []
        hosts: set[str] = set()
        for part in filter(None, (part.strip().lower() for part in allowed.split(","))):
            if not part[0].isdigit() and ":" not in part:
                hosts.add(part)
                continue
            try:
                networks.append(ip_network(part, strict=False))
            except ValueError:
                raise UsageError(f"WRITETHRU_ALLOW_PRIVATE: neither a host nor a network: {part!r}") from None
        return cls(networks=tuple(networks), hosts=hosts)

    def open_for(self, url: str) -> None:
        """Let the host of a URL in that a person gave, with its port."""
        self.places.add(_place(url))

    def open_for_known(self, url: str) -> None:
        """Let the host of a URL in that the archive holds, if it is written as an address or as localhost: such a one
        can only have come in by a person's own wish. A name might have been pointed elsewhere since."""
        if _address(_host(url)) is not None or _is_local(_host(url)):
            self.places.add(_place(url))

    def refuses(self, url: str) -> bool:
        """Whether a URL leads inside by its mere spelling, or to another port of a host inside that is let in."""
        host = _host(url)
        if self.everything or host in self.hosts or _place(url) in self.places:
            return False
        address = _address(host)
        return _is_local(host) or host in self.inside if address is None else self._closed(address)

    def refuses_address(self, host: str, address: str) -> bool:
        """Whether a name that resolved to an address leads inside unasked; if so it is kept in `refused`."""
        found = _address(address)
        if self.everything or host in self.hosts or found is None or not self._closed(found):
            return False
        if any(place.rpartition(":")[0] == host for place in self.places):
            self.inside.add(host)
            return False
        self.refused[host] = address
        return True

    def _closed(self, address: IPv4Address | IPv6Address) -> bool:
        return is_inside(address) and not any(
            address in network for network in self.networks if network.version == address.version
        )


def is_inside(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is of no public host: private, loopback, link-local, shared, multicast or reserved, or such a
    one wrapped in IPv6 (mapped, 6to4, NAT64)."""
    if isinstance(address, IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour
        if wrapped is None and address in ip_network("64:ff9b::/96"):
            wrapped = IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_inside(wrapped)
    return not address.is_global or address.is_multicast or address.is_reserved


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{_host(url)}:{parts.port or {'http': 80, 'https': 443}.get(parts.scheme, 0)}"


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").lower().rstrip(".")


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _is_local(host: str) -> bool:
    return host == _LOCAL[0] or host.endswith(_LOCAL[1])
