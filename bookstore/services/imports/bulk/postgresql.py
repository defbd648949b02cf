"""Bulk on PostgreSQL: sequences and COPY."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, Text, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from bookstore.extensions import db
from bookstore.models.types import SearchDocument, tsvector_text
from bookstore.services.imports.bulk.copying import copying, line, parts, parts_behind
from bookstore.services.imports.bulk.driver import PATIENCE, Rows

_SORT_IN = text(
    "SELECT gin_clean_pending_list(oid) FROM pg_class"
    " WHERE oid = to_regclass('ix_products_search') AND pg_has_role(relowner, 'USAGE')"
)
"""Puts the words that full text has gathered where they belong, if this role may."""


class PostgreSQL:
    """The server works on what was sent to it while this process makes ready what comes next."""

    batch, lanes = 10_000, 3

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> str:
        """A part of a line of COPY."""
        return line((*values, tsvector_text(document)))

    @staticmethod
    def instant(moment: datetime) -> Any:
        """RFC 3339."""
        return moment.isoformat()

    def begin(self, patience: float = PATIENCE) -> None:
        """Imports take their time; tables that grow under way have no statistics yet, so only indexes are trusted."""
        waits = f"SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = {round(patience * 1000)}"
        db.session.execute(text(waits))
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
            with copying(table, columns, parts(rows)):
                pass

    @contextmanager
    def inserting(
        self, table: str, columns: Sequence[str], spelt: Sequence[str], shared: Sequence[Any], rows: Rows
    ) -> Iterator[None]:
        """By COPY, which the server is busy with while the body runs."""
        with copying(table, columns, parts_behind(spelt, shared, rows)):
            yield

    def among(self, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
        """ANY of an array, sent as a JSON list: quicker to write, and to the planner it is one value."""
        told = bindparam(None, json.dumps(list(values)), type_=Text).cast(JSONB)
        each = select(func.jsonb_array_elements_text(told).cast(column.type)).scalar_subquery()
        found: ColumnElement[bool] = column == any_(func.array(each, type_=ARRAY(column.type)))
        return found

    def analyze(self, tables: Iterable[Table]) -> None:
        """ANALYZE."""
        for table in tables:
            db.session.execute(text(f"ANALYZE {table.name}"))

    def sort_in(self) -> None:
        """By a transaction of its own, which holds no names."""
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            connection.execute(_SORT_IN)
