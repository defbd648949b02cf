"""The shape of an author."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits


class Author(Schema):
    """A person or body that writes books."""

    id = fields.Id(dump_only=True)
    name = fields.Text(limits.NAME, required=True)
    sort_name = fields.Text(limits.NAME, allow_none=True, load_default=None)
    born = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, allow_none=True, load_default=None)
    died = fields.Integer(limits.YEAR_MIN, limits.YEAR_MAX, allow_none=True, load_default=None)
    biography = fields.Text(limits.DESCRIPTION, multiline=True, allow_none=True, load_default=None)
    book_count = ma.fields.Integer(dump_only=True, metadata={"description": "Books in the catalogue."})
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        etag = ("version", "book_count")
        example = {
            "id": 7,
            "name": "Gabriel García Márquez",
            "sort_name": "García Márquez, Gabriel",
            "born": 1927,
            "died": 2014,
            "biography": "Colombian novelist; Nobel Prize in Literature 1982.",
            "book_count": 3,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }
