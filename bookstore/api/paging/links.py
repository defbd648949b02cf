"""Where the other pages of a list are."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request

PLACES = ("page", "offset", "cursor")
Links = dict[str, str | None]


def to(**paging: Any) -> str:
    """This list's URL with other paging parameters; relative to this server, so that it holds behind any proxy."""
    kept = {name: value for name, value in request.args.items() if name not in PLACES}
    return f"{request.path}?{urlencode(kept | paging, safe=',-')}"


def header(links: Mapping[str, str | None]) -> str:
    """The same links for the Link header (RFC 8288)."""
    return ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items() if url is not None)
