"""Slow SQL: statements of requests that took longer than SLOW_SQL_MS are logged, without the values in them."""

from time import perf_counter
from typing import Any

import structlog
from flask import Flask, current_app, has_request_context, request
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext

from bookstore.ops.counters import SLOW_STATEMENTS

LENGTH = 2000
"""Characters of a statement that are logged."""

STARTED = "bookstore_started"

log = structlog.get_logger("sql")


def register(_app: Flask) -> None:
    """Watch the statements of all engines, once; what is slow, each application says."""
    watchers = {"before_cursor_execute": _begin, "after_cursor_execute": _end, "handle_error": _fail}
    for name, watcher in watchers.items():
        if not event.contains(Engine, name, watcher):
            event.listen(Engine, name, watcher)


def _begin(_connection: Any, _cursor: Any, _statement: str, _values: Any, context: Any, _many: bool) -> None:
    if context is not None:
        context.bookstore_started = perf_counter()


def _end(_connection: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
    _judge(context, statement)


def _fail(failure: ExceptionContext) -> None:
    """What ran into a limit of time was slow, too."""
    _judge(failure.execution_context, failure.statement or "", error=type(failure.original_exception).__name__)


def _judge(context: Any, statement: str, **more: str) -> None:
    started = getattr(context, STARTED, None)
    if started is None or not has_request_context():
        return
    took = (perf_counter() - started) * 1000
    if took >= current_app.config["SLOW_SQL_MS"]:
        SLOW_STATEMENTS.inc()
        sql = " ".join(statement.split())[:LENGTH]
        log.warning("slow_sql", operation=request.endpoint, ms=round(took, 1), sql=sql, **more)
