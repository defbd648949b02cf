"""Pages by number, and windows by limit and offset."""

from collections.abc import Mapping, Sequence
from typing import Any

import marshmallow as ma
from sqlalchemy import Row

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
    named = paging.get("facets", ())
    body = representation.body_column(schema, listing.entity, only)
    rows = queries.rows(window(listing, body, limit=limit, offset=offset, counted=not named))
    count, facets = _counted(listing, named, rows, offset)
    envelope = {
        "links": (_by_offset if by_offset else _by_page)(offset, limit, count),
        "count": count,
        "total_pages": -(-count // limit),
        "current_page": offset // limit + 1,
    }
    if facets:
        envelope["facets"] = facets
    return envelope, [row.body for row in rows]


def _counted(
    listing: Listing, facets: Sequence[str], rows: Sequence[Row[Any]], offset: int
) -> tuple[int, totals.Facets]:
    """How many rows there are: each one tells it; an empty page only when it is the first."""
    if facets or (offset and not rows):
        return totals.count(listing, facets)
    return (rows[0].total if rows else 0), {}


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
