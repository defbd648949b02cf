"""The shape of an author in version 1."""

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits


class Author(Schema):
    """An author as version 1 shows it."""

    id = fields.Id(dump_only=True)
    name = fields.Text(limits.NAME, required=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"id": 7, "name": "Gabriel García Márquez"}


class AuthorName(Schema):
    """The new name of an author."""

    id = fields.Id(required=True)
    name = fields.Text(limits.NAME, required=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = Author.Meta.example
