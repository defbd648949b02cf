"""Who is really calling, behind proxies: those that TRUSTED_PROXIES names are believed, and nobody else."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

from flask import Flask

FOR, PROTO, FORWARDED = "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED"
ADDED = (FOR, PROTO, "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", FORWARDED, "HTTP_VIA")
"""What proxies add; of trusted ones it is taken away when it has been heard."""

Address = IPv4Address | IPv6Address


class Proxies:
    """Puts the address and the scheme of the client in the place of those of a trusted proxy."""

    def __init__(self, app: Callable[..., Any], trusted: Iterable[str]) -> None:
        self.app = app
        self.trusted = tuple(ip_network(network) for network in trusted)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        """Hear the proxy, if it is one of ours, and go on."""
        peer = _address(environ.get("REMOTE_ADDR", ""))
        if peer is not None and self._is_trusted(peer):
            addresses, schemes = _forwarded(environ)
            environ["REMOTE_ADDR"] = str(self._client(peer, addresses))
            scheme = schemes.rpartition(",")[2].strip().lower()
            if scheme in ("http", "https"):
                environ["wsgi.url_scheme"] = scheme
            for name in ADDED:
                environ.pop(name, None)
        return self.app(environ, start_response)

    def _client(self, peer: Address, forwarded: str) -> Address:
        """The last address that a trusted proxy names and that is none of ours; anyone may have put those before it."""
        for part in reversed(forwarded.split(",")):
            found = _address(part.strip())
            if found is None:
                break
            peer = found
            if not self._is_trusted(found):
                break
        return peer

    def _is_trusted(self, address: Address) -> bool:
        return any(address in network for network in self.trusted)


def _forwarded(environ: dict[str, Any]) -> tuple[str, str]:
    """The addresses and the schemes that proxies name: by X-Forwarded-..., else by Forwarded (RFC 7239)."""
    if FOR in environ or PROTO in environ or FORWARDED not in environ:
        return environ.get(FOR, ""), environ.get(PROTO, "")
    parts = [_pairs(element) for element in environ[FORWARDED].split(",")]
    return ",".join(part.get("for", "") for part in parts), parts[-1].get("proto", "")


def _pairs(element: str) -> dict[str, str]:
    """`for="[2001:db8::9]:4711";proto=https` by its names."""
    pairs = (pair.partition("=") for pair in element.split(";"))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def register(app: Flask) -> None:
    """Stand before all else; without proxies to trust there is nothing to do."""
    if app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = Proxies(app.wsgi_app, app.config["TRUSTED_PROXIES"])  # type: ignore[method-assign]


def _address(text: str) -> Address | None:
    """An address, also with a port or in brackets, as some proxies write it; None for anything else."""
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
