"""Where the parts of a chart are: templates draw them as SVG, without a script."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from math import ceil, log10
from typing import Any, NamedTuple

WIDTH, HEIGHT = 960, 300
LEFT, RIGHT, TOP, BOTTOM = 56, 8, 12, 34
"""The room around the bars: numbers stand to the left, times below."""

LABELS = 8
"""Times below the bars: more would run into one another."""

STEPS = (1, 2, 5, 10)


class Segment(NamedTuple):
    """A piece of a bar: what it stands for, and where it is."""

    kind: str
    count: int
    y: float
    height: float


class Bar(NamedTuple):
    """A part of time, and what happened in it."""

    x: float
    width: float
    name: str
    label: str
    segments: list[Segment]
    total: int


class Line(NamedTuple):
    """A line across, and the number that it stands for."""

    y: float
    number: int


class Chart(NamedTuple):
    """Bars over time, and the lines behind them."""

    bars: list[Bar]
    lines: list[Line]


def stacked(parts: Sequence[tuple[str, Mapping[str, int]]], *, seconds: int) -> Chart:
    """Bars of the counts by kind, the first kind at the bottom; parts are named by the moment of their beginning."""
    top, step = _scale(max((sum(counts.values()) for _, counts in parts), default=0))
    room = (WIDTH - LEFT - RIGHT) / max(len(parts), 1)
    every = ceil(len(parts) / LABELS)
    bars = []
    for place, (at, counts) in enumerate(parts):
        name, label = _words(at, seconds)
        x, label = LEFT + place * room + room * 0.1, label if place % every == 0 else ""
        bars.append(Bar(x, room * 0.8, name, label, _segments(counts, top), sum(counts.values())))
    return Chart(bars, [Line(_y(number, top), number) for number in range(0, top + 1, step)])


def _segments(counts: Mapping[str, int], top: int) -> list[Segment]:
    found, below = [], 0
    for kind, count in counts.items():
        if count:
            y = _y(below + count, top)
            found.append(Segment(kind, count, y, _y(below, top) - y))
        below += count
    return found


def _scale(largest: int) -> tuple[int, int]:
    """The number at the top, and the distance of lines: about four of them, all at round numbers."""
    wanted = max(largest / 4, 1)
    power = 10 ** int(log10(wanted))
    step = next(factor * power for factor in STEPS if factor * power >= wanted)
    return max(ceil(largest / step), 1) * step, step


def _y(number: float, top: int) -> float:
    return round(HEIGHT - BOTTOM - number / top * (HEIGHT - TOP - BOTTOM), 2)


def _words(at: str, seconds: int) -> tuple[str, str]:
    """A moment in full, and as short as it may be below a bar."""
    moment = datetime.fromisoformat(at)
    short: dict[bool, Any] = {True: "%H:%M", False: "%d %b"}
    return moment.strftime("%a %d %b %Y, %H:%M"), moment.strftime(short[seconds <= 3600])
