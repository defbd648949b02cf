"""Ids of requests: the caller's, when it is a decent one, else one of ours."""

import re

from bookstore.values import chance

_DECENT = re.compile(r"[A-Za-z0-9._-]{1,128}")


def settled(given: str) -> str:
    """The id of a request that came with this one, or with an empty one."""
    return given if _DECENT.fullmatch(given) else f"{chance.number(128):032x}"
