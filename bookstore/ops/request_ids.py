"""Every request has an id: the caller's, when it is a decent one, else one of ours."""

import re
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

HEADER = "X-Request-Id"
_DECENT = re.compile(r"[A-Za-z0-9._-]{1,128}")


def register(app: Flask) -> None:
    """Settle the id before all else, and name it in the answer."""
    app.before_request(_settle)
    app.after_request(_name)


def _settle() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _DECENT.fullmatch(given) else uuid4().hex
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _name(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    return response
