"""The driver below SQLAlchemy, which takes many rows at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DBAPIError

from bookstore.extensions import db

Rows = Sequence[Sequence[Any]]

PATIENCE = 60.0
"""Seconds that imports wait for a lock."""


def driver() -> Any:
    """The driver's connection, in the transaction of the session."""
    return db.session.connection().connection.driver_connection


@contextmanager
def wrapped() -> Iterator[None]:
    """The driver's errors as SQLAlchemy's."""
    dialect = db.engine.dialect
    errors = dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        raise DBAPIError.instance(None, None, error, errors, hide_parameters=True, dialect=dialect) from error
