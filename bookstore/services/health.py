"""Whether what the program stands on can be reached."""

from functools import cache
from pathlib import Path

import redis
from alembic.script import ScriptDirectory
from sqlalchemy import column, literal_column, select, table
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bookstore.extensions import db
from bookstore.services import queries

TIMEOUT = 1.0
"""Seconds that Redis gets to answer."""

FAILURES = (OperationalError, InterfaceError, ProgrammingError, PoolTimeout)
"""What a database raises that cannot be reached, or has not the tables that are asked for."""

MIGRATIONS = Path(__file__).parents[2] / "migrations"
REVISION = table("alembic_version", column("version_num"))


def checks(redis_url: str | None) -> dict[str, str]:
    """Each thing that is needed, and its state: `ok`, `unavailable`, or `not configured`.

    The tables are `ok`, `empty` (none yet), `behind` or `ahead` of this program, or `unknown` without the database.
    """
    return {**_database(), "redis": _redis(redis_url) if redis_url else "not configured"}


def words_of(error: Exception) -> str:
    """What the database says of a failure, in one sentence without statements."""
    said = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
    return f"The database fails: {said.rstrip('.')}."


def address() -> str:
    """Where the database is, without its password."""
    return db.engine.url.render_as_string(hide_password=True)


def _database() -> dict[str, str]:
    """The database and its tables: one statement where all is well."""
    try:
        held = {row.version_num for row in queries.rows(select(REVISION))}
    except SQLAlchemyError:
        return _without_revision()
    return {"database": "ok", "migrations": _state_of(held)}


def _without_revision() -> dict[str, str]:
    """Either there are no tables, or there is no database."""
    try:
        queries.rows(select(literal_column("1")))
    except SQLAlchemyError:
        return {"database": "unavailable", "migrations": "unknown"}
    return {"database": "ok", "migrations": "empty"}


def _state_of(held: set[str]) -> str:
    heads, known = _revisions()
    if held == heads:
        return "ok"
    if not held:
        return "empty"
    return "behind" if held <= known else "ahead"


@cache
def _revisions() -> tuple[set[str], set[str]]:
    """The newest revisions, and all, that this program knows; they change with its files only."""
    scripts = ScriptDirectory(str(MIGRATIONS))
    return set(scripts.get_heads()), {revision.revision for revision in scripts.walk_revisions()}


def _redis(url: str) -> str:
    try:
        with redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT) as client:
            client.ping()
    except (redis.RedisError, ValueError):
        return "unavailable"
    return "ok"
