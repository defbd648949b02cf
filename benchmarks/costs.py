"""What a request costs: CPU time of this process, called as WSGI, and the SQL statements that it runs."""

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder

from benchmarks.databases import application, database
from benchmarks.peers import textbook
from bookstore.api.credentials import tokens
from bookstore.demo import generated
from bookstore.services import imports, sessions, users
from config import Config

ROUNDS, CALLS = 7, 60
CURSOR_PAGES = 2000


@dataclass
class Cost:
    """Microseconds of CPU (the median of rounds), and statements."""

    micros: float
    statements: int


class Caller:
    """Calls an application without a client in between."""

    def __init__(self, app: Flask, headers: dict[str, str] | None = None) -> None:
        self.app, self.headers = app, headers or {}

    def environ(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        """A request, made beforehand."""
        kind = {"content_type": "application/json"} if body else {}
        return EnvironBuilder(path=path, method=method, data=body or None, headers=self.headers, **kind).get_environ()

    def call(self, environ: dict[str, Any], body: bytes = b"") -> bytes:
        """The body of the answer, which must be a good one."""
        statuses: list[str] = []
        environ = environ | {"wsgi.input": BytesIO(body)}
        answer = self.app.wsgi_app(environ, lambda status, *_: statuses.append(status))
        found = b"".join(answer)
        answer.close()
        if not statuses[0].startswith("2"):
            raise RuntimeError(f"{statuses[0]}: {found.decode()}")
        return found

    def cost(self, path: str, method: str = "GET", bodies: Callable[[], bytes] = bytes) -> Cost:
        """What one such request costs."""
        requests = [bodies() for _ in range(ROUNDS * CALLS + CALLS)]
        environ = self.environ(method, path, b"{}" if requests[0] else b"")
        waiting = iter(requests)

        def once() -> None:
            body = next(waiting)
            self.call(environ | {"CONTENT_LENGTH": str(len(body))}, body)

        for _ in range(CALLS):
            once()
        rounds = [self._round(once) for _ in range(ROUNDS)]
        with self.app.app_context(), _Counting(self.app.extensions["sqlalchemy"].engine) as statements:
            last = bodies()
            self.call(environ | {"CONTENT_LENGTH": str(len(last))}, last)
        return Cost(statistics.median(rounds), len(statements))

    def _round(self, once: Callable[[], None]) -> float:
        started = time.process_time()
        for _ in range(CALLS):
            once()
        return (time.process_time() - started) / CALLS * 1e6


class _Counting:
    """The statements that an engine runs, less those that open transactions."""

    def __init__(self, engine: Any) -> None:
        self.engine, self.statements = engine, []

    def note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)

    def __enter__(self) -> list[str]:
        event.listen(self.engine, "before_cursor_execute", self.note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        event.remove(self.engine, "before_cursor_execute", self.note)


def run(name: str, books: int) -> None:
    """Print what requests cost on one database with so many books."""
    with database(name) as settings:
        with application(settings) as app:
            imports.run(generated.books(books))
            token = tokens.access_token(sessions.begin(users.create("bench", "a long password", role="staff")))
        staff, anonymous = Caller(app, {"Authorization": f"Bearer {token}"}), Caller(app)
        print(f"\n{name}, {books:,} books: CPU of the process a request, and SQL statements")
        for label, path in _paths(anonymous).items():
            _show(label, anonymous.cost(path))
        _show("POST a book (staff)", staff.cost("/api/v2/books", "POST", _new_books()))
        theirs = Caller(_textbook(settings)).cost("/books")
        _compare(anonymous.cost("/api/v2/books"), theirs, _deep_cursor(anonymous))


def _textbook(settings: Config) -> Flask:
    """The textbook; what the bookstore hangs on every engine of this process reads two settings."""
    return textbook.create_app(
        SQLALCHEMY_DATABASE_URI=settings.SQLALCHEMY_DATABASE_URI,
        SQLALCHEMY_ENGINE_OPTIONS={"execution_options": {"transaction": False}},  # its driver begins them itself
        SLOW_SQL_MS=settings.SLOW_SQL_MS,
    )


def _paths(caller: Caller) -> dict[str, str]:
    one = json.loads(caller.call(caller.environ("GET", "/api/v2/books?page_size=1")))["results"][0]["id"]
    return {
        "one book": f"/api/v2/books/{one}",
        "a list of 20 with total": "/api/v2/books",
        "a list of 20 by cursor": "/api/v2/books?cursor=&page_size=20",
        "a list of 100 with total": "/api/v2/books?page_size=100",
        "page 500 (rows 9,981 to 10,000)": "/api/v2/books?page=500",
        "newest first": "/api/v2/books?sort=-year",
        "search, rare word": "/api/v2/books?q=99&cursor=",
        "search, broad word": "/api/v2/books?q=winter",
        "search with facets": "/api/v2/books?q=winter&facets=category,language,year",
    }


def _show(label: str, cost: Cost) -> None:
    print(f"  {label:34} {cost.micros:9,.0f} us   {cost.statements} statements")


def _new_books() -> Callable[[], bytes]:
    places = iter(range(10**9))

    def new() -> bytes:
        place = next(places)
        authors = [{"name": f"New Author {place % 50}"}]
        return json.dumps({"title": f"A new book {place}", "authors": authors, "stock": 3}).encode()

    return new


def _deep_cursor(caller: Caller) -> tuple[Cost, Cost]:
    """A walk's first page and its 2,000th (25 books each)."""
    first = path = "/api/v2/books?cursor=&page_size=25"
    for _ in range(CURSOR_PAGES - 1):
        path = json.loads(caller.call(caller.environ("GET", path)))["links"]["next"]
    return caller.cost(first), caller.cost(path)


def _compare(ours: Cost, theirs: Cost, deep: tuple[Cost, Cost]) -> None:
    print(f"  the textbook's list of 20          {theirs.micros:9,.0f} us   {theirs.statements} statements")
    print(f"  ours costs {ours.micros / theirs.micros:.2f} of it")
    print(f"  cursor: page {CURSOR_PAGES:,} costs {deep[1].micros / deep[0].micros:.2f} times page 1")
