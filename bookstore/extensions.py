"""The extensions, made here, bound in create_app."""

import sqlite3
from typing import TYPE_CHECKING, Any, ClassVar, cast

from blinker import Signal
from flask import current_app
from flask.ctx import AppContext
from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, Table, event
from sqlalchemy.orm import DeclarativeBase
from werkzeug.local import LocalProxy

if TYPE_CHECKING:
    from bookstore.api.links import Links
    from bookstore.jobs.queue import Queue
    from bookstore.lookups.desk import Desk
    from bookstore.ops.post import Post
    from bookstore.ops.storage import Storage
    from bookstore.services.remembered import Remembered
    from bookstore.shared.changes import Changes
    from bookstore.values.seals import Seals

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
SQLITE_BUSY_TIMEOUT = 15_000
"""Milliseconds that one writer waits for another on SQLite."""


class Base(DeclarativeBase):
    """The declarative base of all models; constraints get names, so that migrations can drop them."""

    __table__: ClassVar[Table]
    metadata = MetaData(naming_convention=NAMING)


db: SQLAlchemy = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"expire_on_commit": False, "autoflush": False},
)
migrate = Migrate()
jwt = JWTManager()

post = cast("Post", LocalProxy(lambda: current_app.extensions["post"]))
"""Where letters are left, to be written and sent later: bound by ops.mail."""

seals = cast("Seals", LocalProxy(lambda: current_app.extensions["seals"]))
"""What signs the tokens in letters: bound by ops.mail."""

links = cast("Links", LocalProxy(lambda: current_app.extensions["links"]))
"""Where readers of letters go: bound by the edge, which knows its URLs."""

storage = cast("Storage", LocalProxy(lambda: current_app.extensions["storage"]))
"""Where files are kept: bound by ops.storage."""

desk = cast("Desk", LocalProxy(lambda: current_app.extensions["desk"]))
"""Where others are asked about ISBNs: bound by ops.lookups."""

queue = cast("Queue", LocalProxy(lambda: current_app.extensions["queue"]))
"""Where workers wait to be woken: bound by jobs."""

changes = cast("Changes", LocalProxy(lambda: current_app.extensions["changes"]))
"""Who is told of each write after its commit: bound by bookstore.shared."""

remembered = cast("Remembered", LocalProxy(lambda: current_app.extensions["remembered"]))
"""What is remembered of the database between requests: bound by the edge."""

answered = Signal("A request was answered a moment ago: sent with the application and the `answer` (values.answered).")
faults = Signal("What went wrong by no fault of the caller: sent with the application and the `error`.")


def engine_options(url: str, *, pool_size: int, statement_timeout: int) -> dict[str, Any]:
    """What create_engine gets: bounded waiting everywhere (`statement_timeout` in seconds), no values in errors."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": SQLITE_BUSY_TIMEOUT / 1000}}
    settings = f"-c statement_timeout={statement_timeout}s -c lock_timeout=5s -c timezone=UTC -c jit=off"
    return {
        "hide_parameters": True,
        "pool_size": pool_size,
        "max_overflow": pool_size,
        "pool_timeout": 5,
        "connect_args": {
            "connect_timeout": 3,
            "tcp_user_timeout": 10_000,  # milliseconds until a server that went without a word is given up
            "options": settings,
            "autocommit": True,
        },
    }


def connections() -> int:
    """How many connections this process may have at once: those that it keeps, and as many more under load."""
    return 2 * int(current_app.config["DB_POOL_SIZE"])


def another_context() -> AppContext:
    """One more context of the application, for another thread: it has a session of its own."""
    return current_app.app_context()


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys on; readers beside a writer; transactions begun by us and not by the driver."""
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in (
            "foreign_keys=ON",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "cache_size=-16000",
            f"busy_timeout={SQLITE_BUSY_TIMEOUT}",
        ):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Transactions are begun here, on both databases, and not by the drivers.

    A single read needs none: two trips to the server are spared. A write takes SQLite's lock at its start: a reader
    that turns writer could only fail. On PostgreSQL `first` is done in the same trip.
    """
    options = connection.get_execution_options()
    if not options.get("transaction", True):
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")
    else:
        first = options.get("first")
        connection.exec_driver_sql(f"BEGIN; {first}" if first else "BEGIN")
