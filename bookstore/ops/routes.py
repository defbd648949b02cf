"""What a request is called where it is counted: names are few, whatever is asked for."""

import re
from functools import lru_cache

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN = "unknown"
"""All URLs that are none of ours, and methods that nobody knows: names must not grow with junk."""

_PART = re.compile(r"<(?:[^<>:]*:)?([^<>]+)>")
_VERSION = re.compile(r"/api/v([0-9]+)(?:/|$)")


@lru_cache(1024)
def endpoint_of(rule: str | None) -> str:
    """A rule as the OpenAPI document writes it; of no rule, that it is unknown."""
    return _PART.sub(r"{\1}", rule) if rule else UNKNOWN


@lru_cache(1024)
def version_of(endpoint: str) -> str:
    """The version of the API that an endpoint belongs to, or nothing."""
    found = _VERSION.match(endpoint)
    return found[1] if found else ""


def method_of(method: str) -> str:
    """A method by its name, if it is one."""
    return method if method in METHODS else UNKNOWN
