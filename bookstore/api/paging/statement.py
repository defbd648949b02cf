"""The statement that reads a page: first which rows, then their JSON, so that nothing is made of rows passed over."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, inspect, literal_column, select
from sqlalchemy.types import TypeEngine

from bookstore.api.paging import totals
from bookstore.services.listing import Listing, OrderKey

PAGE = "page"
"""The sub-select of the rows on a page."""


def ordered_rows(listing: Listing, order: Sequence[OrderKey]) -> Select[Any]:
    """The ids and the order keys of all rows of a list."""
    keys = [key.expression.label(f"key_{place}") for place, key in enumerate(order)]
    return listing.rows.with_only_columns(listing.entity.id, *keys).order_by(*(key.ordering for key in order))


def shown(rows: Select[Any], listing: Listing, body: ColumnElement[Any], order: Sequence[OrderKey]) -> Select[Any]:
    """The `body` (see representation.body_column) of each of these rows, and the order keys as `key_0`, `key_1`, ..."""
    table = inspect(listing.entity).local_table
    keys = [replace(key, expression=_of_page(f"key_{n}", key.expression.type)) for n, key in enumerate(order)]
    page = rows.subquery(PAGE).join(table, table.c.id == _of_page("id", table.c.id.type))
    found = select(body, *(key.expression for key in keys)).select_from(page)
    return found.order_by(*(key.ordering for key in keys))


@lru_cache(maxsize=256)
def window(listing: Listing, body: ColumnElement[Any], *, limit: int, offset: int, counted: bool) -> Select[Any]:
    """So many rows from a place on, and beside each, if it is `counted`, the `total` of rows in the list.

    The statements for lists without filters, which are the same for all, are built once: that costs more than to run
    them. Others come and go.
    """
    rows = ordered_rows(listing, listing.order).limit(limit).offset(offset)
    found = shown(rows, listing, body, listing.order)
    if not counted:
        return found
    return found.add_columns(totals.of(listing).correlate(None).scalar_subquery().label("total"))


def _of_page(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    """A column of the page by its name: to ask the sub-select for it would cost as much as all else here."""
    return literal_column(f"{PAGE}.{name}", kind)
