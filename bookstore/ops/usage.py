"""Usage: each request is counted, and the counts are kept in the database by a thread of its own.

No request waits for it or fails with it; while the database is away, counts wait. Probes and files that belong to pages
are not counted: they tell nothing of who uses the API.
"""

import time
from contextlib import suppress
from threading import Event, Lock, Thread

import structlog
from flask import Flask

from bookstore.extensions import answered
from bookstore.ops import lifetimes, routes
from bookstore.ops.tally import Tally
from bookstore.services import usage
from bookstore.values.answered import Answered
from bookstore.values.usage import HOUR, Asked, client_of

UNCOUNTED = ("/livez", "/readyz", "/metrics", "/static/", "/assets/")

FAREWELL = 5.0
"""Seconds that a process which ends has for what it is just keeping."""

log = structlog.get_logger("usage")


class Recorder:
    """Counts the requests of an application."""

    def __init__(self, app: Flask, *, interval: float, days: int) -> None:
        self._app, self._interval, self._days = app, interval, days
        self._tally = Tally()
        self.record = self._tally.record
        self.revive()
        lifetimes.enlist(self, lifetimes.COUNTING)

    def revive(self) -> None:
        """Begin anew, in a process that was forked."""
        self._tally.clear()
        self._starting, self._keeping = Lock(), Lock()
        self._closing = Event()
        self._away = False
        self.thread: Thread | None = None

    def start(self) -> None:
        """Have counts kept from now on; an interval of 0 leaves it to who calls `flush`."""
        with self._starting, suppress(RuntimeError):  # a process that ends begins no threads
            if self.thread is None and self._interval:
                thread = Thread(target=self._work, name="usage", daemon=True)
                thread.start()
                self.thread = thread

    def flush(self) -> bool:
        """Keep what was counted; whether that could be done. What could not be kept is kept another time."""
        self._app.extensions["ledger"].settle()
        with self._keeping:
            rows = self._tally.take()
            if not rows:
                return True
            try:
                with self._app.app_context():
                    usage.add(rows)
            except Exception as error:
                self._tally.put_back(rows)
                self._tell(away=True, error=type(error).__name__)
                return False
            self._tell(away=False)
            return True

    def tidy(self) -> None:
        """Thin out what is old; who fails leaves it to the next."""
        try:
            with self._app.app_context():
                usage.tidy(int(time.time()), days=self._days)
        except Exception as error:
            log.warning("usage_not_tidied", error=type(error).__name__)

    def finish(self) -> None:
        """Keep the last counts of a process, be they its first."""
        if not self._interval:
            return
        self._closing.set()
        if self.thread is not None:
            self.thread.join(FAREWELL)
        if self.thread is None or not self.thread.is_alive():
            self.flush()

    def _work(self) -> None:
        due = 0.0
        while not self._closing.wait(self._interval):
            if self.flush() and time.monotonic() >= due:
                due = time.monotonic() + HOUR
                self.tidy()

    def _tell(self, *, away: bool, **words: str) -> None:
        """Say it once, when it changes."""
        if away != self._away:
            self._away = away
            log.warning("usage_waits" if away else "usage_kept", **words)


def register(app: Flask) -> None:
    """Count what is answered."""
    interval, days = app.config["USAGE_INTERVAL"], app.config["USAGE_DAYS"]
    app.extensions["usage"] = Recorder(app, interval=interval, days=days)
    answered.connect(_count)


def _count(app: Flask, answer: Answered) -> None:
    recorder: Recorder = app.extensions["usage"]
    endpoint = routes.endpoint_of(answer.rule)
    if endpoint.startswith(UNCOUNTED):
        return
    if recorder.thread is None:
        recorder.start()
    client = client_of(answer.user, answer.key, answer.address)
    asked = Asked(endpoint, routes.version_of(endpoint), routes.method_of(answer.method), client)
    recorder.record(asked, status=answer.status, seconds=answer.seconds, cache=answer.cache)
