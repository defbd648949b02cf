"""Many rows at once, past the ORM: COPY on PostgreSQL, executemany on SQLite. Nothing here commits."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from itertools import chain
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table, Text, bindparam, event, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from bookstore.extensions import db
from bookstore.models.types import SearchDocument, fts_text, instant_text, tsvector_text
from bookstore.services import traces

SIZES = (100, 10, 1)
"""Rows of SQLite's statements: few different ones, since the driver keeps each of them prepared.

Larger ones need more memory, each for what would undo it alone.
"""

LOG, USUAL_LOG = 40_000, 1_000
"""Pages that SQLite's log may have before they are moved to the file: up to 160 MB while an import writes."""

_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
"""What would end a value or a line of COPY."""

Rows = Collection[Sequence[Any]]


class Bulk(Protocol):
    """What imports need of a database beyond SQL that both understand."""

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> Any:
        """Values, and a search document behind them, as the beginning of a row that `insert` takes."""

    @staticmethod
    def instant(moment: datetime) -> Any:
        """A moment as its column takes it in bulk."""

    def begin(self) -> None:
        """Settings of the transaction that has just begun."""

    def allocate(self, table: str, number: int) -> Sequence[int]:
        """New ids that nobody else gets."""

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Rows, as fast as they go in."""

    def inserting(
        self, table: str, columns: Sequence[str], rows: Rows, spelt: Sequence[Any]
    ) -> AbstractContextManager[None]:
        """Rows whose first columns are `spelt` already go in, while the body makes ready what comes next."""

    def among(self, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
        """Whether a column is one of very many values: one parameter, however many."""

    def analyze(self, tables: Iterable[Table]) -> None:
        """Tell the planner what the tables hold now."""


class PostgreSQL:
    """Sequences and COPY."""

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> str:
        """A part of a line of COPY."""
        return _line((*values, tsvector_text(document)))

    @staticmethod
    def instant(moment: datetime) -> Any:
        """RFC 3339."""
        return moment.isoformat()

    def begin(self) -> None:
        """Imports take their time; tables that grow under way have no statistics yet, so only indexes are trusted."""
        db.session.execute(text("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '60s'"))
        db.session.execute(text("SET LOCAL enable_seqscan = off"))
        db.session.execute(text("SET LOCAL gin_pending_list_limit = '32MB'"))

    def allocate(self, table: str, number: int) -> Sequence[int]:
        """From the table's sequence."""
        numbers = func.generate_series(1, number).table_valued()
        sequence = select(func.pg_get_serial_sequence(table, "id")).scalar_subquery()  # asked once, not for each id
        return db.session.scalars(select(func.nextval(sequence)).select_from(numbers)).all()

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """By COPY."""
        if rows:
            with _copying(table, columns, _lines(rows)):
                pass

    def inserting(
        self, table: str, columns: Sequence[str], rows: Rows, spelt: Sequence[str]
    ) -> AbstractContextManager[None]:
        """By COPY, which the server is busy with while the body runs."""
        return _copying(table, columns, map("\t".join, zip(spelt, _lines(rows), strict=True)))

    def among(self, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
        """IN a JSON list: quicker to write than an array."""
        each = func.jsonb_array_elements_text(bindparam(None, json.dumps(list(values)), type_=Text).cast(JSONB))
        found: ColumnElement[bool] = column.in_(select(each.cast(column.type)))
        return found

    def analyze(self, tables: Iterable[Table]) -> None:
        """ANALYZE."""
        for table in tables:
            db.session.execute(text(f"ANALYZE {table.name}"))


class SQLite:
    """One writer at a time, so that ids can be counted on."""

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> tuple[Any, ...]:
        """The values, and a JSON list for the triggers."""
        return (*values, fts_text(document))

    @staticmethod
    def instant(moment: datetime) -> Any:
        """The text that JSON shows."""
        return instant_text(moment)

    def begin(self) -> None:
        """Fewer, larger moves from the log to the file: most pages change often. The pool undoes it."""
        connection = db.session.connection()
        connection.exec_driver_sql(f"PRAGMA wal_autocheckpoint = {LOG}")
        connection.info[LOG] = True

    def allocate(self, table: str, number: int) -> Sequence[int]:
        """Behind the highest that ever was."""
        last = db.session.scalar(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table}) or 0
        return range(last + 1, last + 1 + number)

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Many rows a statement: the triggers of full-text search then write its index once, not for each row."""
        if rows:
            traces.wrote(table)
        driver, head = _driver(), f"INSERT INTO {table} ({', '.join(columns)}) VALUES "  # noqa: S608  (our own names)
        one, values, start = f"({', '.join('?' * len(columns))})", tuple(chain.from_iterable(rows)), 0
        with _wrapped():
            for size in SIZES:
                step = size * len(columns)
                while len(values) - start >= step:
                    driver.execute(head + ", ".join([one] * size), values[start : start + step])
                    start += step

    @contextmanager
    def inserting(
        self, table: str, columns: Sequence[str], rows: Rows, spelt: Sequence[tuple[Any, ...]]
    ) -> Iterator[None]:
        """As `insert` does it: nobody else is there to do it meanwhile."""
        self.insert(table, columns, [(*first, *rest) for first, rest in zip(spelt, rows, strict=True)])
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


@event.listens_for(Pool, "checkin")
def _shorten_log(driver: Any, record: ConnectionPoolEntry) -> None:
    """Others get a connection with the usual settings."""
    if driver is not None and record.info.pop(LOG, False):
        driver.execute(f"PRAGMA wal_autocheckpoint = {USUAL_LOG}")


@contextmanager
def _copying(table: str, columns: Sequence[str], lines: Iterable[str]) -> Iterator[None]:
    """Send lines by COPY, and wait at the end until they are in."""
    traces.wrote(table)
    written = "\n".join(lines)
    with (
        _wrapped(),
        _driver().cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        copy.write(written)
        yield


def _line(row: Sequence[Any]) -> str:
    """A row as a line of COPY; it is looked at value by value only where there is something to escape."""
    line = _joined(row)
    return line if _is_plain(line, len(row) - 1, row.count(None)) else _escaped(row)


def _lines(rows: Collection[Sequence[Any]]) -> list[str]:
    """Rows as lines of COPY, of which all are looked at together."""
    lines = [_joined(row) for row in rows]
    tabs, missing = sum(map(len, rows)) - len(rows), sum([row.count(None) for row in rows])
    return lines if _is_plain("".join(lines), tabs, missing) else list(map(_escaped, rows))


def _joined(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if cell is None else cell if type(cell) is str else str(cell) for cell in row])


def _is_plain(text: str, tabs: int, missing: int) -> bool:
    """Whether there are as many tabs and backslashes as values that are joined, and that are missing, account for."""
    return text.count("\t") == tabs and text.count("\\") == missing and "\n" not in text and "\r" not in text


def _escaped(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if cell is None else str(cell).translate(_ESCAPED) for cell in row])


def bulk() -> Bulk:
    """For the database that the session is on."""
    return PostgreSQL() if db.engine.dialect.name == "postgresql" else SQLite()


def _driver() -> Any:
    return db.session.connection().connection.driver_connection


@contextmanager
def _wrapped() -> Iterator[None]:
    """The driver's errors as SQLAlchemy's."""
    driver = db.engine.dialect.loaded_dbapi
    try:
        yield
    except driver.IntegrityError as error:
        raise IntegrityError("bulk insert", None, error) from error
    except driver.DataError as error:
        raise DataError("bulk insert", None, error) from error
    except driver.OperationalError as error:
        raise OperationalError("bulk insert", None, error) from error
