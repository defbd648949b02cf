"""Rates: how often something may happen, written as `100/minute;1000/day` or `10 per 15 minutes`."""

import re
from typing import NamedTuple

MOST = 10**9
UNLIMITED = "unlimited"
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}

_RATE = re.compile(rf"([0-9]{{1,10}}) *(?:/| per ) *(?:([0-9]{{1,5}}) *)?({'|'.join(SECONDS)})s?", re.IGNORECASE)


class Rate(NamedTuple):
    """So many times within so many seconds."""

    amount: int
    seconds: int


def parse(text: str) -> tuple[Rate, ...]:
    """The rates that all hold at once, shortest first; none of `unlimited`; ValueError for what is not written so."""
    if text.strip() == UNLIMITED:
        return ()
    found = [_rate(part.strip()) for part in text.split(";")]
    if len({rate.seconds for rate in found}) < len(found):
        raise ValueError(f"{text!r} names one time twice")
    return tuple(sorted(found, key=lambda rate: rate.seconds))


def _rate(text: str) -> Rate:
    match = _RATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not like 100/minute")
    amount, times, unit = match.groups()
    rate = Rate(int(amount), int(times or 1) * SECONDS[unit.lower()])
    if not (0 < rate.amount <= MOST and 0 < rate.seconds <= MOST):
        raise ValueError(f"{text!r} is a rate of nothing, or of too much")
    return rate
