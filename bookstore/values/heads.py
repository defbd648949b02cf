"""Headers of an answer that need no more checking."""

import re
from collections.abc import Iterable

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Checked(list[tuple[str, str]]):
    """Headers of which each is sound, or made of numbers and words of ours; `length` is that of the body, if told."""

    length: int | None = None


def sound(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether they can be written as they are: nothing in them ends a line (RFC 9110, 5.1 and 5.5)."""
    return all(_NAME.fullmatch(name) and _VALUE.fullmatch(value) for name, value in headers)
