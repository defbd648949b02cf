"""Requests that gunicorn refuses before the application sees them: their answers are problems, too."""

import json
import socket
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from gunicorn import util
from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.http.parser import Parser

SLUGS = {
    400: "bad-request",
    403: "forbidden",
    408: "request-timeout",
    414: "uri-too-long",
    417: "expectation-failed",
    431: "header-fields-too-large",
    500: "internal-error",
    501: "not-implemented",
}
UNREADABLE = "The request could not be parsed as HTTP, or part of it is too long."
FAULT = "The server failed before it could read the request."


def install() -> None:
    """Let gunicorn's workers answer with problems instead of HTML, and once."""
    util.write_error = write_problem
    Parser.finish_body = _finishing(Parser.finish_body)


def _finishing(finish: Callable[..., bool]) -> Callable[..., bool]:
    """Pass over what is left of a body; a broken one ends the connection, and not with a second answer."""

    def finish_body(self: Parser, *args: Any, **kwargs: Any) -> bool:
        try:
            return finish(self, *args, **kwargs)
        except (ParseException, NoMoreData):
            return False

    return finish_body


def write_problem(client: socket.socket, status: int, _reason: str, _message: str) -> None:
    """Answer a request that could not be parsed; gunicorn's own message may repeat it, and stays out.

    It names no version and nothing that it varies by: what was asked for, and in which version, nobody could read.
    """
    status = status if status in SLUGS else 500 if status > 500 else 400
    slug, reason = SLUGS[status], HTTPStatus(status).phrase
    request_id = uuid4().hex
    problem = {
        "type": f"/problems/{slug}",
        "title": reason,
        "status": status,
        "detail": FAULT if status == 500 else UNREADABLE,
        "instance": "/",
        "code": slug,
        "request_id": request_id,
    }
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
        f"X-Request-Id: {request_id}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(client, head.encode("latin1") + body)
