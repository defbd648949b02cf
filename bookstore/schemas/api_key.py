"""The shape of an API key."""

from collections.abc import Sequence

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.values import limits
from bookstore.values.scopes import DEFAULT, SCOPES


def _different(scopes: Sequence[str]) -> None:
    if not scopes or len(set(scopes)) < len(scopes):
        raise ma.ValidationError("Must name at least one scope, and none twice.")


class ApiKey(Schema):
    """A key for a program: it may do what its user may do and its scopes allow."""

    id = fields.Id(dump_only=True)
    name = fields.Text(limits.KEY_NAME, required=True, metadata={"description": "What it is for."})
    hint = ma.fields.String(dump_only=True, metadata={"description": "How the key begins."})
    scopes = ma.fields.List(
        fields.Choice(tuple(SCOPES)),
        load_default=lambda: list(DEFAULT),
        validate=_different,
        metadata={
            "description": "; ".join(f"`{scope}`: {meaning}" for scope, meaning in SCOPES.items()) + ".",
            "minItems": 1,
            "uniqueItems": True,
            "default": list(DEFAULT),
        },
    )
    created_at = fields.Instant(dump_only=True)
    expires_at = fields.Instant(
        allow_none=True, load_default=None, metadata={"description": "A moment in the future; null: never."}
    )

    class Meta(Schema.Meta):
        """What the documentation shows; keys are never changed."""

        etag = ("id",)
        private = True
        example = {
            "id": 4,
            "name": "stock of the shop window",
            "hint": "bks_Vx3o0_a9",
            "scopes": ["catalogue:read", "catalogue:write"],
            "created_at": "2026-01-05T09:30:00.000000Z",
            "expires_at": "2099-01-01T00:00:00.000000Z",
        }


class NewApiKey(ApiKey):
    """A new key, itself included: nobody can show it again."""

    key = ma.fields.String(dump_only=True, metadata={"description": "To be sent as `X-API-Key`."})

    class Meta(ApiKey.Meta):
        """What the documentation shows."""

        example = {**ApiKey.Meta.example, "key": "bks_Vx3o0_a9lLQkKkqYdCkP0y0pYVq2bT8mG5J6rQwErTy"}
