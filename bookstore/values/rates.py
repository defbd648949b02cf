"""Rates: how often something may happen, written as `100/minute;1000/day`."""

from typing import NamedTuple

from limits import parse_many

MOST = 10**9
UNLIMITED = "unlimited"


class Rate(NamedTuple):
    """So many times within so many seconds."""

    amount: int
    seconds: int


def parse(text: str) -> tuple[Rate, ...]:
    """The rates that all hold at once, shortest first; none of `unlimited`; ValueError for what is not written so."""
    if text.strip() == UNLIMITED:
        return ()
    found = {Rate(item.amount, item.get_expiry()) for item in parse_many(text)}
    if not all(0 < rate.amount <= MOST and 0 < rate.seconds <= MOST for rate in found):
        raise ValueError(f"{text!r} holds a rate of nothing, or of too much")
    if len({rate.seconds for rate in found}) < len(found):
        raise ValueError(f"{text!r} names one time twice")
    return tuple(sorted(found, key=lambda rate: rate.seconds))
