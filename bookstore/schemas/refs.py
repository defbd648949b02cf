"""Short forms: how one thing names another."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits


class _ByIdOrName(Schema):
    error_messages = {"type": 'Must be an object such as {"id": 7} or {"name": "Ada Lovelace"}.'}

    id = fields.Id()
    name = fields.Text(limits.NAME)

    class Meta(Schema.Meta):
        """One of the two is needed."""

        rules: ClassVar[dict[str, Any]] = {"minProperties": 1}

    @ma.validates_schema
    def _names_something(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data:
            raise ma.ValidationError("Needs an id or a name.")


class AuthorRef(_ByIdOrName):
    """An author, by `id`, or by `name`: the first of that name, made if there is none."""


class PublisherRef(_ByIdOrName):
    """A publisher, by `id`, or by `name`: made if there is none."""


class CategoryRef(Schema):
    """A category, by its slug."""

    error_messages = {"type": 'Must be an object such as {"slug": "fiction"}.'}

    slug = fields.Slug(required=True)
    name = fields.Text(limits.CATEGORY, metadata={"description": "Shown; when written, it must be the category's."})
