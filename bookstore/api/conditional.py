"""If-Match: a write goes through only while the thing is as the caller saw it."""

from typing import Any, NamedTuple

import marshmallow as ma
from flask import current_app, request
from sqlalchemy import Select

from bookstore.api import etags, representation
from bookstore.api.errors import Refused
from bookstore.errors import NotFound
from bookstore.services import queries

_STAR = "*"


class Expected(NamedTuple):
    """What a write is about, by its id, and the version that it must find, if that matters."""

    id: int
    version: int | None


def expected_version(statement: Select[Any], schema: type[ma.Schema], part: str | None = None) -> int | None:
    """The version that the write must find; None when the caller does not mind which.

    The service compares it under its lock, so of many writers with one ETag exactly one gets through. Of what is shown
    in lists only, nobody has an ETag: none is asked for, and none holds. A `part` of the thing, which has its ETag, is
    what If-None-Match is about.
    """
    if request.headers.get("If-Match") is None and representation.etag_columns(schema):
        _refuse_where_required()
    return None if _conditions() == (None, None) else expected(statement, schema, part).version


def expected(statement: Select[Any], schema: type[ma.Schema], part: str | None = None) -> Expected:
    """The thing that a statement selects, and the version of it that the write must find, in one statement."""
    matching, others = _conditions()
    entity = representation.entity_of(statement)
    columns = [getattr(entity, name) for name in representation.etag_columns(schema)]
    held = getattr(entity, part or "id")
    row = queries.first(statement.with_only_columns(entity.id, held, *columns))
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}.")
    thing, there, *validators = row
    tag = representation.etag_of(validators, schema, entity)
    seen = there is not None and etags.seen(others or "", tag)
    if seen or not etags.same(_STAR if matching is None else matching, tag):
        raise Refused("precondition-failed")
    first = there is None and others is not None  # of two who find no such part, one comes too late
    return Expected(thing, validators[0] if validators and (first or matching not in (None, _STAR)) else None)


def _conditions() -> tuple[str | None, str | None]:
    return request.headers.get("If-Match"), request.headers.get("If-None-Match")


def _refuse_where_required() -> None:
    if current_app.config["REQUIRE_IF_MATCH"]:
        raise Refused("precondition-required")
