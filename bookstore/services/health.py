"""Whether what the program stands on can be reached."""

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bookstore.extensions import db

TIMEOUT = 1.0
"""Seconds that Redis gets to answer."""


def checks(redis_url: str | None) -> dict[str, str]:
    """Each thing that is needed, and its state: `ok`, `unavailable`, or `not configured`."""
    return {"database": _database(), "redis": _redis(redis_url) if redis_url else "not configured"}


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
    except redis.RedisError:
        return "unavailable"
    return "ok"
