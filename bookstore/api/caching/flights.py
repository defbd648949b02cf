"""One computation for many who ask at once: the first one makes the answer, the others wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock

PATIENCE = 10.0
"""Seconds that somebody waits for another; then they make it themselves."""


class Flights:
    """What is being made just now, by key."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._under_way: dict[str, Event] = {}

    @contextmanager
    def boarded(self, key: str) -> Iterator[bool]:
        """Whether the caller is the first to make it; who is not has waited until the first one was done."""
        with self._lock:
            landing = self._under_way.get(key)
            if landing is None:
                self._under_way[key] = Event()
        if landing is not None:
            landing.wait(PATIENCE)
            yield False
            return
        try:
            yield True
        finally:
            with self._lock:
                self._under_way.pop(key).set()
