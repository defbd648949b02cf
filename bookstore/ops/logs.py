"""Logging: one line a request, JSON in production, readable in development.

What may hold secrets stays out: queries, names of people, credentials, and parts of paths that came by mail.
"""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog
from flask import Flask

from bookstore.extensions import answered
from bookstore.ops.outlet import STDERR
from bookstore.values.answered import Answered

SILENT = ("/livez", "/metrics")
"""Paths that are asked all the time, and say nothing new while all is well."""

MAILED = re.compile(r"(?<=/password-resets/).+|(?<=/email-confirmations/).+", re.DOTALL | re.IGNORECASE)
"""Ends of paths that open accounts: they came by mail, and may have been mistyped."""

CONTROLS = re.compile("[\x7f-\x9f\u2028\u2029]")
"""They end a line to some readers, or command a terminal, and JSON may hold them as they are."""

log = structlog.get_logger("request")


def register(app: Flask) -> None:
    """Set up structlog, and log each request when it is answered."""
    set_up(app.config["LOG_LEVEL"], app.config["LOG_FORMAT"], sys.stderr if app.testing else STDERR)
    app.extensions["request_log"] = log.bind()  # once: that costs as much as writing a line
    logging.getLogger("werkzeug").addFilter(_is_no_request)
    answered.connect(_note)
    app.teardown_request(lambda _error: structlog.contextvars.clear_contextvars())


def set_up(level: str, style: str, stream: Any) -> None:
    """One pipeline for our own lines."""
    readable = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    renderer = structlog.processors.JSONRenderer(_json) if style == "json" else readable
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.MaybeTimeStamper(fmt="iso", utc=True),
    ]
    if style == "json":
        processors.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*processors, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


def _note(app: Flask, answer: Answered) -> None:
    """A line of the log, with the time of the answer: it is written later."""
    to, ms = app.extensions["request_log"], round(answer.seconds * 1000, 1)
    slow = ms >= app.config["SLOW_REQUEST_MS"]
    if slow or answer.path not in SILENT or answer.status >= 400:
        (to.warning if slow else to.info)(
            "slow_request" if slow else "request",
            timestamp=datetime.fromtimestamp(answer.at, UTC).isoformat().replace("+00:00", "Z"),
            request_id=answer.request_id,
            method=answer.method,
            path=MAILED.sub("***", answer.path),
            operation=answer.operation,
            version=answer.version,
            status=answer.status,
            ms=ms,
            bytes=answer.size,
            user=answer.user,
            key=answer.key,
            cache=answer.cache,
        )


def _json(line: Any, default: Any) -> str:
    """A line as JSON; what only the slow way can write (lone surrogates, huge numbers) goes there."""
    try:
        return CONTROLS.sub(_escaped, orjson.dumps(line, default).decode())
    except TypeError:
        return json.dumps(line, default=default)


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _is_no_request(record: logging.LogRecord) -> bool:
    """The development server would log whole URLs, with the secrets in them, beside our own line."""
    return '"%s" %s %s' not in str(record.msg)
