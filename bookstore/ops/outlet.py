"""Where log lines leave the program: by a thread of its own, so that no request waits for who reads them.

A reader that stalls costs lines, which are counted, and never time.
"""

import os
import time
from collections import deque
from contextlib import suppress

from bookstore.ops import lifetimes
from bookstore.ops.counters import LINES_DROPPED
from bookstore.ops.gathering import Gatherer

CAPACITY = 10_000
"""Lines that wait; of more, the newest are dropped."""

FAREWELL = 2.0
"""Seconds that a process which ends has for its last lines."""


class Outlet:
    """A file descriptor to write lines to without waiting."""

    def __init__(self, descriptor: int, capacity: int = CAPACITY) -> None:
        self._descriptor, self._capacity = descriptor, capacity
        self._gatherer = Gatherer("log", self._empty)
        self.revive()
        lifetimes.enlist(self, lifetimes.WRITING)

    def revive(self) -> None:
        """Begin anew, in a process that was forked."""
        self._gatherer.revive()
        self._lines: deque[str] = deque()
        self._busy = False

    def write(self, line: str) -> None:
        """Take a line, if there is room."""
        if len(self._lines) >= self._capacity:
            LINES_DROPPED.inc()
            return
        self._lines.append(line)
        self._gatherer.wake()

    def flush(self) -> None:
        """Nothing: who writes does not wait."""

    def drain(self, seconds: float = FAREWELL) -> bool:
        """Wait until all lines are written; whether they are."""
        if self._gatherer.thread is None:  # a process that ends may have begun none
            self._empty()
        until = time.monotonic() + seconds
        while self._lines or self._busy:
            if time.monotonic() >= until:
                return False
            time.sleep(0.001)
        return True

    def finish(self) -> None:
        """Write the last lines, if anybody takes them in time."""
        self.drain()

    def _empty(self) -> None:
        self._busy = True  # before the first line is taken: who drains sees lines, or this
        taken: list[str] = []
        with suppress(IndexError):  # none left
            while len(taken) < self._capacity:
                taken.append(self._lines.popleft())
        self._pour("".join(taken), len(taken))
        self._busy = False

    def _pour(self, text: str, count: int) -> None:
        """By the descriptor itself: a stream's lock, held by a thread that waits, would keep a process from ending."""
        data = memoryview(text.encode("utf-8", "backslashreplace"))
        try:
            while data:
                data = data[os.write(self._descriptor, data) :]
        except OSError:
            LINES_DROPPED.inc(count)


STDERR = Outlet(2)
