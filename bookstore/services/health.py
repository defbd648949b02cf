"""Whether what the program stands on can be reached."""

from pathlib import Path

import redis
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bookstore.extensions import db

TIMEOUT = 1.0
"""Seconds that Redis gets to answer."""

FAILURES = (OperationalError, InterfaceError, ProgrammingError, PoolTimeout)
"""What a database raises that cannot be reached, or has not the tables that are asked for."""

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def checks(redis_url: str | None) -> dict[str, str]:
    """Each thing that is needed, and its state: `ok`, `unavailable`, or `not configured`."""
    return {"database": _database(), "redis": _redis(redis_url) if redis_url else "not configured"}


def migrations() -> str:
    """How the tables are: `ok`, `empty` (none yet), `behind` or `ahead` of this program."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    held = set(MigrationContext.configure(db.session.connection()).get_current_heads())
    db.session.rollback()
    if held == set(scripts.get_heads()):
        return "ok"
    if not held:
        return "empty"
    known = {revision.revision for revision in scripts.walk_revisions()}
    return "behind" if held <= known else "ahead"


def words_of(error: Exception) -> str:
    """What the database says of a failure, in one sentence without statements."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
    return f"The database fails: {said.rstrip('.')}."


def address() -> str:
    """Where the database is, without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def _database() -> str:
    try:
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
    except SQLAlchemyError:
        db.session.rollback()
        return "unavailable"
    return "ok"


def _redis(url: str) -> str:
    try:
        with redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT) as client:
            client.ping()
    except (redis.RedisError, ValueError):
        return "unavailable"
    return "ok"
