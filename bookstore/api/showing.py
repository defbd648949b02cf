"""Things and lists on their way out, in the representation that the request asks for."""

from typing import Any

import marshmallow as ma
import orjson
from flask import Response, request
from sqlalchemy import Select

from bookstore.api import exporting, html, negotiation, paging, representation
from bookstore.api.errors import Unreadable
from bookstore.api.files import disposition
from bookstore.api.negotiation import JSON, KINDS, REPRESENTATIONS, Representation
from bookstore.api.paging import links
from bookstore.api.paging.parameters import ALL_WAYS
from bookstore.api.parsing import query_of
from bookstore.formats import pages
from bookstore.formats.page import Page
from bookstore.schemas.projection import readable
from bookstore.services.listing import Listing

FORMAT = "format"


def facts(schema: type[ma.Schema]) -> dict[str, Any]:
    """What a view that shows this says of it."""
    return {"represented": KINDS[schema]} if schema in KINDS else {}


def one(statement: Select[Any], schema: type[ma.Schema]) -> Response:
    """The one thing that a statement selects."""
    wanted = negotiation.requested(schema, _named(schema))
    found = representation.find(statement, schema)
    if wanted is JSON:
        return representation.answer(found.body, etag=found.etag, headers=representation.privacy(schema))
    kind = KINDS[schema]
    page = Page(kind, request.path, [orjson.loads(found.body)], readable(schema))
    return _shown(wanted, page, tag=f"{found.etag}-{wanted.name}", called=f"{kind}-{found.key}")


def reading(query: dict[str, Any]) -> dict[str, Any]:
    """What of a query says how to read the list and how to show it, taken out of it; what is left are filters."""
    taken = {name: query.pop(name) for name in paging.PAGING & query.keys()}
    if query.get(FORMAT) in REPRESENTATIONS:
        taken[FORMAT] = query.pop(FORMAT)
    return taken


def listed(listing: Listing, schema: type[ma.Schema], asked: dict[str, Any]) -> Response:
    """A page of a list; as a file the whole list, unless a page is asked for."""
    wanted = negotiation.requested(schema, asked.pop(FORMAT, None))
    if wanted is JSON:
        return paging.respond(listing, schema, asked)
    _refuse_what_does_not_fit(wanted, asked)
    if wanted.suffix and ALL_WAYS.isdisjoint(asked):
        return exporting.respond(listing, schema, wanted, frozenset(asked.get("fields", ())))
    envelope, rows = paging.page(listing, schema, asked)
    tag = representation.digest(orjson.dumps(envelope), *map(str.encode, rows))
    things, shown = [orjson.loads(row) for row in rows], exporting.members(schema, asked.get("fields", ()))
    page = Page(KINDS[schema], request.path, things, shown, envelope, sparse="fields" in asked)
    response = _shown(wanted, page, tag=f"{tag}-{wanted.name}", called=f"{page.kind}s")
    response.headers["Link"] = links.header(envelope["links"])
    return response


def _named(schema: type[ma.Schema]) -> str | None:
    """The `format` in the query of one thing, which takes no other parameter."""
    if not request.query_string or schema not in KINDS or request.method not in negotiation.READS:
        return None
    given = query_of(request)
    places = [{"parameter": name, "detail": "Unknown parameter."} for name in given if name != FORMAT]
    if given.get(FORMAT, JSON.name) not in REPRESENTATIONS:
        places.append({"parameter": FORMAT, "detail": f"Must be one of: {', '.join(REPRESENTATIONS)}."})
    if places:
        raise Unreadable(places)
    return given.get(FORMAT)


def _refuse_what_does_not_fit(wanted: Representation, asked: dict[str, Any]) -> None:
    """Nothing that is asked for is left out in silence."""
    places = []
    if "facets" in asked:
        places.append({"parameter": "facets", "detail": "Are counted in JSON alone."})
    if "fields" in asked and not wanted.sparse:
        places.append({"parameter": "fields", "detail": f"All of them are needed for {wanted.media_type}."})
    if places:
        raise Unreadable(places)


def _shown(wanted: Representation, page: Page, *, tag: str, called: str) -> Response:
    """The page, unless the client has it already."""
    response = html.page() if wanted.name == "html" else Response(mimetype=wanted.media_type)
    response.headers["Cache-Control"] = representation.CACHE_CONTROL
    if wanted.suffix:
        response.headers["Content-Disposition"] = disposition(f"{called}{wanted.suffix}")
    response = representation.validated(response, tag, weak=True)
    if response.status_code == 200:
        response.set_data(html.write(page) if wanted.name == "html" else pages.write(wanted.name, page))
    return response
