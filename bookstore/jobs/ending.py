"""How a worker ends: at once, but only where it can be stopped without harm."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any


class Ended(BaseException):
    """The worker is to end: raised in the middle of a job, or of waiting for one."""


class Ending:
    """Whether the worker has been told to end; `stoppable` is where it is stopped then."""

    def __init__(self) -> None:
        self.told = self._stoppable = False

    def tell(self, *_: Any) -> None:
        """End, now or at the next place where that can be."""
        self.told = True
        if self._stoppable:
            self._stoppable = False  # what is to be tidied up then is left in peace
            raise Ended

    @contextmanager
    def stoppable(self) -> Iterator[None]:
        """Around what may be stopped anywhere. The rest may not: it enters and leaves contexts, and commits."""
        self._stoppable = True
        try:
            if self.told:
                raise Ended
            yield
        finally:
            self._stoppable = False

    @contextmanager
    def by_signals(self) -> Iterator[None]:
        """Have SIGTERM and Ctrl-C tell it."""
        before = {number: signal.signal(number, self.tell) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def follow(parent: int) -> None:
    """End soon after another process has."""
    Thread(target=_follow, args=(parent,), name="parent", daemon=True).start()


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
