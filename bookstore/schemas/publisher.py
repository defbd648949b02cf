"""The shape of a publisher."""

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits


class Publisher(Schema):
    """Who publishes books and magazines."""

    id = fields.Id(dump_only=True)
    name = fields.Text(limits.NAME, required=True)
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "id": 3,
            "name": "Harper Perennial",
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }
        new = {"name": "Archipelago Books"}
