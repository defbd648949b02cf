"""CORS: which pages of other origins may call the API (below /api) with scripts.

Callers say who they are by headers that scripts send themselves, never by what a browser adds: no answer allows
credentials (cookies, remembered log-ins), so that `*` is no danger either.
"""

from flask import Flask, Response, request

METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
TAKEN = "Authorization, X-API-Key, Content-Type, Accept-Version, If-Match, If-None-Match, X-Request-Id"
SHOWN = (
    "ETag, Link, Location, X-Request-Id, API-Version, Retry-After, RateLimit, RateLimit-Policy, X-RateLimit-Limit, "
    "X-RateLimit-Remaining, X-RateLimit-Reset, Deprecation, Sunset, Allow, Accept-Patch, WWW-Authenticate, Age, "
    "Cache-Status, Content-Disposition"
)
"""Headers that scripts may send, and those that they may read, beside what all may."""

API, ANY = "/api", "*"
ASKING = ("Origin", "Access-Control-Request-Method")
MAX_AGE = "7200"
"""Seconds that a browser remembers a preflight; more than that none does."""


def register(app: Flask) -> None:
    """Bind it, if any origin is allowed."""
    origins = frozenset(app.config["CORS_ORIGINS"])
    if not origins:
        return

    def preflight() -> Response | None:
        """It asks for what may be sent, not for what is there, and lacks the headers that select a version."""
        return Response(status=204) if _is_preflight() and _allowed(origins) else None

    def allow(response: Response) -> Response:
        if not request.path.startswith(API):
            return response
        if ANY not in origins:
            response.vary.add("Origin")
        origin = _allowed(origins)
        if origin:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers.update(_terms())
        return response

    app.before_request(preflight)
    app.after_request(allow)


def _allowed(origins: frozenset[str]) -> str | None:
    """What the answer says of who may read it; `*` is said to all, since caches give one answer to all."""
    if not request.path.startswith(API):
        return None
    origin = request.headers.get("Origin")
    return ANY if ANY in origins else origin if origin in origins else None


def _is_preflight() -> bool:
    return request.method == "OPTIONS" and all(name in request.headers for name in ASKING)


def _terms() -> dict[str, str]:
    if _is_preflight():
        return {
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": TAKEN,
            "Access-Control-Max-Age": MAX_AGE,
        }
    return {"Access-Control-Expose-Headers": SHOWN}
