"""The shape of a category."""

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits


class Category(Schema):
    """A shelf of the shop."""

    slug = fields.Slug(metadata={"description": "Made of the name when it is not given."})
    name = fields.Text(limits.CATEGORY, required=True)
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "slug": "science-fiction",
            "name": "Science Fiction",
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }
        new = {"slug": "folk-tales", "name": "Folk Tales"}
