"""Logging: one line a request, JSON in production, readable in development.

What may hold secrets stays out: queries, names of people, credentials, and parts of paths that came by mail.
"""

import logging
import re
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

from bookstore.ops.outlet import STDERR

SILENT = ("/livez", "/metrics")
"""Paths that are asked all the time, and say nothing new while all is well."""

MAILED = re.compile(r"(?<=/password-resets/).+|(?<=/email-confirmations/).+", re.DOTALL | re.IGNORECASE)
"""Ends of paths that open accounts: they came by mail, and may have been mistyped."""

log = structlog.get_logger("request")


def register(app: Flask) -> None:
    """Set up structlog, and log each request when it is answered."""
    set_up(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"], sys.stderr if app.testing else STDERR)
    logging.getLogger("werkzeug").addFilter(_is_no_request)
    app.before_request(_start)
    app.after_request(_finish)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())


def set_up(level: str, style: str, stream: Any) -> None:
    """One pipeline for our own lines."""
    readable = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer() if style == "json" else readable
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    if style == "json":
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    ms = round((time.perf_counter() - g.started) * 1000, 1)
    slow = ms >= current_app.config["SLOW_REQUEST_MS"]
    if slow or request.path not in SILENT or response.status_code >= 400:
        actor = g.get("actor")
        (log.warning if slow else log.info)(
            "slow_request" if slow else "request",
            method=request.method,
            path=MAILED.sub("***", request.path),
            operation=request.endpoint,
            version=response.headers.get("API-Version"),
            status=response.status_code,
            ms=ms,
            bytes=response.calculate_content_length(),
            user=actor.id if actor else None,
            key=actor.key if actor else None,
        )
    return response


def _is_no_request(record: logging.LogRecord) -> bool:
    """The development server would log whole URLs, with the secrets in them, beside our own line."""
    return '"%s" %s %s' not in str(record.msg)
