"""A thread that works on many things at once: it is woken by the first of them, and lets others gather for a moment."""

import threading
import time
from collections.abc import Callable

PAUSE = 0.01
"""Seconds in which things gather: to wake a thread for each would cost more than to work on it."""


class Gatherer:
    """Calls `work` for what has gathered; the thread begins with the first thing."""

    def __init__(self, name: str, work: Callable[[], object]) -> None:
        self._name, self._work = name, work
        self.revive()

    def revive(self) -> None:
        """Begin anew, in a process that was forked."""
        self._starting = threading.Lock()
        self._awake = threading.Event()
        self.thread: threading.Thread | None = None

    def wake(self) -> None:
        """Something is there to be worked on."""
        if not self._awake.is_set():
            self._awake.set()
            if self.thread is None:
                self._start()

    def _start(self) -> None:
        with self._starting:
            if self.thread is None:
                thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                try:
                    thread.start()
                except RuntimeError:  # the process ends, or has too many threads: who comes next tries again
                    self._awake.clear()
                else:
                    self.thread = thread

    def _run(self) -> None:
        while True:
            self._awake.wait()
            time.sleep(PAUSE)
            self._awake.clear()
            self._work()
