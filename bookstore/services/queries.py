"""Statements are run here, and nowhere above."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Row, Select
from sqlalchemy.exc import DBAPIError

from bookstore.extensions import db

CHUNK = 1000
T = TypeVar("T")


def dialect() -> Dialect:
    """The database that statements are compiled for."""
    return db.engine.dialect


def rows(statement: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of a statement."""
    return _read(lambda connection: connection.execute(statement).all())


def first(statement: Select[Any]) -> Row[Any] | None:
    """The first row of a statement, if any."""
    return _read(lambda connection: connection.execute(statement).first())


def stream(statement: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a statement, in constant memory, as they were when it began."""
    with db.engine.connect() as connection:
        yield from connection.execute(statement, execution_options={"stream_results": True, "yield_per": CHUNK})


def _read(run: Callable[[Connection], T]) -> T:
    """Run one statement by itself; once more when the connection had died while it lay idle."""
    try:
        with db.engine.connect() as connection:
            return run(connection.execution_options(transaction=False))
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    with db.engine.connect() as connection:
        return run(connection.execution_options(transaction=False))
