"""Logging: one line a request, JSON in production, readable in development."""

import logging
import re
import sys
import time

import structlog
from flask import Flask, Response, g, request

SILENT = ("/livez",)
"""Paths that are asked all the time and say nothing new."""

MAILED = re.compile(r"(?<=/password-resets/)[^/]+|(?<=/email-confirmations/)[^/]+")
"""Parts of paths that open accounts: they came by mail."""

log = structlog.get_logger("request")


def register(app: Flask) -> None:
    """Set up structlog, and log each request when it is answered."""
    set_up(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"])
    app.before_request(_start)
    app.after_request(_finish)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())


def set_up(level: str, style: str) -> None:
    """One pipeline for our own lines, to standard error."""
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
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _start() -> None:
    g.started = time.perf_counter()


def _finish(response: Response) -> Response:
    if request.path not in SILENT:
        log.info(
            "request",
            method=request.method,
            path=MAILED.sub("***", request.path),
            status=response.status_code,
            ms=round((time.perf_counter() - g.started) * 1000, 1),
            bytes=response.calculate_content_length(),
            user=actor.id if (actor := g.get("actor")) else None,
        )
    return response
