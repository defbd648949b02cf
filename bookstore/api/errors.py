"""Whatever goes wrong becomes a problem: refusals of the core, HTTP errors, faults of ours."""

from typing import Any

import structlog
from flask import Flask, Response, current_app
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from bookstore import errors as core
from bookstore.api import problems
from bookstore.extensions import faults

RETRY_AFTER = "2"
BEARER, BASIC = 'Bearer realm="bookstore"', 'Basic realm="bookstore", charset="UTF-8"'
INVALID_TOKEN = f'{BEARER}, error="invalid_token"'
COLLISIONS = frozenset({"40001", "40P01"})
"""What PostgreSQL calls it when one of two who are in each other's way has to give up: all of it is undone."""

SLUGS: dict[type[core.Refusal], str] = {
    core.NotFound: "not-found",
    core.Conflict: "conflict",
    core.Invalid: "invalid",
    core.Unsupported: "unsupported-media-type",
    core.Unauthenticated: "unauthenticated",
    core.Forbidden: "forbidden",
    core.PreconditionFailed: "precondition-failed",
    core.Unavailable: "unavailable",
    core.Unanswered: "lookup-failed",
    core.Overdue: "lookup-timeout",
}

log = structlog.get_logger()


class Unreadable(core.Invalid):
    """A request that breaks rules of its schema: `places` says where (a pointer or a parameter) and which."""

    def __init__(self, places: list[dict[str, str]]) -> None:
        super().__init__("The request breaks the rules of its schema: see errors.")
        self.places = places


class InvalidToken(core.Unauthenticated):
    """A bearer token that is not good: the challenge says so (RFC 6750, section 3.1)."""


class Refused(Exception):
    """A request that the edge itself refuses, as a kind of problem; `members` are added to it."""

    def __init__(self, slug: str, detail: str | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.slug, self.detail, self.members = slug, detail, members


def register(app: Flask) -> None:
    """Bind the handlers."""
    app.register_error_handler(core.Refusal, _refusal)
    app.register_error_handler(Refused, lambda error: problems.respond(error.slug, error.detail, **error.members))
    app.register_error_handler(HTTPException, _http_exception)
    for lost in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(lost, _database_lost)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(Exception, _fault)


def _refusal(error: core.Refusal) -> Response:
    slug = next(SLUGS[kind] for kind in type(error).__mro__ if kind in SLUGS)
    headers: dict[str, str | list[str]] = {}
    if slug == "unauthenticated":
        headers["WWW-Authenticate"] = [INVALID_TOKEN if isinstance(error, InvalidToken) else BEARER, BASIC]
    if slug == "unavailable":
        headers["Retry-After"] = RETRY_AFTER
    if "retry_after" in error.facts:
        headers["Retry-After"] = str(error.facts["retry_after"])
    return problems.respond(slug, error.detail, errors=_places(error), headers=headers, **error.facts)


def _places(error: core.Refusal) -> list[dict[str, str]] | None:
    if isinstance(error, Unreadable):
        return error.places
    if error.pointer is None:
        return None
    place = "pointer" if error.pointer.startswith("/") else "parameter"
    return [{place: error.pointer, "detail": error.detail}]


def _http_exception(error: HTTPException) -> Response:
    """Werkzeug's own errors, with the headers that belong to them (Allow, Retry-After, Location)."""
    if error.code is None or error.code < 400:
        return error.get_response()
    kept = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Content-Length")}
    return problems.respond(problems.for_status(error.code).slug, headers=kept)


def _database_lost(error: Exception) -> Response:
    if getattr(getattr(error, "orig", None), "sqlstate", None) in COLLISIONS:
        log.warning("given_up_for_another", error=type(error).__name__, exc_info=error)
        return problems.respond("conflict", "Somebody else was at it in this moment: try again.")
    log.error("database_unavailable", error=type(error).__name__, exc_info=error)
    faults.send(current_app, error=error)
    return problems.respond("unavailable", headers={"Retry-After": RETRY_AFTER})


def _database_error(error: DBAPIError) -> Response:
    return _database_lost(error) if error.connection_invalidated else _fault(error)


def _fault(error: Exception) -> Response:
    log.error("fault", error=type(error).__name__, exc_info=error)
    faults.send(current_app, error=error)
    return problems.respond("internal-error")
