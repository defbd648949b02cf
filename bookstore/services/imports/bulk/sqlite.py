"""Bulk on SQLite: one statement a table, by the one writer that there is."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, event, func, select, text
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from bookstore.extensions import db
from bookstore.models.types import SearchDocument, fts_text, instant_text
from bookstore.services import traces
from bookstore.services.imports.bulk.driver import PATIENCE, Rows, driver, wrapped

SETTINGS = {"wal_autocheckpoint": 40_000, "cache_size": -40_000}
"""While an import writes: pages that the log may have before they are moved to the file, and kilobytes of pages kept.

Most pages change often: fewer are read again, and fewer, larger moves write each of them once.
"""

_USUAL = "usual settings"


class SQLite:
    """Nobody else writes, so that ids can be counted on, and nobody else works on it meanwhile."""

    batch, lanes = 20_000, 0

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> tuple[Any, ...]:
        """The values, and a JSON list for the triggers."""
        return (*values, fts_text(document))

    @staticmethod
    def instant(moment: datetime) -> Any:
        """The text that JSON shows."""
        return instant_text(moment)

    def begin(self, patience: float = PATIENCE) -> None:
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
        """In one statement, so that triggers, and what would undo it, write once and not for each row."""
        if rows:
            _insert(table, columns, rows)

    @contextmanager
    def inserting(
        self, table: str, columns: Sequence[str], spelt: Sequence[tuple[Any, ...]], shared: Sequence[Any], rows: Rows
    ) -> Iterator[None]:
        """As `insert` does it, and then the body."""
        _insert(table, columns, ((*first, *shared, *end) for first, end in zip(spelt, rows, strict=True)))
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

    def sort_in(self) -> None:
        """Each transaction has done it."""


def _insert(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Gather rows where they cost next to nothing, since a statement takes but so many parameters, and insert them."""
    traces.wrote(table)
    names, values, gathered = ", ".join(columns), ", ".join("?" * len(columns)), f"temp.gathered_{table}"
    connection = driver()
    with wrapped():
        connection.execute(f"CREATE TABLE {gathered} AS SELECT {names} FROM {table} LIMIT 0")  # noqa: S608  (our names)
        connection.executemany(f"INSERT INTO {gathered} VALUES ({values})", rows)  # noqa: S608
        connection.execute(f"INSERT INTO {table} ({names}) SELECT * FROM {gathered}")  # noqa: S608
        connection.execute(f"DROP TABLE {gathered}")


@event.listens_for(Pool, "checkin")
def _undo_settings(driver: Any, record: ConnectionPoolEntry) -> None:
    """Others get a connection with the usual settings."""
    if driver is not None and _USUAL in record.info:
        _set(driver, record.info.pop(_USUAL))


def _set(driver: Any, settings: Mapping[str, int]) -> None:
    for name, value in settings.items():
        driver.execute(f"PRAGMA {name} = {value}")
