"""Is it alive, and can it work?"""

from flask import Blueprint, Flask, Response, current_app, jsonify

from bookstore.services import health

READY = frozenset({"ok", "ahead", "not configured"})
"""States to work with: tables are ahead while a newer release, which migrates first, takes over from this one."""

blueprint = Blueprint("health", __name__)


def register(app: Flask) -> None:
    """Bind the probes."""
    app.register_blueprint(blueprint)


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers; nothing else is touched."""
    return _uncached(jsonify(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """What is needed is there, migrations included; 503 when something is missing."""
    checks = health.checks(current_app.config["REDIS_URL"])
    ready = READY.issuperset(checks.values())
    response = _uncached(jsonify(status="ok" if ready else "unavailable", checks=checks))
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
