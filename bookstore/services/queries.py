"""Statements are run here, and nowhere above."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Dialect, Row, Select

from bookstore.extensions import db

CHUNK = 1000


def dialect() -> Dialect:
    """The database that statements are compiled for."""
    return db.engine.dialect


def rows(statement: Select[Any]) -> Sequence[Row[Any]]:
    """All rows of a statement."""
    return db.session.connection().execute(statement).all()


def first(statement: Select[Any]) -> Row[Any] | None:
    """The first row of a statement, if any."""
    return db.session.connection().execute(statement).first()


def stream(statement: Select[Any]) -> Iterator[Row[Any]]:
    """The rows of a statement, in constant memory."""
    options = {"stream_results": True, "yield_per": CHUNK}
    yield from db.session.connection().execute(statement, execution_options=options)
