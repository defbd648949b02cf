"""If-Match: a write goes through only while the thing is as the caller saw it."""

from typing import Any

import marshmallow as ma
from flask import current_app, request
from sqlalchemy import Select

from bookstore.api import etags, representation
from bookstore.api.errors import Refused
from bookstore.errors import NotFound
from bookstore.services import queries

_STAR = "*"


def expected_version(statement: Select[Any], schema: type[ma.Schema]) -> int | None:
    """The version that the write must find; None when the caller does not mind which.

    The service compares it under its lock, so of many writers with one ETag exactly one gets through. Of what is shown
    in lists only, nobody has an ETag: none is asked for, and none holds.
    """
    names = representation.etag_columns(schema)
    matching, others = request.headers.get("If-Match"), request.headers.get("If-None-Match")
    if matching is None and names and current_app.config["REQUIRE_IF_MATCH"]:
        raise Refused("precondition-required")
    if matching is None and others is None:
        return None
    entity = representation.entity_of(statement)
    columns = [getattr(entity, name) for name in names]
    row = queries.first(statement.with_only_columns(*columns, entity.id))
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}.")
    tag = representation.etag_of(list(row[:-1]), schema, entity)
    if not etags.same(_STAR if matching is None else matching, tag) or etags.seen(others or "", tag):
        raise Refused("precondition-failed")
    return None if matching in (None, _STAR) else row[0]
