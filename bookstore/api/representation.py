"""From a statement to an answer: the database makes the JSON, the row's version makes the ETag."""

from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2s
from typing import Any, NamedTuple
from urllib.parse import quote

import marshmallow as ma
import orjson
import structlog
from flask import Response, request, stream_with_context
from sqlalchemy import Dialect, Row, Select, bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import generate_etag

from bookstore.api import etags
from bookstore.api.encoding import encode
from bookstore.api.errors import Refused
from bookstore.errors import NotFound
from bookstore.schemas.projection import ALL, projection
from bookstore.services import queries, traces
from bookstore.services.created import Created

MEDIA_TYPE = "application/json"
CACHE_CONTROL = "no-cache"
"""Answers may be kept, but are shown only after asking whether they still hold."""

log = structlog.get_logger()


class Found(NamedTuple):
    """One thing as the database told it."""

    body: bytes
    key: int | str
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
    shown = statement.with_only_columns(body_column(schema, entity), entity.id, key, *columns)
    return _found(queries.first(shown), schema, entity)


def find_made(new: Created, schema: type[ma.Schema]) -> Found:
    """The same of a new thing."""
    return _found(queries.first(_shown(schema, new.entity, queries.dialect()), id=new.thing.id), schema, new.entity)


@lru_cache
def _shown(schema: type[ma.Schema], entity: type[Any], dialect: Dialect) -> Select[Any]:
    """The thing of an id, made ready once."""
    table = entity.__table__.c
    columns = [table.get(name, getattr(entity, name)) for name in (key_name(schema), *etag_columns(schema))]
    return select(projection(schema, entity, dialect), table.id, *columns).where(table.id == bindparam("id"))


def _found(row: Row[Any] | None, schema: type[ma.Schema], entity: type[Any]) -> Found:
    if row is None:
        raise NotFound(f"There is no such {entity.__name__.lower()}.")
    body, row_id, found_key, *validators = row
    traces.shown(entity.__tablename__, row_id)
    return Found(body.encode(), found_key, etag_of(validators, schema, entity))


def fragment(statement: Select[Any], schema: type[ma.Schema]) -> orjson.Fragment | None:
    """The one thing that a statement selects, ready to stand inside of another; None when there is none."""
    row = queries.first(statement.with_only_columns(body_column(schema, entity_of(statement)), entity_of(statement).id))
    return None if row is None else orjson.Fragment(row.body)


def etag_columns(schema: type[ma.Schema]) -> tuple[str, ...]:
    """What an answer's ETag is made of: the version, and what the row shows but does not hold."""
    return getattr(schema.Meta, "etag", ("version",))


def key_name(schema: type[ma.Schema]) -> str:
    """The field by which URLs name the thing: the first, unless the schema says otherwise."""
    return getattr(schema.Meta, "key", None) or next(iter(schema._declared_fields))


def etag_of(validators: list[int], schema: type[ma.Schema], entity: type) -> str:
    """The opaque tag of a state, as a schema shows it."""
    return "-".join((_shape(schema, entity, queries.dialect()), *(f"{value:x}" for value in validators)))


@lru_cache
def _shape(schema: type[ma.Schema], entity: type, dialect: Dialect) -> str:
    """What tells answers of one release from those of another that shows more, or in another way."""
    return blake2s(str(projection(schema, entity, dialect)).encode(), digest_size=3).hexdigest()


def privacy(schema: type[ma.Schema]) -> dict[str, str]:
    """Headers of answers that only their caller may keep, where the schema says so."""
    if not getattr(schema.Meta, "private", False):
        return {}
    return {"Cache-Control": f"private, {CACHE_CONTROL}", "Vary": "Authorization, X-API-Key"}


def answer(
    body: bytes,
    *,
    etag: str | None = None,
    status: int = 200,
    headers: dict[str, str] | None = None,
    media_type: str = MEDIA_TYPE,
) -> Response:
    """JSON, or what else it is said to be, with its validator; 304 when the client has it already."""
    response = Response(body, status, headers, content_type=media_type)
    response.headers.setdefault("Cache-Control", CACHE_CONTROL)
    return validated(response, etag or generate_etag(body))


def digest(*parts: bytes) -> str:
    """A tag for what these are all there is of."""
    return blake2s(b"\0".join(parts), digest_size=16).hexdigest()


def validated(response: Response, tag: str, *, weak: bool = False) -> Response:
    """The answer with its validator, 304 when the client has it already; a `weak` one never holds for If-Match."""
    response.set_etag(tag, weak)
    if response.status_code == 200 and request.method in ("GET", "HEAD"):
        if not etags.same(request.headers.get("If-Match", "*"), "" if weak else tag):
            raise Refused("precondition-failed")
        if etags.seen(request.headers.get("If-None-Match", ""), tag):
            response.status_code = 304
    return response


def download(chunks: Iterator[str], *, etag: str, media_type: str, name: str) -> Response:
    """A file that is made while it is sent, of which only its caller may keep a copy."""
    response = Response(stream_with_context(chunks), mimetype=media_type)
    response.headers["Cache-Control"] = f"private, {CACHE_CONTROL}"
    response.headers["Vary"] = "Authorization, X-API-Key"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return validated(response, etag)


def dumped(value: Any, *, secret: bool = False, status: int = 200) -> Response:
    """A value that no row holds; a secret one is kept nowhere on its way."""
    return unkept(Response(encode(value), mimetype=MEDIA_TYPE)) if secret else answer(encode(value), status=status)


def disclosed(found: Found, secret: dict[str, str]) -> Response:
    """201 with the URL of the new thing, and with what is shown this once."""
    return unkept(created(found._replace(body=encode(orjson.loads(found.body) | secret))))


def unkept(response: Response) -> Response:
    """An answer that is kept nowhere on its way."""
    response.headers["Cache-Control"] = "no-store"
    del response.headers["ETag"]
    return response


def made(new: Created, schema: type[ma.Schema], *, at: str | None = None) -> Response:
    """201 for a new thing; without its body, where it is gone or out of reach by now."""
    try:
        return created(find_made(new, schema), at=at, headers=privacy(schema))
    except (NotFound, SQLAlchemyError) as error:
        log.warning("made_but_not_read", error=type(error).__name__, exc_info=error)
        location = _location(getattr(new.thing, key_name(schema)), at)
        return unkept(_bodiless(201, Location=location))


def _bodiless(status: int, **headers: str) -> Response:
    """An answer that is nothing but its head, and so of no media type."""
    response = Response(status=status, headers=headers)
    del response.headers["Content-Type"]
    return response


def created(
    found: Found, *, at: str | None = None, headers: dict[str, str] | None = None, status: int = 201
) -> Response:
    """201, or 202 where there is more to come, with the URL of the new thing."""
    location = _location(found.key, at)
    return answer(found.body, etag=found.etag, status=status, headers={**(headers or {}), "Location": location})


def _location(key: int | str, at: str | None) -> str:
    return f"{at or request.path.rstrip('/')}/{quote(str(key))}"
