"""The shape of a session."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema


class Session(Schema):
    """Where somebody is logged in."""

    id = fields.Id(dump_only=True, metadata={"description": "The `sid` in its tokens."})
    client = ma.fields.String(
        dump_only=True, allow_none=True, metadata={"description": "What the program called itself (User-Agent)."}
    )
    address = ma.fields.String(
        dump_only=True, allow_none=True, metadata={"description": "From where the session was begun or last renewed."}
    )
    created_at = fields.Instant(dump_only=True)
    used_at = fields.Instant(dump_only=True, metadata={"description": "When it was begun or last renewed."})
    expires_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows; sessions are shown in lists only, so none has an ETag."""

        etag = ()
        private = True
        example = {
            "id": 12,
            "client": "curl/8.5.0",
            "address": "203.0.113.9",
            "created_at": "2026-01-05T09:30:00.000000Z",
            "used_at": "2026-01-09T07:15:00.000000Z",
            "expires_at": "2026-02-08T07:15:00.000000Z",
        }
