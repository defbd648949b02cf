"""The bookstore as it is served, with Redis and without, and the catalogue that all programs work on."""

import sys
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import psycopg

from benchmarks.databases import application, database
from benchmarks.peers.serving import WORKERS, Program
from bookstore.api.credentials import tokens
from bookstore.demo import generated
from bookstore.services import imports, sessions, users
from config import Config
from tests.live import ROOT

__all__ = ["Catalogue", "database", "fill", "programs"]

LIST, ONE = "/api/v2/books", "/api/v2/books/{id}"
BUDGETS = ("ANONYMOUS", "USER", "CATALOGUE", "SEARCH", "ACCOUNT", "CREATE", "AUTH")
RATE = "100000000/minute"
"""A budget that nobody empties, but that is counted."""

KEEPING_NOTHING = {"CACHE_ENABLED": "0"}
"""The settings with which no answer is kept, for the cases that are to reach the database."""

TOKEN_LIFETIME = timedelta(hours=2)


class Catalogue(NamedTuple):
    """Where the books are, and the token of one who may add some."""

    url: str
    secret: str
    token: str


def fill(settings: Config, books: int) -> Catalogue:
    """Generated books in a new PostgreSQL database, at rest: nothing is cleaned up while others are measured."""
    with application(settings) as app:
        imports.run(generated.books(books))
        app.config["JWT_ACCESS_TOKEN_EXPIRES"] = TOKEN_LIFETIME
        token = tokens.access_token(sessions.begin(users.create("bench", "a long password", role="staff")))
    url = settings.SQLALCHEMY_DATABASE_URI.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("VACUUM ANALYZE")
    return Catalogue(url, settings.SECRET_KEY, token)


def programs(catalogue: Catalogue, redis: str, folder: Path) -> list[Program]:
    """With Redis and without it; each once as it is, and once for the cases that no cache may answer."""
    fresh, kept = {"list": LIST, "one": ONE, "create": LIST}, {"cached": LIST}
    found = []
    for name, address in (("ours", redis), ("ours-without-redis", "")):
        settings = {"REDIS_URL": address, "INSTANCE_FOLDER": str(folder)}
        found.append(_program(name, catalogue, fresh, settings | KEEPING_NOTHING))
        found.append(_program(name, catalogue, kept, settings))
    return found


def _program(name: str, catalogue: Catalogue, paths: dict[str, str], settings: dict[str, str]) -> Program:
    command = (sys.executable, "-m", "gunicorn", "--worker-class", "sync", "wsgi:app")
    environment = {
        "APP_ENV": "production",
        "DATABASE_URL": catalogue.url,
        "SECRET_KEY": catalogue.secret,
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": "1",
        **{f"RATELIMIT_{scope}": RATE for scope in BUDGETS},
        **settings,
    }
    return Program(name, command, paths, environment, folder=ROOT)
