"""The statement that reads a page: first which rows, then their JSON, so that nothing is made of rows passed over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import marshmallow as ma
from sqlalchemy import ColumnElement, Select, inspect, select

from bookstore.api import representation
from bookstore.services.listing import Listing, OrderKey


@dataclass(frozen=True)
class Page:
    """A page of a list, still to be read."""

    listing: Listing
    schema: type[ma.Schema]
    only: frozenset[str]
    order: tuple[OrderKey, ...]
    rows: Select[Any]

    def limit(self, count: int) -> "Page":
        """At most so many rows."""
        return replace(self, rows=self.rows.limit(count))

    def offset(self, count: int) -> "Page":
        """Pass over so many rows."""
        return replace(self, rows=self.rows.offset(count))

    def where(self, condition: ColumnElement[bool]) -> "Page":
        """Only rows that meet a condition."""
        return replace(self, rows=self.rows.where(condition))

    @property
    def statement(self) -> Select[Any]:
        """The JSON of each row as `body`, and the order keys as `key_0`, `key_1`, ..."""
        entity = self.listing.entity
        table, page = inspect(entity).local_table, self.rows.subquery("page")
        keys = [page.c[f"key_{place}"] for place in range(len(self.order))]
        ordering = [replace(key, expression=column).ordering for key, column in zip(self.order, keys, strict=True)]
        body = representation.body_column(self.schema, entity, self.only)
        return select(body, *keys).select_from(page.join(table, table.c.id == page.c.id)).order_by(*ordering)


def page_of(listing: Listing, schema: type[ma.Schema], only: frozenset[str], order: Sequence[OrderKey]) -> Page:
    """A list in an order, from its first row."""
    keys = [key.expression.label(f"key_{place}") for place, key in enumerate(order)]
    rows = listing.rows.with_only_columns(listing.entity.id, *keys).order_by(*(key.ordering for key in order))
    return Page(listing, schema, only, tuple(order), rows)
