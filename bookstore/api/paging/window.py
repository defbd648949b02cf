"""Pages by number, and windows by limit and offset."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import marshmallow as ma
from sqlalchemy import Row, Select

from bookstore.api import representation
from bookstore.api.paging import links, totals
from bookstore.api.paging.parameters import BY_OFFSET, DEEPEST, PAGE_SIZE, size
from bookstore.api.paging.statement import window
from bookstore.services import queries
from bookstore.services.listing import Listing

LIMIT = 50


def read(
    listing: Listing, schema: type[ma.Schema], only: frozenset[str], paging: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The envelope and the rows."""
    by_offset = not BY_OFFSET.isdisjoint(paging)
    limit = paging.get("limit", LIMIT) if by_offset else size(paging, PAGE_SIZE)
    offset = paging.get("offset", 0) if by_offset else (paging.get("page", 1) - 1) * limit
    body, facets = representation.body_column(schema, listing.entity, only), paging.get("facets", ())
    rows, number, counted = _read(listing, partial(window, listing, body, limit=limit, offset=offset), offset, facets)
    envelope = {
        "links": (_by_offset if by_offset else _by_page)(offset, limit, number),
        "count": number,
        "total_pages": -(-number // limit),
        "current_page": offset // limit + 1,
    }
    if facets:
        envelope["facets"] = counted
    return envelope, [row.body for row in rows]


def _read(
    listing: Listing, page: Callable[..., Select[Any]], offset: int, facets: Sequence[str]
) -> tuple[Sequence[Row[Any]], int, totals.Facets]:
    """The rows, their number in all, and the facets."""
    read: list[Sequence[Row[Any]]] = []

    def count() -> tuple[int, totals.Facets]:
        """A total that nobody knows comes with the page; with an empty one only when that is the first."""
        if not facets:
            rows = queries.rows(page(counted=True))
            read.append(rows)
            if rows or not offset:
                return (rows[0].total if rows else 0), {}
        return totals.count(listing, facets)

    number, counted = totals.known(facets, count)
    return read[0] if read else queries.rows(page(counted=False)), number, counted


def _by_page(offset: int, limit: int, count: int) -> links.Links:
    page, last = offset // limit + 1, max(1, -(-count // limit))
    return {
        "first": links.to(page=1),
        "previous": links.to(page=min(page - 1, last)) if page > 1 else None,
        "next": links.to(page=page + 1) if page < last else None,
        "last": links.to(page=last) if (last - 1) * limit < DEEPEST else None,
    }


def _by_offset(offset: int, limit: int, count: int) -> links.Links:
    last = max(0, (count - 1) // limit * limit)
    return {
        "first": links.to(offset=0),
        "previous": links.to(offset=max(0, offset - limit)) if offset > 0 else None,
        "next": links.to(offset=offset + limit) if offset + limit < count else None,
        "last": links.to(offset=last) if last < DEEPEST else None,
    }
