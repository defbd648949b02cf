"""Many things in one request, each as if it came alone."""

from collections.abc import Callable, Iterable
from typing import Any

import marshmallow as ma
import orjson
from flask import Response, current_app

from bookstore.api import representation
from bookstore.api.errors import Unreadable
from bookstore.api.parsing import pointers
from bookstore.api.shapes import as_input
from bookstore.errors import Refusal
from bookstore.services.created import Created


def created(
    items: Iterable[Any], schema: type[ma.Schema], create: Callable[[dict[str, Any]], Created], *, name: str
) -> list[dict[str, Any]]:
    """What became of each item: `status`, and under `name` the thing, or the `problem` that a request would get."""
    shape = as_input(schema)

    def response(place: int, item: Any) -> Response:
        try:
            return representation.made(_made(item, shape, create, f"/items/{place}"), schema)
        except Exception as error:  # whatever it is: those who answer for single requests know what to say of it
            return current_app.make_response(current_app.handle_user_exception(error))

    return [_outcome(response(place, item), name) for place, item in enumerate(items)]


def _made(item: Any, shape: ma.Schema, create: Callable[[dict[str, Any]], Created], pointer: str) -> Created:
    """The thing that comes of an item; what is said against a part of it points into the whole request."""
    values = _loaded(item, shape, pointer)
    try:
        return create(values)
    except Refusal as refusal:
        if refusal.pointer is not None:
            refusal.pointer = pointer + refusal.pointer
        raise


def _outcome(response: Response, name: str) -> dict[str, Any]:
    body, status = response.get_data(), response.status_code
    told = {name if status < 400 else "problem": orjson.Fragment(body)} if body else {}
    return {"status": status, **told}


def _loaded(item: Any, shape: ma.Schema, pointer: str) -> dict[str, Any]:
    try:
        values: dict[str, Any] = shape.load(item)
    except ma.ValidationError as error:
        raise Unreadable(list(pointers(error.normalized_messages(), pointer))) from None
    return values
