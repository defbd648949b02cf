"""Every request has an id, which its answer and its log lines name."""

import structlog
from flask import Flask, Response, g, request

from bookstore.values.request_ids import settled

HEADER = "X-Request-Id"


def register(app: Flask) -> None:
    """Settle the id before all else, and name it in the answer."""
    app.before_request(_settle)
    app.after_request(_name)


def _settle() -> None:
    g.request_id = settled(request.headers.get(HEADER, ""))
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _name(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    return response
