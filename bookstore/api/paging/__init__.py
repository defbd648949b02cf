"""Reading lists: by page, by limit and offset, or by a cursor; one envelope for all.

A list costs one statement, its total included, and one more where facets are counted, whatever is nested in it.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import marshmallow as ma
import orjson
from flask import Response, request

from bookstore.api import representation
from bookstore.api.caching import ticket
from bookstore.api.paging import cursor, links, totals, window
from bookstore.api.paging.parameters import PAGING, list_parameters
from bookstore.errors import NotFound
from bookstore.services import queries
from bookstore.services.listing import Listing

__all__ = ["PAGING", "list_parameters", "page", "refuse_missing", "respond"]


def respond(listing: Listing, schema: type[ma.Schema], paging: Mapping[str, Any]) -> Response:
    """The page of a list that the paging parameters ask for."""
    envelope, rows = page(listing, schema, paging)
    envelope["results"] = [orjson.Fragment(row) for row in rows]
    headers = {"Link": links.header(envelope["links"]), **representation.privacy(schema)}
    return representation.answer(orjson.dumps(envelope), headers=headers)


def page(listing: Listing, schema: type[ma.Schema], paging: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The same as it is told: the envelope, but for its results, and these as JSON each."""
    only = frozenset(paging.get("fields", ()))
    by = cursor.read if "cursor" in paging else window.read
    envelope, rows = by(listing, schema, only, paging)
    if not rows:
        refuse_missing(listing)
        ticket.not_worth_it(request.environ)
    if "facets" in paging and "facets" not in envelope:
        named = paging["facets"]
        envelope["facets"] = totals.known(named, partial(totals.count, listing, named))[1]
    return envelope, rows


def refuse_missing(listing: Listing) -> None:
    """NotFound where the thing that a list belongs to is not there."""
    if listing.of is not None and queries.first(listing.of) is None:
        raise NotFound("There is nothing here that such a list could belong to.")
