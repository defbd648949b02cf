"""The other representations of an operation in the OpenAPI document, each with what it makes of the JSON example."""

import re
from collections.abc import Mapping
from typing import Any

import orjson

from bookstore.api import negotiation
from bookstore.api.negotiation import JSON, Representation
from bookstore.formats import pages
from bookstore.formats.page import Page

EXAMPLES = {
    "html": '<!doctype html>\n<html lang="en">...</html>\n',
    "marc": "(records of ISO 2709)",
}
"""What would tell nobody more if it were whole."""

_MOMENT = (re.compile("<SentDateTime>[^<]*"), "<SentDateTime>20260105T0930Z")
_ENTERED = (re.compile(r'(tag="008">)[0-9]{6}'), r"\g<1>260105")
"""What changes from day to day."""


def content(kind: str, example: Mapping[str, Any], *, listed: bool) -> dict[str, Any]:
    """The content of an answer in all representations but JSON, by media type."""
    found = (choice for choice in negotiation.of_kind(kind) if choice is not JSON)
    return {choice.media_type: _told(choice, kind, example, listed=listed) for choice in found}


def parameter(kind: str) -> dict[str, Any]:
    """`format` in the query of one thing."""
    names = [choice.name for choice in negotiation.of_kind(kind)]
    return {
        "in": "query",
        "name": "format",
        "description": "How it is shown, as Accept says it too.",
        "required": False,
        "schema": {"type": "string", "enum": names},
    }


def _told(choice: Representation, kind: str, example: Mapping[str, Any], *, listed: bool) -> dict[str, Any]:
    things = example["results"] if listed else [example]
    shown = EXAMPLES.get(choice.name)
    if shown is None:
        path = f"/api/v2/{kind}s" if listed else f"/api/v2/{kind}s/{example['id']}"
        shown = pages.write(
            choice.name, Page(kind, path, things, tuple(things[0]), example if listed else None)
        ).decode()
    if choice.name == "jsonld":
        return {"schema": {"type": "object"}, "example": orjson.loads(shown)}
    for pattern, text in (_MOMENT, _ENTERED):
        shown = pattern.sub(text, shown)
    shape = {"type": "string", "format": "binary"} if choice.name == "marc" else {"type": "string"}
    return {"schema": shape, "example": shown}
