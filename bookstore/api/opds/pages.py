"""Pages of a catalogue: a list is read, and told as a feed."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import marshmallow as ma
import orjson

from bookstore.api import paging
from bookstore.api.opds import dialects, facets, urls
from bookstore.api.opds.dialects import Dialect, Written
from bookstore.api.opds.parameters import LAST, SIZE
from bookstore.api.paging import totals
from bookstore.formats.feeds import Feed, Way
from bookstore.schemas.offers import OfferedBook
from bookstore.schemas.parameters import Parameters
from bookstore.services.listing import Listing

Query = Mapping[str, Any]


def books(  # noqa: PLR0913  (all that a page of books is made of)
    dialect: Dialect, *, title: str, listing: Listing, query: Query, parameters: type[Parameters], up: Way
) -> Written:
    """A page of books, with the facets that its parameters allow for."""
    told, found = _read(listing, OfferedBook, query, facets.counted(parameters))
    choices = tuple(facets.of(parameters, query, told["facets"]))
    return _written(dialect, title, told, books=found, facets=choices, up=up)


def ways(  # noqa: PLR0913  (all that a page of ways is made of)
    dialect: Dialect,
    *,
    title: str,
    listing: Listing,
    schema: type[ma.Schema],
    query: Query,
    way: Callable[[Mapping[str, Any]], Way],
    up: Way,
) -> Written:
    """A page of ways on: one for each row of a list."""
    told, found = _read(listing, schema, query, ())
    return _written(dialect, title, told, ways=[way(row) for row in found], up=up)


def _read(
    listing: Listing, schema: type[ma.Schema], query: Query, counted: tuple[str, ...]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What there is to say of the page, and its rows.

    Lists are walked by cursor, to whatever end; but a rank is nothing to walk by, so what is found has numbered pages.
    """
    if "page" in query:
        told, rows = paging.page(listing, schema, {"page": query["page"], "page_size": SIZE, "facets": counted})
        told["links"]["next"] = told["links"]["next"] if query["page"] < LAST else None
    else:
        told, rows = paging.page(listing, schema, {"cursor": query.get("cursor", ""), "page_size": SIZE})
        told["count"], told["facets"] = totals.known(counted, partial(totals.count, listing, counted))
    return told, [orjson.loads(row) for row in rows]


def _written(dialect: Dialect, title: str, told: Mapping[str, Any], **parts: Any) -> Written:
    page = Feed(
        dialects.catalogue(dialect),
        title,
        urls.changed().removeprefix(dialect.base),
        urls.here(),
        pages=told["links"],
        count=told["count"],
        size=SIZE,
        number=told.get("current_page"),
        **parts,
    )
    return dialect.feed(page)
