"""What was answered is told to who logs and counts it a moment later, many answers at once, by a thread of its own.

Told one by one, amid requests, each would cost about as much as all else that a kept answer takes.
"""

from collections import deque
from collections.abc import Callable, Iterable
from threading import Lock

import structlog
from flask import Flask

from bookstore.extensions import answered
from bookstore.ops import lifetimes
from bookstore.ops.gathering import Gatherer
from bookstore.values.answered import Answered

CAPACITY = 1_000
"""Answers that wait; who brings more tells them all, so that nothing is lost and memory is bounded."""

log = structlog.get_logger()


class Ledger:
    """The answers of an application that are not told yet; `at_once` tells each as it comes."""

    def __init__(self, app: Flask, *, at_once: bool = False) -> None:
        self._app, self._at_once = app, at_once
        self._gatherer = Gatherer("answers", self.settle)
        self.revive()
        lifetimes.enlist(self, lifetimes.TELLING)

    def revive(self) -> None:
        """Begin anew, in a process that was forked."""
        self._gatherer.revive()
        self._waiting: deque[Answered] = deque()
        self._telling = Lock()

    def note(self, answer: Answered) -> None:
        """Take an answer."""
        self._waiting.append(answer)
        if self._at_once or len(self._waiting) >= CAPACITY:
            self.settle()
        else:
            self._gatherer.wake()

    def settle(self) -> None:
        """Tell all that wait: those that came before are told when this returns, whoever told them."""
        with self._telling:
            listeners = list(answered.receivers_for(self._app)) if self._waiting else ()
            for _ in range(len(self._waiting)):
                self._tell(self._waiting.popleft(), listeners)

    def finish(self) -> None:
        """Tell the last ones."""
        self.settle()

    def _tell(self, answer: Answered, listeners: Iterable[Callable[..., object]]) -> None:
        """Tell one answer; a listener that fails misses this one alone, and keeps it from nobody else."""
        for listen in listeners:
            try:
                listen(self._app, answer=answer)
            except Exception:
                if self._at_once:
                    raise
                log.exception("answer_not_told", request_id=answer.request_id)
