"""CORS: which pages of other origins may call the API (below /api) and read its feeds (below /opds) with scripts.

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

OPEN, ANY = ("/api", "/opds"), "*"
ASKING = ("Origin", "Access-Control-Request-Method")
PREFLIGHT = {
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": TAKEN,
    "Access-Control-Max-Age": "7200",  # seconds: more than that no browser remembers
}


def register(app: Flask) -> None:
    """Bind it, if any origin is allowed."""
    origins = frozenset(app.config["CORS_ORIGINS"])
    if not origins:
        return

    def preflight() -> Response | None:
        """It asks for what may be sent, not for what is there, and lacks the headers that select a version."""
        return Response(status=204) if _is_preflight() and _allowed(origins) else None

    def allow(response: Response) -> Response:
        if not request.path.startswith(OPEN):
            return response
        if ANY not in origins:
            response.vary.add("Origin")
        response.headers.update(terms(origins, request.headers.get("Origin")))
        if _is_preflight() and _allowed(origins):
            response.headers.update(PREFLIGHT)
        return response

    app.before_request(preflight)
    app.after_request(allow)


def _allowed(origins: frozenset[str]) -> str | None:
    """What the answer says of who may read it; `*` is said to all, since caches give one answer to all."""
    if not request.path.startswith(OPEN):
        return None
    return _named(origins, request.headers.get("Origin"))


def _named(origins: frozenset[str], origin: str | None) -> str | None:
    return ANY if ANY in origins else origin if origin in origins else None


def terms(origins: frozenset[str], origin: str | None) -> dict[str, str]:
    """What an answer of the API says to scripts of an origin."""
    allowed = _named(origins, origin)
    return {"Access-Control-Allow-Origin": allowed, "Access-Control-Expose-Headers": SHOWN} if allowed else {}


def _is_preflight() -> bool:
    return request.method == "OPTIONS" and all(name in request.headers for name in ASKING)
