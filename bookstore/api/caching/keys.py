"""What answers are kept by: the URL of one version in its normal form, and how it was reached."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bookstore.api.negotiation import JSON, READS, REPRESENTATIONS, prefers_json
from bookstore.api.selectors import SELECTION

USUAL = 200
"""Characters of a query whose normal form is remembered."""

PERSONAL = ("HTTP_AUTHORIZATION", "HTTP_X_API_KEY", "HTTP_IF_MATCH", "HTTP_RANGE")
"""Headers of requests whose answers are for their caller alone, or depend on more than the URL."""


def key_of(environ: Mapping[str, Any]) -> str | None:
    """What the answer to a request is kept by; None when it is not one that anybody may get.

    Whatever does not select another answer is left out, so that it cannot make the cache grow.
    """
    if environ["REQUEST_METHOD"] not in READS or any(name in environ for name in PERSONAL):
        return None
    selection = environ.get(SELECTION)
    if selection is None or selection.version is None or selection.refusal:
        return None
    if not prefers_json(environ.get("HTTP_ACCEPT", "")):
        return None
    query = normal(environ["QUERY_STRING"])
    if query is None:
        return None
    way = "by headers" if selection.by_headers else "by URL"
    return f"{environ['wsgi.url_scheme']} {way} {environ['PATH_INFO']}?{query}"


def normal(query: str) -> str | None:
    """The query with its parameters in one order and one spelling; None for what is not kept.

    Steps of a walk nobody repeats, and other representations than JSON are asked for seldom.
    """
    return _known(query) if len(query) <= USUAL else _normal(query)


def _normal(query: str) -> str | None:
    text = query.encode("latin-1").decode("utf-8", "surrogateescape")  # as WSGI has it, and as it was meant
    parameters = sorted(parse_qsl(text, keep_blank_values=True, errors="surrogateescape"))
    if any(name == "cursor" and value for name, value in parameters):
        return None
    if any(name == "format" and value in REPRESENTATIONS and value != JSON.name for name, value in parameters):
        return None
    return urlencode(parameters, errors="surrogateescape")


_known = lru_cache(2048)(_normal)
