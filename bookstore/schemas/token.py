"""The shapes of asking for a token and of getting one (OAuth 2, RFC 6749)."""

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema

MAX_PASSWORD = 1024


class TokenRequest(Schema):
    """A name and a password."""

    grant_type = ma.fields.String(required=True, validate=ma.validate.Length(max=100))
    username = fields.Text(100, required=True)
    password = ma.fields.String(required=True, validate=ma.validate.Length(1, MAX_PASSWORD), load_only=True)
    scope = ma.fields.String(metadata={"description": "Not used: a token may do what its user may do."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"grant_type": "password", "username": "ada", "password": "a long pass phrase"}


class Token(Schema):
    """A bearer token; `expires_in` is in seconds."""

    access_token = ma.fields.String(required=True)
    token_type = fields.Choice(("Bearer",), required=True)
    expires_in = ma.fields.Integer(required=True)
    scope = ma.fields.String(required=True, metadata={"description": "The role of the user."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
            "token_type": "Bearer",
            "expires_in": 900,
            "scope": "staff",
        }
