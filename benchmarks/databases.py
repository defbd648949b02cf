"""Migrated databases to measure on: a file of SQLite, and PostgreSQL from the wheel."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from bookstore import create_app
from bookstore.extensions import db
from config import Config, testing
from tests import servers

NAMES = ("sqlite", "postgresql")

ROOMY = {"shared_buffers": "512MB", "max_wal_size": "8GB"}
"""What PostgreSQL's manual (Populating a Database) asks of a server that takes in very much at once."""


@contextmanager
def database(name: str) -> Iterator[Config]:
    """The settings for a new, empty database, which is gone at the end; no answers are kept, so that each is made."""
    with ExitStack() as stack:
        if name == "postgresql":
            url = stack.enter_context(servers.postgresql(**ROOMY)).replace("postgresql://", "postgresql+psycopg://")
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bookstore-bench-"))
            url = f"sqlite:///{Path(folder) / 'bench.db'}"
        settings = testing(SQLALCHEMY_DATABASE_URI=url, CACHE_ENABLED=False)
        with application(settings):
            upgrade()
        yield settings


@contextmanager
def application(settings: Config) -> Iterator[Flask]:
    """An application in its context."""
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
