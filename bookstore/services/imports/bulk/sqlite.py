"""Bulk on SQLite: many rows a statement, by the one writer that there is."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Table, event, func, select, text
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from bookstore.extensions import db
from bookstore.models.types import SearchDocument, fts_text, instant_text
from bookstore.services import traces
from bookstore.services.imports.bulk.driver import Rows, driver, wrapped

SIZES = (100, 10, 1)
"""Rows of a statement: few different ones, since the driver keeps each of them prepared.

Larger ones need more memory, each for what would undo it alone.
"""

SETTINGS = {"wal_autocheckpoint": 40_000, "cache_size": -30_000}
"""While an import writes: pages that the log may have before they are moved to the file, and kilobytes of pages kept.

Most pages change often: fewer are read again, and fewer, larger moves write each of them once.
"""

_USUAL = "usual settings"


class SQLite:
    """Nobody else writes, so that ids can be counted on, and nobody else works on it meanwhile."""

    batch = 20_000

    def __init__(self) -> None:
        self.meanwhile: Callable[[], None] = lambda: None

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> tuple[Any, ...]:
        """The values, and a JSON list for the triggers."""
        return (*values, fts_text(document))

    @staticmethod
    def instant(moment: datetime) -> Any:
        """The text that JSON shows."""
        return instant_text(moment)

    def begin(self) -> None:
        """The settings of imports, which the pool undoes."""
        connection = db.session.connection()
        if _USUAL not in connection.info:
            connection.info[_USUAL] = {name: connection.scalar(text(f"PRAGMA {name}")) for name in SETTINGS}
            _set(connection.connection.driver_connection, SETTINGS)

    def allocate(self, table: str, number: int) -> Sequence[int]:
        """Behind the highest that ever was."""
        last = db.session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}) or 0
        return range(last + 1, last + 1 + number)

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Many rows a statement: the triggers of full-text search then write its index once, not for each row."""
        _insert(table, columns, len(rows), rows.__getitem__)

    @contextmanager
    def inserting(
        self, table: str, columns: Sequence[str], spelt: Sequence[tuple[Any, ...]], shared: Sequence[Any], rows: Rows
    ) -> Iterator[None]:
        """As `insert` does it, and then the body."""

        def whole(some: slice) -> Rows:
            return [(*first, *shared, *end) for first, end in zip(spelt[some], rows[some], strict=True)]

        _insert(table, columns, len(rows), whole)
        yield

    def among(self, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
        """IN a JSON list."""
        each = func.json_each(json.dumps(list(values))).table_valued("value")
        found: ColumnElement[bool] = column.in_(select(each.c.value))
        return found

    def analyze(self, tables: Iterable[Table]) -> None:
        """ANALYZE, on a sample."""
        db.session.execute(text("PRAGMA analysis_limit = 400"))
        for table in tables:
            db.session.execute(text(f"ANALYZE {table.name}"))


def _insert(table: str, columns: Sequence[str], number: int, rows: Callable[[slice], Rows]) -> None:
    """Insert so many rows; those of one statement at a time are put together."""
    if number:
        traces.wrote(table)
    head = f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608  (our own names)
    one, start, connection = f"({', '.join('?' * len(columns))})", 0, driver()
    with wrapped():
        for size in SIZES:
            statement = head + ", ".join([one] * size)
            while number - start >= size:
                connection.execute(statement, tuple(chain.from_iterable(rows(slice(start, start + size)))))
                start += size


@event.listens_for(Pool, "checkin")
def _undo_settings(driver: Any, record: ConnectionPoolEntry) -> None:
    """Others get a connection with the usual settings."""
    if driver is not None and _USUAL in record.info:
        _set(driver, record.info.pop(_USUAL))


def _set(driver: Any, settings: Mapping[str, int]) -> None:
    for name, value in settings.items():
        driver.execute(f"PRAGMA {name} = {value}")
