"""Scopes: what kind of call an operation is to its limits, whichever version of the API it is in."""

from collections.abc import Mapping
from typing import Any

CATALOGUE, SEARCH, ACCOUNT, CREATE, AUTH, LOOKUP, EXPORT = SCOPES = (
    "catalogue",
    "search",
    "account",
    "create",
    "auth",
    "lookup",
    "export",
)
"""Reading what all may read; the same with `q`; reading what is somebody's; writing; proving who one is; having others
asked, who limit us; reading a whole list as a file."""

FREE = "free"
"""What counts to nothing."""


def scope_of(facts: Mapping[str, Any], method: str) -> str:
    """The scope of an operation: as its view says, else by what it is."""
    if "limit" in facts:
        return str(facts["limit"])
    if facts["confidential"] or not facts["identify"]:
        return AUTH
    if method.upper() in ("GET", "HEAD"):
        return CATALOGUE if facts["access"] == "anyone" else ACCOUNT
    return CREATE
