"""Which addresses may be reached.

The check is made on the very address a socket is opened for, after name resolution, so neither a redirect
nor a name that resolves differently the second time (DNS rebinding) gets past it. Only globally reachable
unicast addresses pass; loopback, private, link-local and cloud metadata networks (169.254.169.254,
fd00:ec2::254), multicast and reserved ones do not, also when wrapped into IPv6 (mapped, NAT64, 6to4, Teredo),
unless a network of ``allow`` holds them.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from ..errors import BadInput

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))  # RFC 6052, RFC 8215
_COMPATIBLE = ip_network("::/96")  # RFC 4291 2.5.5.1, deprecated, still routed by some systems
_RELAY = ip_network("192.88.99.0/24")  # 6to4 relays, RFC 7526: deprecated


class AddressRefused(OSError):
    """The address guard does not let this address through. An OSError, as sockets raise."""


def networks(text: str | Iterable[str]) -> tuple[Network, ...]:
    """Networks written as "127.0.0.0/8, fd12::/16" (single addresses too); BadInput names a wrong one."""
    parts = text.replace(",", " ").split() if isinstance(text, str) else list(text)
    found: list[Network] = []
    for part in parts:
        try:
            found.append(ip_network(part, strict=False))
        except ValueError:
            raise BadInput(
                f"{part!r} is not a network; write it like 10.0.0.0/8, 192.168.1.7 or fd00::/8"
            ) from None
    return tuple(found)


def permitted(address: str, allow: Iterable[Network] = ()) -> bool:
    """Whether a socket may be opened to ``address`` (an IP address as text; anything else is refused)."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    allow = tuple(allow)
    return all(any(form in network for network in allow) or _public(form) for form in _forms(ip))


def _forms(ip: Address) -> list[Address]:
    """The address, or the IPv4 addresses an IPv6 address carries inside."""
    if isinstance(ip, IPv4Address):
        return [ip]
    inner = [one for one in (ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())) if one is not None]
    if any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and int(ip) > 1):
        inner.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    return list(inner) or [ip]


def _public(ip: Address) -> bool:
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and ip not in _RELAY


def socket_factory(allow: Iterable[Network] = ()) -> Callable[[Any], socket.socket]:
    """For aiohttp's TCPConnector: makes a socket only for addresses the guard lets through."""
    allowed = tuple(allow)

    def make(info: Any) -> socket.socket:
        family, kind, proto, _, where = info
        if not permitted(str(where[0]), allowed):
            raise AddressRefused(f"{where[0]} is not a public address (DATELINE_FETCH_ALLOW can list it)")
        made = socket.socket(family=family, type=kind, proto=proto)
        made.setblocking(False)
        return made

    return make
