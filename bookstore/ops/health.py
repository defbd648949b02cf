"""Is it alive, and can it work?"""

import structlog
from flask import Blueprint, Flask, Response, current_app, jsonify

from bookstore.services import health

READY = frozenset({"ok", "ahead", "not configured"})
"""States to work with: tables are ahead while a newer release, which migrates first, takes over from this one."""

SPARED = frozenset({"redis"})
"""What one can do without for a while: each server then counts for itself."""

blueprint = Blueprint("health", __name__)


log = structlog.get_logger("health")


def register(app: Flask) -> None:
    """Bind the probes; and say so where production stands on a single file, which may not be meant."""
    app.register_blueprint(blueprint)
    if app.config["APP_ENV"] == "production" and app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite:"):
        log.warning("database_is_a_file", detail="DATABASE_URL names no PostgreSQL: everything is in one SQLite file.")


@blueprint.get("/livez")
def livez() -> Response:
    """The process answers; nothing else is touched."""
    return _uncached(jsonify(status="ok"))


@blueprint.get("/readyz")
def readyz() -> Response:
    """What is needed is there, migrations included; 503 when something is missing."""
    checks = health.checks(current_app.config["REDIS_URL"])
    missing = {name for name, state in checks.items() if state not in READY}
    ready = missing <= SPARED
    response = _uncached(jsonify(status=("degraded" if missing else "ok") if ready else "unavailable", checks=checks))
    if not ready:
        response.status_code = 503
        response.headers["Retry-After"] = "2"
    return response


def _uncached(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
