"""WSGI middleware: an answer that is kept and still holds goes out before the application begins to work.

It is limited, counted and logged like all others, and its version is settled by then. Whoever says who they are passes
by here: their answers are their own.
"""

from collections.abc import Callable, Iterable
from time import perf_counter, time
from typing import Any, NamedTuple

from flask import Flask

from bookstore.api import compression, cors, etags
from bookstore.api.caching.flights import Flights
from bookstore.api.caching.kept import Kept
from bookstore.api.caching.keys import key_of
from bookstore.api.caching.store import Store
from bookstore.api.caching.ticket import SPENT, TICKET, Ticket
from bookstore.api.limits import told
from bookstore.api.limits.budgets import Spent
from bookstore.api.limits.limits import Limits
from bookstore.services import traces
from bookstore.shared.changes import Changes, News
from bookstore.values.answered import Answered
from bookstore.values.heads import Checked
from bookstore.values.request_ids import settled

STALE = "bookstore.stale"
OK, NOT_MODIFIED = "200 OK", "304 NOT MODIFIED"

Environ = dict[str, Any]


class Hit(NamedTuple):
    """A kept answer that goes out: what of the caller's budgets it took, and whether they have it already."""

    kept: Kept
    spent: Spent | None
    unchanged: bool


class Front:
    """What stands before an application."""

    def __init__(self, app: Flask, store: Store) -> None:
        self._wsgi_app, self._store = app.wsgi_app, store
        self._flights = Flights()
        self._seconds: int = app.config["CACHE_SECONDS"]
        self._changes: Changes = app.extensions["changes"]
        self._limits: Limits = app.extensions["limits"]
        self._note: Callable[[Answered], None] = app.extensions["ledger"].note
        self._origins = frozenset(app.config["CORS_ORIGINS"])

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """Answer with what is kept, or let the application make it."""
        key = key_of(environ)
        if key is None:
            return self._wsgi_app(environ, start_response)
        started = perf_counter()
        hit = self._hit(key, environ)
        if hit is not None:
            return self._sent(hit, environ, start_response, started)
        with self._flights.boarded(key) as first:
            hit = None if first else self._hit(key, environ)
            if hit is not None:
                return self._sent(hit, environ, start_response, started)
            return self._made(key, environ, start_response)

    def _hit(self, key: str, environ: Environ) -> Hit | None:
        """What is kept, holds, and is within the caller's budgets: here, or else where all keep theirs."""
        for _ in range(2):
            kept = self._store.get(key)
            if kept is None:
                break
            if 0 <= time() - kept.made < self._seconds:
                hit = self._holding(kept, environ)
                if hit is not None or STALE not in environ:
                    return hit
            self._store.forget(key)
        return None

    def _holding(self, kept: Kept, environ: Environ) -> Hit | None:
        unchanged = etags.seen(compression.unmarked(environ.get("HTTP_IF_NONE_MATCH", "")), kept.etag)
        spent, news = self._spend(kept, environ, 0 if unchanged else 1)
        if news is None or not news.none_since(kept.mark):
            environ[STALE] = True
            return None
        environ.pop(STALE, None)
        return None if spent is not None and not spent.allowed else Hit(kept, spent, unchanged)

    def _spend(self, kept: Kept, environ: Environ, cost: int) -> tuple[Spent | None, News | None]:
        """What the call costs, once, and the news of what the answer was made of: one trip for both."""
        if SPENT in environ:
            return environ[SPENT], self._changes.news(kept.places)
        budgets = self._limits.budgets(None, environ.get("REMOTE_ADDR", ""), kept.scope)
        spent = self._limits.spend(budgets, cost, places=kept.places)
        if cost:
            environ[SPENT] = spent
        return spent, self._changes.news(kept.places, told=spent and spent.news)

    def _made(self, key: str, environ: Environ, start_response: Any) -> Iterable[bytes]:
        """The application's answer; it keeps it where that is right (api.caching.keeping)."""
        ticket = environ[TICKET] = Ticket(key, stale=STALE in environ)
        if not self._limits.enabled:
            ticket.begin(self._changes.news())
        with traces.kept(ticket.trace):
            return self._wsgi_app(environ, start_response)  # type: ignore[no-any-return]

    def _sent(self, hit: Hit, environ: Environ, start_response: Any, started: float) -> Iterable[bytes]:
        kept, request_id = hit.kept, settled(environ.get("HTTP_X_REQUEST_ID", ""))
        body, headers = self._not_modified(kept, environ) if hit.unchanged else self._whole(kept, environ)
        now = time()
        age = int(now - kept.made)
        headers += (
            ("Age", str(age)),
            ("Cache-Status", f"bookstore; hit; ttl={self._seconds - age}"),
            *(told.headers(hit.spent) if hit.spent else ()),
            *cors.terms(self._origins, environ.get("HTTP_ORIGIN")).items(),
            ("X-Request-Id", request_id),
        )
        self._store.tally.count("hits")
        start_response(NOT_MODIFIED if hit.unchanged else OK, headers)
        answer = Answered(
            request_id=request_id,
            method=environ["REQUEST_METHOD"],
            path=environ["PATH_INFO"],
            operation=kept.operation,
            rule=kept.rule,
            version=kept.version,
            status=304 if hit.unchanged else 200,
            seconds=perf_counter() - started,
            size=len(body),
            address=environ.get("REMOTE_ADDR", ""),
            at=now,
            cache="hit",
        )
        self._note(answer)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _whole(self, kept: Kept, environ: Environ) -> tuple[bytes, Checked]:
        body, coding = kept.coded(environ.get("HTTP_ACCEPT_ENCODING", ""))
        tag = f"{kept.etag}-{coding}" if coding else kept.etag
        headers = Checked((*kept.headers, ("ETag", f'"{tag}"'), ("Content-Length", str(len(body)))))
        headers.length = len(body)
        if coding:
            headers.append(("Content-Encoding", coding))
        return body, headers

    def _not_modified(self, kept: Kept, environ: Environ) -> tuple[bytes, Checked]:
        tag = compression.known_as(kept.etag, environ["HTTP_IF_NONE_MATCH"])
        headers = (header for header in kept.headers if header[0] != "Content-Type")
        return b"", Checked((*headers, ("ETag", f'"{tag}"')))
