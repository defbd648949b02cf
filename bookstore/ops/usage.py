"""Usage: each request is counted, and the counts are kept in the database by a thread of its own.

No request waits for it or fails with it; while the database is away, counts wait. Probes and files that belong to pages
are not counted: they tell nothing of who uses the API.
"""

import atexit
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import lru_cache
from threading import Event, Lock, Thread
from typing import Any
from weakref import WeakSet

import structlog
from flask import Flask, Response, g, request

from bookstore.ops import routes
from bookstore.ops.tally import Tally
from bookstore.services import usage
from bookstore.values.usage import HOUR, Asked, client_of

ASKED = "bookstore.usage"
"""Where a request has what it is counted as."""

UNCOUNTED = ("/livez", "/readyz", "/metrics", "/static/", "/assets/")

FAREWELL = 5.0
"""Seconds that a process which ends has for what it is just keeping."""

log = structlog.get_logger("usage")
_recorders: "WeakSet[Recorder]" = WeakSet()


class Recorder:
    """Counts the requests of an application: `record` is for who answers ahead of it, as a cache does."""

    def __init__(self, app: Flask, *, interval: float, days: int) -> None:
        self._app, self._interval, self._days = app, interval, days
        self._tally = Tally()
        self.record = self._tally.record
        self.revive()
        _recorders.add(self)

    def revive(self) -> None:
        """Begin anew, as in a process that was forked: threads are not inherited, and what waits is its parent's."""
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

    def close(self) -> None:
        """Keep the last counts of a process."""
        if self.thread is not None:
            self._closing.set()
            self.thread.join(FAREWELL)
            if not self.thread.is_alive():
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


class Watch:
    """WSGI middleware: how long an answer took, and what it is in the end."""

    def __init__(self, wsgi_app: Callable[..., Any], recorder: Recorder) -> None:
        self.wsgi_app, self.recorder = wsgi_app, recorder

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Go on, and count what became of it."""
        began, told = time.perf_counter(), []

        def start(*args: Any) -> Any:
            told[:] = args[:2]
            return start_response(*args)

        answer: Iterable[bytes] = self.wsgi_app(environ, start)
        if self.recorder.thread is None:
            self.recorder.start()
        asked = environ.get(ASKED)
        if asked is not None and told:
            status, headers = told
            said = next((value for name, value in headers if name == "Cache-Status"), "")
            seconds = time.perf_counter() - began
            self.recorder.record(asked, status=int(status[:3]), seconds=seconds, cache=_outcome(said))
        return answer


def register(app: Flask) -> None:
    """Have each request say what it is counted as."""
    interval, days = app.config["USAGE_INTERVAL"], app.config["USAGE_DAYS"]
    app.extensions["usage"] = Recorder(app, interval=interval, days=days)
    app.after_request(_note)


def watch(app: Flask) -> None:
    """Count from outside of all that may still change an answer."""
    app.wsgi_app = Watch(app.wsgi_app, app.extensions["usage"])  # type: ignore[method-assign]


def _note(response: Response) -> Response:
    asked: Any = request._get_current_object()  # type: ignore[attr-defined]  (the proxy costs each time)
    endpoint, version = _names(asked.url_rule and asked.url_rule.rule)
    if not endpoint.startswith(UNCOUNTED):
        actor = g.get("actor")
        user, key = (actor.id, actor.key) if actor else (None, None)
        client = client_of(user, key, asked.remote_addr or "")
        asked.environ[ASKED] = Asked(endpoint, version, routes.method_of(asked.method), client)
    return response


@lru_cache(1024)
def _names(rule: str | None) -> tuple[str, str]:
    endpoint = routes.endpoint_of(rule)
    return endpoint, routes.version_of(endpoint)


@lru_cache(64)
def _outcome(cache_status: str) -> str:
    """`bookstore; hit` and `bookstore; fwd=miss` (RFC 9211) in one word."""
    cache, _, words = cache_status.partition(";")
    found = words.split(";")[0].strip().removeprefix("fwd=")
    return found if cache.strip() == "bookstore" else ""


def _close_all() -> None:
    for recorder in list(_recorders):
        recorder.close()


def _revive_all() -> None:
    for recorder in list(_recorders):
        recorder.revive()


atexit.register(_close_all)
os.register_at_fork(after_in_child=_revive_all)
