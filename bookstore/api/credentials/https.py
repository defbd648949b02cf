"""Passwords and keys travel by HTTPS only, where REQUIRE_HTTPS says so."""

from ipaddress import ip_address

from flask import current_app, request

from bookstore.api.errors import Refused

FORWARDED = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via")
"""What is still there when it did not come from a trusted proxy (bookstore.ops.proxies)."""


def require() -> None:
    """Refuse plain HTTP for what must stay secret, unless it never left this machine."""
    if current_app.config["REQUIRE_HTTPS"] and not request.is_secure and not _from_here():
        raise Refused("https-required")


def _from_here() -> bool:
    if any(name in request.headers for name in FORWARDED):
        return False  # from a proxy of this machine that nobody trusts: who is behind it, is not known
    try:
        found = ip_address(request.remote_addr or "")
        return (getattr(found, "ipv4_mapped", None) or found).is_loopback
    except ValueError:
        return False
