"""HTML pages, under a policy that lets them load nothing from elsewhere."""

from flask import Response

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def secured(html: str, *changes: str) -> Response:
    """A page with its Content-Security-Policy; `changes` replace directives of it."""
    policy = POLICY | dict(change.split(" ", 1) for change in changes)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
