"""Walks by cursor: each page starts where the last one ended, by the values of its order keys.

Whatever is added or deleted beside the walk, each row that stays is seen exactly once, and no page costs more than
the first. The cursor is opaque and signed; it belongs to one list with one order and one set of filters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import marshmallow as ma
from flask import current_app, request
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, and_, bindparam, or_, tuple_

from bookstore.api import representation
from bookstore.api.errors import Unreadable
from bookstore.api.paging import links
from bookstore.api.paging.parameters import PAGING, size
from bookstore.api.paging.statement import ordered_rows, shown
from bookstore.services import queries
from bookstore.services.listing import Listing, OrderKey

PAGE_SIZE = 25
ONWARDS, BACK = "n", "p"


def read(
    listing: Listing, schema: type[ma.Schema], only: frozenset[str], paging: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The envelope and the rows; the order is that of `sort` (a search without one is walked by id)."""
    limit, token = size(paging, PAGE_SIZE), paging["cursor"]
    direction, values = _opened(token) if token else (ONWARDS, None)
    order = [replace(key, descending=key.descending ^ (direction == BACK)) for key in listing.order if key.walkable]
    page = ordered_rows(listing, order).limit(limit + 1)
    if values is not None:
        page = page.where(_beyond(order, [_decoded(value, key) for value, key in zip(values, order, strict=True)]))
    body = representation.body_column(schema, listing.entity, only)
    rows = list(queries.rows(shown(page, listing, body, order)))
    more, rows = len(rows) > limit, rows[:limit]
    if direction == BACK:
        rows.reverse()
    before = bool(rows) and (more if direction == BACK else values is not None)
    after = bool(rows) and (more if direction == ONWARDS else True)
    found: links.Links = {
        "first": links.to(cursor=""),
        "previous": links.to(cursor=_sealed(BACK, rows[0][1:])) if before else None,
        "next": links.to(cursor=_sealed(ONWARDS, rows[-1][1:])) if after else None,
        "last": None,
    }
    return {"links": found}, [row.body for row in rows]


def _beyond(order: Sequence[OrderKey], values: Sequence[Any]) -> ColumnElement[bool]:
    """The rows behind these values: as one comparison of rows where all keys go one way, which an index serves best."""
    keys = [key.expression for key in order]
    binds = [bindparam(None, value, type_=key.type) for key, value in zip(keys, values, strict=True)]
    if len({key.descending for key in order}) == 1:
        rows, there = (tuple_(*keys), tuple_(*binds)) if len(keys) > 1 else (keys[0], binds[0])
        return rows < there if order[0].descending else rows > there
    lead = keys[0] <= binds[0] if order[0].descending else keys[0] >= binds[0]
    return and_(lead, _nested(order, keys, binds))


def _nested(order: Sequence[OrderKey], keys: Sequence[Any], binds: Sequence[Any]) -> ColumnElement[bool]:
    past = keys[0] < binds[0] if order[0].descending else keys[0] > binds[0]
    if len(keys) == 1:
        return past
    return or_(past, and_(keys[0] == binds[0], _nested(order[1:], keys[1:], binds[1:])))


def _serializer() -> URLSafeSerializer:
    """Signs for this list, with these filters and this order, and no other."""
    about = sorted((name, value) for name, value in request.args.items() if name not in PAGING)
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"cursor {request.path} {about}")


def _sealed(direction: str, values: Sequence[Any]) -> str:
    return _serializer().dumps(
        [direction, [value.isoformat() if isinstance(value, datetime) else value for value in values]]
    )


def _opened(token: str) -> tuple[str, list[Any]]:
    try:
        direction, values = _serializer().loads(token)
    except BadData:
        detail = "Is no cursor of this list in this order: start again with an empty one."
        raise Unreadable([{"parameter": "cursor", "detail": detail}]) from None
    return direction, values


def _decoded(value: Any, key: OrderKey) -> Any:
    return datetime.fromisoformat(value) if key.expression.type.python_type is datetime else value
