"""Whole lists as files, which are made while they are sent: in constant memory, from one state of the catalogue."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from itertools import chain
from threading import BoundedSemaphore
from time import monotonic
from typing import Any

import marshmallow as ma
import orjson
import structlog
from flask import Flask, Request, Response, current_app, request

from bookstore.api import negotiation, paging, representation
from bookstore.api.errors import Refused
from bookstore.api.files import disposition
from bookstore.api.negotiation import KINDS, REPRESENTATIONS, Representation
from bookstore.api.paging.parameters import ALL_WAYS
from bookstore.formats import pages
from bookstore.formats.page import Page
from bookstore.schemas.projection import readable
from bookstore.services import exports
from bookstore.services.listing import Listing

AT_ONCE = 3
"""Files that a process makes at the same time, at most: each holds a connection for as long as its client reads."""

SENT = 32_768
"""Bytes that go out together, at least."""

PATIENCE, SLOWEST = 30.0, 20_000
"""Seconds that a file may take, and a second more for so many bytes of it."""

log = structlog.get_logger()


def register(app: Flask) -> None:
    """Make places for files: never so many that nothing is left of the pool of connections."""
    app.extensions["exports"] = BoundedSemaphore(min(AT_ONCE, app.config["DB_POOL_SIZE"]))


def is_whole(facts: Mapping[str, Any], asked: Request) -> bool:
    """Whether a request is for a whole list as a file."""
    if not facts.get("listed") or "represented" not in facts:
        return False
    named = asked.args.get("format") if asked.query_string else None
    named = named if named in REPRESENTATIONS else None
    found = negotiation.liked(facts["represented"], asked.headers.get("Accept", ""), named)
    return found is not None and found.suffix is not None and ALL_WAYS.isdisjoint(asked.args)


def members(schema: type[ma.Schema], only: Collection[str]) -> tuple[str, ...]:
    """The members that things show, in their order; `only` names some, none means all."""
    return tuple(name for name in readable(schema) if not only or name in only)


def respond(listing: Listing, schema: type[ma.Schema], wanted: Representation, only: frozenset[str]) -> Response:
    """The list as a file, unless the client has it already."""
    paging.refuse_missing(listing)
    response = Response(mimetype=wanted.media_type)
    response.headers["Cache-Control"] = representation.CACHE_CONTROL
    response.headers["Content-Disposition"] = disposition(f"{KINDS[schema]}s{wanted.suffix}")
    state = exports.state(listing, representation.etag_columns(schema))
    tag = representation.etag_of(state, schema, listing.entity)
    response = representation.validated(response, f"{tag}-{wanted.name}", weak=True)
    if response.status_code == 200:
        is_sent = request.method == "GET"
        response.response = _begun(_made(listing, schema, wanted, only)) if is_sent else iter(())  # of unknown length
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces behind the first, which is empty: what fails before it becomes a problem."""
    next(pieces)
    return pieces


def _made(listing: Listing, schema: type[ma.Schema], wanted: Representation, only: frozenset[str]) -> Iterator[bytes]:
    """An empty piece as soon as the first thing is read, and then the file; the end, or its close, frees all."""
    places: BoundedSemaphore = current_app.extensions["exports"]
    if not places.acquire(blocking=False):
        raise Refused("unavailable", "As many files as can be are being made already.", headers={"Retry-After": "5"})
    try:
        column = representation.body_column(schema, listing.entity, only)
        with closing(exports.listed(listing, column)) as rows:
            first = [orjson.loads(row) for row in (next(rows, None),) if row is not None]
            yield b""
            things = chain(first, map(orjson.loads, rows))
            page = Page(KINDS[schema], "", things, members(schema, only), sparse=bool(only))
            yield from _in_time(_gathered(pages.pieces(wanted.name, page)))
    finally:
        places.release()


def _in_time(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, while they are taken: a reader who is too slow holds a connection and a place for nothing."""
    began, sent = monotonic(), 0
    for piece in pieces:
        yield piece
        sent += len(piece)
        if monotonic() - began > PATIENCE + sent / SLOWEST:
            log.warning("export_given_up", bytes=sent, seconds=round(monotonic() - began))
            raise ConnectionAbortedError("the reader is too slow")


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces as fewer larger ones."""
    held, size = [], 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= SENT:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
