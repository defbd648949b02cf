"""The driver below SQLAlchemy, which takes many rows at once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import DataError, IntegrityError, OperationalError

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
    errors = db.engine.dialect.loaded_dbapi
    try:
        yield
    except errors.IntegrityError as error:
        raise IntegrityError("bulk insert", None, error) from error
    except errors.DataError as error:
        raise DataError("bulk insert", None, error) from error
    except errors.OperationalError as error:
        raise OperationalError("bulk insert", None, error) from error
