"""Tells who sent a request, when proxies stand between."""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Iterable

Network = IPv4Network | IPv6Network
VISITOR_PREFIX = 64  # what one IPv6 customer is given at least; limiting single addresses would limit nobody


def networks(listed: str) -> list[Network]:
    """Give the networks of a list separated by commas, such as "10.0.0.0/8, ::1". Raises ValueError."""
    return [ip_network(part.strip(), strict=False) for part in listed.split(",") if part.strip()]


def client(peer: str, forwarded_for: Iterable[str], trusted: list[Network]) -> str:
    """Give the address to hold a request against: the peer's, or, behind trusted proxies, the last one in X-Forwarded-For that is none of them.

    What stands left of that one was written by whoever sent the request, and is not believed.
    """
    hops = [hop.strip() for header in forwarded_for for hop in header.split(",")]
    address = peer
    while hops and _is_trusted(address, trusted):
        found = _plain(hops.pop())
        if found is None:
            break
        address = found
    return address


def limited_as(address: str) -> str:
    """Give the name under which an address is counted: itself, or the network of an IPv6 address."""
    plain = _plain(address)
    if plain and isinstance(parsed := ip_address(plain), IPv6Address):
        return str(IPv6Network((int(parsed), VISITOR_PREFIX), strict=False))
    return plain or address


def _is_trusted(address: str, trusted: list[Network]) -> bool:
    plain = _plain(address)
    return plain is not None and any(ip_address(plain) in network for network in trusted)


def _plain(hop: str) -> str | None:
    """Give the address of a hop that may carry a port or brackets ("1.2.3.4:80", "[::1]:80"), IPv4 in IPv6 as IPv4; None when it is none."""
    bare = hop.partition("]")[0].lstrip("[") if hop.startswith("[") else hop.partition(":")[0] if hop.count(":") == 1 else hop
    try:
        parsed = ip_address(bare.partition("%")[0])
    except ValueError:
        return None
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)
