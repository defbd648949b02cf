"""From a statement to an answer: the database makes the JSON, the row's version makes the ETag."""

from typing import Any, NamedTuple

import marshmallow as ma
import orjson
from flask import Response, request
from sqlalchemy import Select
from werkzeug.http import generate_etag

from bookstore.api.encoding import encode
from bookstore.errors import NotFound
from bookstore.schemas.projection import ALL, projection
from bookstore.services import queries

MEDIA_TYPE = "application/json"
CACHE_CONTROL = "no-cache"
"""Answers may be kept, but are shown only after asking whether they still hold."""


class Found(NamedTuple):
    """One thing as the database told it."""

    body: bytes
    key: int | str
    version: int
    etag: str


def entity_of(statement: Select[Any]) -> type:
    """The entity that a statement selects."""
    return statement.column_descriptions[0]["entity"]


def body_column(schema: type[ma.Schema], entity: type, only: frozenset[str] = ALL) -> Any:
    """The column of JSON text that a schema makes of an entity."""
    return projection(schema, entity, queries.dialect(), only)


def find(statement: Select[Any], schema: type[ma.Schema]) -> Found:
    """The one thing that a statement selects, in one trip; NotFound when there is none."""
    entity = entity_of(statement)
    columns = [getattr(entity, name) for name in etag_columns(schema)]
    key = getattr(entity, key_name(schema))
    row = queries.first(statement.with_only_columns(body_column(schema, entity), key, *columns))
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}.")
    body, found_key, *validators = row
    return Found(body.encode(), found_key, validators[0], etag_of(validators))


def fragment(statement: Select[Any], schema: type[ma.Schema]) -> orjson.Fragment | None:
    """The one thing that a statement selects, ready to stand inside of another; None when there is none."""
    row = queries.first(statement.with_only_columns(body_column(schema, entity_of(statement)), entity_of(statement).id))
    return None if row is None else orjson.Fragment(row.body)


def etag_columns(schema: type[ma.Schema]) -> tuple[str, ...]:
    """What an answer's ETag is made of: the version, and what the row shows but does not hold."""
    return getattr(schema.Meta, "etag", ("version",))


def key_name(schema: type[ma.Schema]) -> str:
    """The field by which URLs name the thing."""
    return next(iter(schema._declared_fields))


def etag_of(validators: list[int]) -> str:
    """The opaque tag of a state."""
    return "-".join(f"{value:x}" for value in validators)


def answer(
    body: bytes, *, etag: str | None = None, status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    """JSON with its validator; 304 when the client has it already."""
    response = Response(body, status, headers, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Vary"] = "Accept"
    response.set_etag(etag or generate_etag(body))
    if status == 200 and request.method in ("GET", "HEAD"):
        response.make_conditional(request)
    return response


def dumped(value: Any, *, secret: bool = False) -> Response:
    """A value that no row holds; a secret one is kept nowhere on its way."""
    response = answer(encode(value))
    if secret:
        response.headers["Cache-Control"] = "no-store"
        del response.headers["ETag"]
    return response


def created(found: Found) -> Response:
    """201 with the URL of the new thing."""
    location = f"{request.path.rstrip('/')}/{found.key}"
    return answer(found.body, etag=found.etag, status=201, headers={"Location": location})
