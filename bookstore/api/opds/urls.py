"""URLs of the list that a request is about, with some of its parameters changed."""

from typing import Any
from urllib.parse import urlencode

from flask import request

from bookstore.api.paging.links import PLACES


def here() -> str:
    """The page itself."""
    return _url(dict(request.args.items()))


def changed(**values: Any) -> str:
    """The first page of the list with these parameters; None takes one away."""
    kept = {name: value for name, value in request.args.items() if name not in PLACES}
    return _url({name: value for name, value in (kept | values).items() if value is not None})


def _url(parameters: dict[str, Any]) -> str:
    query = urlencode(sorted(parameters.items()), safe=",-")
    return f"{request.path}?{query}" if query else request.path
