"""The post: letters are written and sent by a thread of their own: no request waits for them or fails with them.

The thread comes with the first letter and goes after the last. What cannot be delivered is tried again a few times;
what a server refuses for good is not. The log tells what became of letters, and never what is in them.
"""

import atexit
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from threading import Condition, Event, Thread
from traceback import extract_tb
from typing import Any
from weakref import WeakSet

import structlog
from flask import Flask

from bookstore.services.letters import Letter

CAPACITY = 1000
"""Letters that wait to be written; more are dropped, and the log says so."""

DELAYS = (1.0, 5.0, 25.0)
"""Seconds between one attempt and the next."""

FAREWELL = 10.0
"""Seconds that a process which ends has for its last letters."""

log = structlog.get_logger("mail")
_offices: "WeakSet[Post]" = WeakSet()


class Post:
    """The letters of one application, in the order in which they were asked for."""

    def __init__(self, app: Flask, deliver: Callable[[Letter], None]) -> None:
        self._app, self._deliver = app, deliver
        self._jobs: deque[tuple[Callable[..., Iterable[Letter]], tuple[Any, ...]]] = deque()
        self._turn = Condition()
        self._working = False
        self._closing = Event()
        _offices.add(self)

    def put(self, write: Callable[..., Iterable[Letter]], *args: Any) -> None:
        """Have `write(*args)` called in the application's context, and the letters that it gives sent."""
        with self._turn:
            if len(self._jobs) >= CAPACITY:
                log.error("mail_dropped", waiting=len(self._jobs))
                return
            self._jobs.append((write, args))
            if not self._working:
                self._working = True
                Thread(target=self._work, name="post", daemon=True).start()

    def flush(self, seconds: float = FAREWELL) -> bool:
        """Wait until all letters are away; whether they are."""
        with self._turn:
            return self._turn.wait_for(lambda: not self._working, seconds)

    def close(self) -> None:
        """Send what is there, without patience for who does not take it."""
        self._closing.set()
        self.flush()

    def _work(self) -> None:
        try:
            while job := self._next():
                self._do(*job)
        except BaseException:  # not even the log takes anything: the next letter finds another thread
            self._rest()
            raise

    def _do(self, write: Callable[..., Iterable[Letter]], args: tuple[Any, ...]) -> None:
        with self._app.app_context():
            for letter in self._tried(lambda: list(write(*args))) or ():
                self._tried(partial(self._deliver, letter))

    def _next(self) -> tuple[Callable[..., Iterable[Letter]], tuple[Any, ...]] | None:
        with self._turn:
            if self._jobs:
                return self._jobs.popleft()
            self._rest()
            return None

    def _rest(self) -> None:
        with self._turn:
            self._working = False
            self._turn.notify_all()

    def _tried(self, step: Callable[[], Any]) -> Any:
        """What a step gives, in as many attempts as it takes; None when all fail."""
        for delay in (*DELAYS, None):
            try:
                return step()
            except Exception as error:
                last = delay is None or _is_final(error)
                told = log.error if last else log.warning
                event = "mail_failed" if last else "mail_delayed"
                told(event, error=type(error).__name__, code=_code(error), at=_place(error))
                if last:
                    return None
                self._closing.wait(delay)
        return None


def _is_final(error: Exception) -> bool:
    """Whether another attempt would end as this one did."""
    codes = [code for code, _ in error.recipients.values()] if isinstance(error, SMTPRecipientsRefused) else []
    codes += [error.smtp_code] if isinstance(error, SMTPResponseException) else []
    return isinstance(error, SMTPNotSupportedError | ValueError) or (bool(codes) and min(codes) >= 500)


def _code(error: Exception) -> int | None:
    """What the server said, in a number: its words may name people."""
    if isinstance(error, SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def _place(error: Exception) -> str:
    """Where it was raised: a whole traceback could show what is in a letter."""
    frame = extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


@atexit.register
def _close_all() -> None:
    for office in list(_offices):
        office.close()
