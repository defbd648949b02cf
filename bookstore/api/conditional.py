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


def expected_version(statement: Select[Any], schema: type[ma.Schema]) -> int | None:
    """The version that the write must find; None when the caller does not mind which.

    The service compares it under its lock, so of many writers with one ETag exactly one gets through. Of what is shown
    in lists only, nobody has an ETag: none is asked for, and none holds.
    """
    return None if _conditions(schema) == (None, None) else expected(statement, schema).version


def expected(statement: Select[Any], schema: type[ma.Schema]) -> Expected:
    """The thing that a statement selects, and the version of it that the write must find, in one statement."""
    matching, others = _conditions(schema)
    entity = representation.entity_of(statement)
    columns = [getattr(entity, name) for name in representation.etag_columns(schema)]
    row = queries.first(statement.with_only_columns(entity.id, *columns))
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}.")
    thing, *validators = row
    tag = representation.etag_of(validators, schema, entity)
    if not etags.same(_STAR if matching is None else matching, tag) or etags.seen(others or "", tag):
        raise Refused("precondition-failed")
    return Expected(thing, None if matching in (None, _STAR) or not validators else validators[0])


def _conditions(schema: type[ma.Schema]) -> tuple[str | None, str | None]:
    """If-Match and If-None-Match; Refused without the first where it is required."""
    matching, others = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if matching is None and representation.etag_columns(schema) and current_app.config["REQUIRE_IF_MATCH"]:
        raise Refused("precondition-required")
    return matching, others
