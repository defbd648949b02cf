"""Requests as they are on the wire: nothing is encoded, completed or mended on the way to the application."""

import io
import re
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from flask import Flask
from werkzeug.test import TestResponse, run_wsgi_app
from werkzeug.wrappers import Request

LEAK = re.compile(r"sqlalchemy|psycopg|sqlite|marshmallow|werkzeug|Traceback|SELECT |site-packages", re.IGNORECASE)
MEMBERS = {"type", "title", "status", "detail", "instance", "code", "request_id"}
JSON = {"Content-Type": "application/json"}


class Wire(NamedTuple):
    """An application, and the token of one of the staff."""

    app: Flask
    token: str

    def ask(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        *,
        anonymous: bool = False,
        **environ: Any,
    ) -> TestResponse:
        """The answer to a request with exactly this target, these headers and this body."""
        path, _, query = url.partition("?")
        given = ({} if anonymous else {"Authorization": self.token}) | (headers or {})
        for name, value in given.items():
            key = name.upper().replace("-", "_")
            environ.setdefault(
                key if key.startswith("CONTENT_") and key != "CONTENT_ENCODING" else f"HTTP_{key}", value
            )
        whole = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1"),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        environ = {name: value for name, value in (whole | environ).items() if value is not None}
        chunks, status, answer = run_wsgi_app(self.app.wsgi_app, environ, buffered=True)
        return TestResponse(chunks, status, answer, request=Request(environ))


def checked(response: TestResponse, wanted: int | tuple[int, ...], case: Any) -> None:
    """The answer has the status, and is a whole problem that gives nothing away if it is one."""
    text = response.get_data(as_text=True)
    statuses = wanted if isinstance(wanted, tuple) else (wanted,)
    assert response.status_code in statuses, (case, response.status_code, text[:500])
    assert not LEAK.search(text), (case, text)
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json", (case, response.mimetype, text[:200])
        problem = response.get_json()
        assert problem.keys() >= MEMBERS, (case, text)
        assert (problem["status"], problem["type"]) == (response.status_code, f"/problems/{problem['code']}"), case
        assert problem["request_id"] == response.headers["X-Request-Id"], case
