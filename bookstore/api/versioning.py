"""Versions on the wire: a path without one gets the one that is selected, and every answer says which it was."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, Response, request

from bookstore.api import deprecation
from bookstore.api.errors import Refused
from bookstore.api.openapi import Api
from bookstore.api.problems import ASKED
from bookstore.api.selectors import SELECTION, Selection, select

SELECTED_BY = ("Accept", "Accept-Version")


class Versions:
    """WSGI middleware: from here on every path below /api has a version, so that all else is done in one way."""

    def __init__(self, wsgi_app: Any, versions: Iterable[str], default: str) -> None:
        self.wsgi_app, self.versions, self.default = wsgi_app, tuple(versions), default

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Settle the version; a request that can't have one is refused by the application."""
        if f"{environ.get('PATH_INFO', '')}/".startswith("/api/"):
            selection = select(environ, self.versions, self.default)
            environ |= {ASKED: environ.get("PATH_INFO", ""), SELECTION: selection}
            environ |= {"PATH_INFO": selection.path, "QUERY_STRING": selection.query}
        return self.wsgi_app(environ, start_response)  # type: ignore[no-any-return]


def register(app: Flask, apis: Mapping[str, Api]) -> None:
    """Bind the middleware, the refusals, and what answers say of their version."""
    default = app.config["API_DEFAULT_VERSION"]
    app.wsgi_app = Versions(app.wsgi_app, apis, default)  # type: ignore[method-assign]

    def refuse() -> None:
        selection = request.environ.get(SELECTION)
        if selection and selection.refusal:
            supported = list(apis)
            detail = REFUSALS[selection.refusal].format(supported=" and ".join(supported))
            raise Refused(selection.refusal, detail, supported=supported)

    def label(response: Response) -> Response:
        selection: Selection | None = request.environ.get(SELECTION)
        if selection:
            version = selection.version if selection.version in apis else default
            response.headers["API-Version"] = version
            if selection.by_headers:
                response.vary.update(SELECTED_BY)
            deprecation.mark(response, apis, version)
        return response

    app.before_request(refuse)
    app.after_request(label)


REFUSALS = {
    "unknown-version": "There is no such version of this API: supported are {supported}.",
    "conflicting-versions": "The request names different versions: supported are {supported}, one at a time.",
}
