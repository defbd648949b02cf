"""Counts of requests in the memory of a process, until they are taken away to be kept."""

import time
from bisect import bisect_left
from threading import Lock

from bookstore.ops.counters import USAGE_LOST
from bookstore.values.durations import BOUNDS
from bookstore.values.usage import COUNTS, FIRST_CLASS, OTHERS, OUTCOMES, WIDTH, Asked, Row, Series, add

ROOM = {False: 1000, True: 10_000}
"""Series of a bucket that name a client, of unknown and of known ones: more are counted to others."""

CAPACITY = 20_000
"""Series that wait, in all: about 10 MB; of what is more, only the number is told (by /metrics)."""

_NOTHING = (0,) * len(COUNTS)
_REQUESTS, _THROTTLED, _MICROSECONDS = (COUNTS.index(name) for name in ("requests", "throttled", "microseconds"))


class Tally:
    """What was counted, and not yet taken away."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew, as in a process that was forked: what was counted before is its parent's."""
        self._lock = Lock()
        self._counts: dict[tuple, list[int]] = {}
        self._begin_bucket(0)

    def record(self, asked: Asked, *, status: int, seconds: float, cache: str | None = None) -> None:
        """Count an answer: `cache` is what the answer cache said of it (values.answered), if anything."""
        now, microseconds = int(time.time()), int(seconds * 1_000_000)
        series = (now - now % WIDTH, *asked.client, asked.version, asked.method, asked.endpoint, status // 100)
        with self._lock:
            counts = self._counts.get(series) or self._begin(series)
            if counts is None:
                USAGE_LOST.inc()
                return
            counts[_REQUESTS] += 1
            counts[_MICROSECONDS] += microseconds
            counts[FIRST_CLASS + bisect_left(BOUNDS, seconds)] += 1
            counts[-1] = max(counts[-1], microseconds)
            if status == 429:
                counts[_THROTTLED] += 1
            if cache in OUTCOMES:
                counts[OUTCOMES[cache]] += 1

    def take(self) -> list[Row]:
        """All that was counted since this was last asked."""
        with self._lock:
            taken, self._counts = self._counts, {}
        return [(Series(*series), counts) for series, counts in taken.items()]

    def put_back(self, rows: list[Row]) -> None:
        """What could not be kept waits on, as far as there is room."""
        with self._lock:
            for series, more in rows:
                counts = self._place(series)
                if counts is None:
                    USAGE_LOST.inc(more[_REQUESTS])
                else:
                    add(counts, more)

    def _begin(self, series: tuple) -> list[int] | None:
        """The counts of a series that is not there: its own, or those of others; None without room."""
        bucket, known = series[0], series[1] > 0
        if bucket > self._bucket:
            self._begin_bucket(bucket)
        if series not in self._seen:
            if not self._room[known]:
                return self._place((bucket, *OTHERS, *series[4:]))
            self._room[known] -= 1
            self._seen.add(series)
        return self._place(series)

    def _begin_bucket(self, bucket: int) -> None:
        self._bucket, self._room = bucket, dict(ROOM)
        self._seen: set[tuple] = set()

    def _place(self, series: tuple) -> list[int] | None:
        if series not in self._counts and len(self._counts) >= CAPACITY:
            return None
        return self._counts.setdefault(series, list(_NOTHING))
