"""Whom an address stands for: an IPv4 address for itself, one of IPv6 for its network, of which anybody has plenty."""

from functools import lru_cache
from ipaddress import IPv6Network, ip_address

IPV6_NETWORK = 64
"""Bits: what one customer gets at least (RFC 6177)."""


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """The address or the network to count by."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if found.version == 6 and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    if found.version == 6:
        return str(IPv6Network((int(found), IPV6_NETWORK), strict=False))
    return str(found)
