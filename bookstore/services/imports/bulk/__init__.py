"""Many rows at once, past the ORM: COPY on PostgreSQL, one statement a table on SQLite. No row is committed here."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Table

from bookstore.extensions import db
from bookstore.models.types import SearchDocument
from bookstore.services.imports.bulk.driver import PATIENCE, Rows
from bookstore.services.imports.bulk.postgresql import PostgreSQL
from bookstore.services.imports.bulk.sqlite import SQLite


class Bulk(Protocol):
    """What imports need of a database beyond SQL that both understand."""

    batch: int
    """Records that are best written in one transaction."""

    lanes: int
    """Transactions that are best beside each other, one of them for names; none where there is one writer."""

    @staticmethod
    def spell(values: tuple[Any, ...], document: SearchDocument) -> Any:
        """Values, and a search document behind them, as the beginning of a row that `inserting` takes."""

    @staticmethod
    def instant(moment: datetime) -> Any:
        """A moment as its column takes it in bulk."""

    def begin(self, patience: float = PATIENCE) -> None:
        """Settings of the transaction that has just begun; `patience` is how many seconds it waits for a lock."""

    def allocate(self, table: str, number: int) -> Sequence[int]:
        """New ids that nobody else gets."""

    def insert(self, table: str, columns: Sequence[str], rows: Rows) -> None:
        """Rows, as fast as they go in."""

    def inserting(
        self, table: str, columns: Sequence[str], spelt: Sequence[Any], shared: Sequence[Any], rows: Rows
    ) -> AbstractContextManager[None]:
        """Rows go in, while the body makes ready what comes next.

        Their first columns are `spelt` already, the next ones `shared` by all, and `rows` are the rest.
        """

    def among(self, column: Any, values: Collection[Any]) -> ColumnElement[bool]:
        """Whether a column is one of very many values: one parameter, however many."""

    def analyze(self, tables: Iterable[Table]) -> None:
        """Tell the planner what the tables hold now."""

    def sort_in(self) -> None:
        """Put the words that full text has gathered in their places, or else the next writer has to."""


def bulk() -> Bulk:
    """For the database that the session is on."""
    return PostgreSQL() if db.engine.dialect.name == "postgresql" else SQLite()
