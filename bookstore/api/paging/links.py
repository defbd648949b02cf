"""Where the other pages of a list are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import g, request

PLACES = ("page", "offset", "cursor")
Links = dict[str, str | None]


def to(**paging: Any) -> str:
    """This list's URL with other paging parameters; relative to this server, so that it holds behind any proxy."""
    return f"{_kept()}{urlencode(paging)}"


def _kept() -> str:
    """The URL with all other parameters, in one order, once a request."""
    if "list_url" not in g:
        kept = urlencode(sorted(found for found in request.args.items() if found[0] not in PLACES), safe=",-")
        g.list_url = f"{request.path}?{kept}{'&' if kept else ''}"
    return g.list_url


def header(links: Mapping[str, str | None]) -> str:
    """The same links for the Link header (RFC 8288)."""
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url is not None)
