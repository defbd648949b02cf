"""What answers are kept by: the URL of one version in its normal form, and how it was reached."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bookstore.api.negotiation import JSON, READS, REPRESENTATIONS, prefers_json
from bookstore.api.selectors import SELECTION

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


@lru_cache(4096)
def normal(query: str) -> str | None:
    """The query with its parameters in one order and one spelling; None for steps of a walk, which nobody repeats,
    and for what is not shown as JSON, which is not kept.
    """
    if not query:
        return ""
    parameters = sorted(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))
    if any(name == "cursor" and value for name, value in parameters):
        return None
    if any(name == "format" and value in REPRESENTATIONS and value != JSON.name for name, value in parameters):
        return None
    return urlencode(parameters, errors="surrogateescape")
