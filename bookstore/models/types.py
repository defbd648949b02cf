"""Column types that mean the same on PostgreSQL and SQLite."""

import json
from datetime import UTC, datetime
from functools import lru_cache
from operator import add
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Dialect, Integer, String, Text
from sqlalchemy.dialects.postgresql import ENUM, TIMESTAMP, TSVECTOR
from sqlalchemy.types import TypeDecorator, TypeEngine

Identifier = BigInteger().with_variant(Integer, "sqlite")
"""Ids: 64 bits; SQLite makes them only in a column that is called INTEGER."""

ProductKind = String(10).with_variant(ENUM("book", "magazine", name="product_kind"), "postgresql")
"""Text to clients; what seven indexes begin with, PostgreSQL compares as a number."""


def Sortable(length: int) -> TypeEngine[str]:  # noqa: N802  (a type)
    """Text that sorts by code points on every database, whatever its locale."""
    return String(length, collation="C").with_variant(String(length), "sqlite")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond; on SQLite the text that JSON shows, which sorts by time."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What it is above the database, whichever that is."""
        return datetime

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A timestamp with time zone, or text."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TIMESTAMP(timezone=True))
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """An aware datetime on its way in."""
        if value is None or dialect.name == "postgresql":
            return value
        return instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """An aware datetime in UTC on its way out."""
        if value is None:
            return None
        moment: datetime = value if dialect.name == "postgresql" else datetime.fromisoformat(value)
        return moment.astimezone(UTC)


def instant_text(value: datetime) -> str:
    """RFC 3339 in UTC with `Z` and six digits."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class SearchDocument(NamedTuple):
    """The folded words of a thing by weight, joined by blanks: of its title, of its people, of all else."""

    title: str
    people: str
    rest: str


class SearchVector(TypeDecorator[SearchDocument]):
    """A search document as its database indexes it: a weighted tsvector, or a JSON list that triggers feed to FTS5."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A tsvector, or text."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TSVECTOR())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: SearchDocument | None, dialect: Dialect) -> str | None:
        """The document in the database's own spelling."""
        if value is None:
            return None
        return tsvector_text(value) if dialect.name == "postgresql" else fts_text(value)


def tsvector_text(document: SearchDocument) -> str:
    """`garcia:1B ...`: words are folded letters and digits, so nothing needs escaping and no parser is asked."""
    parts: list[str] = []
    for words, weight in zip(document, "ABD", strict=True):
        found = words.split()
        parts += map(add, found, _places(weight, len(parts), len(parts) + len(found)))
    return " ".join(parts)


@lru_cache(maxsize=4096)
def _places(weight: str, start: int, end: int) -> list[str]:
    """What stands behind each word between two places; most documents are short, and many equally long."""
    return [f":{place}{weight}" for place in range(start + 1, end + 1)]


def fts_text(document: SearchDocument) -> str:
    """A JSON list of three strings."""
    return json.dumps(document, ensure_ascii=False)
