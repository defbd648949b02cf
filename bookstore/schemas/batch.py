"""The shapes of many books at once."""

from typing import Any

import marshmallow as ma

from bookstore.schemas.base import Schema
from bookstore.schemas.book import Book

MOST = 100

_ITEMS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "maxItems": MOST,
    "items": {"$ref": "#/components/schemas/BookInput"},
}
_RESULT: dict[str, Any] = {
    "type": "object",
    "required": ["status"],
    "properties": {
        "status": {"type": "integer", "description": "What POST /books would have answered: 201, 409, 422, ..."},
        "book": {"$ref": "#/components/schemas/Book"},
        "problem": {"$ref": "#/components/schemas/Problem"},
    },
}


class BookBatch(Schema):
    """Books to add, each as in POST /books; each is looked at by itself."""

    items = ma.fields.List(
        ma.fields.Raw(allow_none=True),
        required=True,
        validate=ma.validate.Length(1, MOST, error=f"Must be from 1 to {MOST} items."),
    )

    class Meta(Schema.Meta):
        """What the documentation shows."""

        rules = {"properties": {"items": _ITEMS}}
        example = {"items": [{"title": "Momo", "authors": [{"name": "Michael Ende"}]}, {"title": "Dune"}]}


class BookBatchOutcome(Schema):
    """What became of each item, in their order: the book, or the problem with it."""

    results = ma.fields.List(ma.fields.Dict(), dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        rules = {"properties": {"results": {"type": "array", "items": _RESULT}}}
        example = {"results": [{"status": 201, "book": Book.Meta.example}]}
