"""What holds for every request and every answer, whichever view they meet or miss."""

from flask import Flask, Request, Response, current_app, request
from flask.sessions import NullSession, SessionInterface

from bookstore.api.errors import Refused
from bookstore.api.parsing import refuse_parameters
from bookstore.values import text

VARIES = "Accept"


class Stateless(SessionInterface):
    """No sessions: there are no cookies here, and to look for them would be the dearest part of Flask's own work."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        """One that takes nothing."""
        return NullSession()

    def save_session(self, app: Flask, session: object, response: Response) -> None:
        """There is nothing to save."""


def register(app: Flask) -> None:
    """Bind it; requests are looked at before all else."""
    app.session_interface = Stateless()
    app.before_request(_refuse_odd_paths)
    app.before_request(_refuse_parameters_of_pages)
    app.after_request(_name_what_varies)
    app.after_request(_name_no_type_of_nothing)


def _refuse_odd_paths() -> None:
    """Nothing has a name that is not UTF-8 or holds control characters; werkzeug would look for another name."""
    try:
        path = request.environ["PATH_INFO"].encode("latin-1").decode("utf-8")
    except UnicodeError:
        raise Refused("not-found", "The path is not UTF-8.") from None
    if path.startswith("//"):
        raise Refused("not-found", "The path starts with two slashes.")
    if not path.isprintable() and (text.forbidden(path) or not set(path).isdisjoint("\t\n\r")):
        raise Refused("not-found", "The path holds control characters.")


def _refuse_parameters_of_pages() -> None:
    """Pages, probes and documents take no parameters; the views of the API say themselves what they take."""
    if request.query_string and request.endpoint and request.method != "OPTIONS":
        view = current_app.view_functions[request.endpoint]
        if not hasattr(view, "_apidoc"):
            refuse_parameters(request)


def _name_no_type_of_nothing(response: Response) -> Response:
    """What has no body is no HTML, as it would be called by default."""
    if response.status_code == 204 or (request.method == "OPTIONS" and not response.data):
        response.headers.pop("Content-Type", None)
    return response


def _name_what_varies(response: Response) -> Response:
    """Good answers, problems and empty ones below /api alike depend on what the client accepts."""
    if request.path.startswith("/api"):
        response.vary.add(VARIES)
    return response
