"""Requests that gunicorn refuses before the application sees them: their answers are problems, too."""

import json
import socket
from uuid import uuid4

from gunicorn import util

SLUGS = {400: "bad-request", 408: "request-timeout", 414: "uri-too-long", 431: "header-fields-too-large"}


def install() -> None:
    """Let gunicorn's workers answer with problems instead of HTML."""
    util.write_error = write_problem


def write_problem(client: socket.socket, status: int, reason: str, _message: str) -> None:
    """Answer a request that could not be parsed; gunicorn's own message may repeat it, and stays out."""
    slug = SLUGS.get(status, "internal-error" if status >= 500 else "bad-request")
    request_id = uuid4().hex
    problem = {
        "type": f"/problems/{slug}",
        "title": reason,
        "status": status,
        "detail": "The request could not be parsed as HTTP, or part of it is too long.",
        "instance": "/",
        "code": slug,
        "request_id": request_id,
    }
    body = json.dumps(problem).encode()
    head = (
        f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nContent-Type: application/problem+json\r\n"
        f"X-Request-Id: {request_id}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    util.write_nonblock(client, head.encode("latin1") + body)
