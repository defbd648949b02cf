"""URLs of the list that a request is about, with some of its parameters changed."""

from typing import Any
from urllib.parse import urlencode

from flask import request

from bookstore.api.paging import links


def here() -> str:
    """The page itself, as the other pages link to it."""
    return links.to(**{name: request.args[name] for name in links.PLACES if name in request.args}).rstrip("?&")


def changed(**values: Any) -> str:
    """The first page of the list with these parameters; None takes one away."""
    kept = {name: value for name, value in request.args.items() if name not in links.PLACES} | values
    query = urlencode(sorted((name, value) for name, value in kept.items() if value is not None), safe=",-")
    return f"{request.path}?{query}" if query else request.path
