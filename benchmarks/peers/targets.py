"""Who takes part."""

from pathlib import Path

from benchmarks.peers import ours
from benchmarks.peers.ours import Catalogue
from benchmarks.peers.serving import Program, gunicorn, uvicorn

LABELS = {
    "ours": "Bookstore, with Redis",
    "ours-without-redis": "Bookstore, without Redis",
    "textbook": "flask-smorest, as in tutorials",
    "drf": "Django REST Framework",
    "fastapi": "FastAPI, async SQLAlchemy",
    "fixed": "Flask, fixed JSON",
    "hello": "Flask, hello world",
}
BARE = ("fixed", "hello")
BASES = ("textbook", "hello")
"""Whom others are compared with."""

PATHS = {"list": "/books", "one": "/books/{id}", "cached": "/cached/books", "create": "/books"}
ACCESS_LOG = ("--access-logfile", "-")


def programs(catalogue: Catalogue, redis: str, answers: Path) -> list[Program]:
    """All of them, each with a database of Redis for itself; the fixed answers lie in a folder."""
    server = redis.rpartition("/")[0]
    shared = {"DATABASE_URL": catalogue.url, "SECRET_KEY": catalogue.secret, "RATE": ours.RATE.replace("/", " per ")}
    textbook, drf, fastapi = (shared | {"REDIS_URL": f"{server}/{number}"} for number in (1, 2, 3))
    bare = {"ANSWERS": str(answers)}
    fixed = {"list": "/answers/list", "one": "/answers/one", "cached": "/answers/list"}
    return [
        *ours.programs(catalogue, redis, answers.parent),
        Program("textbook", gunicorn("benchmarks.peers.textbook:served()", *ACCESS_LOG), PATHS, textbook),
        Program("drf", gunicorn("benchmarks.peers.drf.wsgi", *ACCESS_LOG), PATHS, drf),
        Program("fastapi", uvicorn("benchmarks.peers.fastapi_app:app"), PATHS, fastapi),
        Program("fixed", gunicorn("benchmarks.peers.bare:app"), fixed, bare, bare=True),
        Program("hello", gunicorn("benchmarks.peers.bare:app"), dict.fromkeys(PATHS, "/"), bare, bare=True),
    ]
