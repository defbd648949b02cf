"""The shapes of asking for a token, of getting one, and of giving it back (OAuth 2: RFC 6749, RFC 7009)."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits
from bookstore.values.password import MAX_PASSWORD

NEEDS = {"password": ("username", "password"), "refresh_token": ("refresh_token",)}
"""The kinds of grants, and what each of them is made of."""

UNUSED = {"metadata": {"description": "Not used; ordinary clients of OAuth send it."}}


class _FromClient(Schema):
    """What ordinary clients of OAuth send besides."""

    client_id = ma.fields.String(**UNUSED)
    client_secret = ma.fields.String(load_only=True, **UNUSED)


class TokenRequest(_FromClient):
    """A name and a password, or the refresh token that came last."""

    grant_type = ma.fields.String(
        required=True, validate=ma.validate.Length(max=100), metadata={"description": " or ".join(NEEDS) + "."}
    )
    username = fields.Text(limits.USER)
    password = ma.fields.String(validate=ma.validate.Length(1, MAX_PASSWORD), load_only=True)
    refresh_token = ma.fields.String(validate=ma.validate.Length(1, limits.TOKEN), load_only=True)
    scope = ma.fields.String(metadata={"description": "Not used: a token may do what its user may do."})

    @ma.pre_load
    def judge_the_grant_first(self, data: Any, **_: Any) -> Any:
        """Of a grant that nobody knows nothing else matters."""
        if isinstance(data, Mapping) and isinstance(kind := data.get("grant_type"), str) and kind not in NEEDS:
            return {"grant_type": kind}
        return data

    @ma.validates_schema(pass_original=True, skip_on_field_errors=False)
    def miss_what_the_grant_needs(self, _: Any, original: Any, **__: Any) -> None:
        """Each grant is made of its own fields."""
        kind = original.get("grant_type") if isinstance(original, Mapping) else None
        needed = NEEDS.get(kind, ()) if isinstance(kind, str) else ()
        missing = {name: ["Missing data for required field."] for name in needed if name not in original}
        if missing:
            raise ma.ValidationError(missing)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"grant_type": "password", "username": "ada", "password": "a long pass phrase"}
        rules = {
            "oneOf": [
                {"properties": {"grant_type": {"const": kind}}, "required": ["grant_type", *needed]}
                for kind, needed in NEEDS.items()
            ]
        }


class Token(Schema):
    """A bearer token, and the refresh token that gives the next one; `expires_in` is in seconds."""

    access_token = ma.fields.String(required=True)
    token_type = fields.Choice(("Bearer",), required=True)
    expires_in = ma.fields.Integer(required=True)
    refresh_token = ma.fields.String(
        required=True,
        metadata={"description": "Good once, within 30 days. Used a second time, it ends the session: all its tokens."},
    )
    scope = ma.fields.String(required=True, metadata={"description": "The role of the user."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {
            "access_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
            "token_type": "Bearer",
            "expires_in": 900,
            "refresh_token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...",
            "scope": "staff",
        }


class RevocationRequest(_FromClient):
    """A token whose session is to end."""

    token = ma.fields.String(load_only=True, metadata={"description": "An access or a refresh token; none ends none."})
    token_type_hint = ma.fields.String(metadata={"description": "Not needed: tokens say what they are."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"token": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...", "token_type_hint": "refresh_token"}


class Revocation(Schema):
    """Nothing: whatever the token was, it is not good any more."""

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example: dict[str, Any] = {}
