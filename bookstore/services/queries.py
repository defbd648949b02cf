"""Statements are run here, and nowhere above."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Row, Select, text
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


def first(statement: Select[Any], **values: Any) -> Row[Any] | None:
    """The first row of a statement, if any, with these values for what it leaves open."""
    return _read(lambda connection: connection.execute(statement, values).first())


Reading = Callable[[Select[Any]], Iterable[Row[Any]]]
"""Runs a statement; its rows come in constant memory."""


@contextmanager
def snapshot(*, patient: bool = True) -> Iterator[Reading]:
    """Reading as if time stood still: all statements see one state, and, if `patient`, take as long as they need."""
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"))
            if patient:
                connection.execute(text("SET LOCAL statement_timeout = 0"))
        yield connection.execution_options(stream_results=True, yield_per=CHUNK).execute


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
