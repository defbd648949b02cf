"""The shape of what is left of one's budgets."""

import marshmallow as ma

from bookstore.schemas.base import Schema


class Budget(Schema):
    """So many calls in a window of time, and what is left of them."""

    policy = ma.fields.String(metadata={"description": "Its name in the headers RateLimit and RateLimit-Policy."})
    limit = ma.fields.Integer(metadata={"description": "Calls in a window."})
    window = ma.fields.Integer(metadata={"description": "Seconds; a window begins with the first call in it."})
    remaining = ma.fields.Integer()
    reset = ma.fields.Integer(metadata={"description": "Seconds until it is whole again."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"policy": "search-minute", "limit": 120, "window": 60, "remaining": 119, "reset": 58}


class Scope(Schema):
    """A kind of call: each takes one from all of its budgets."""

    scope = ma.fields.String(
        metadata={"description": "The `x-rate-limit-scope` of operations; `search`: with `q`, `export`: a whole list."}
    )
    budgets = ma.fields.List(ma.fields.Nested(Budget))

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"scope": "search", "budgets": [Budget.Meta.example]}


class RateLimit(Schema):
    """How often one may still call."""

    enabled = ma.fields.Boolean(metadata={"description": "Whether calls are counted at all."})
    counted_by = ma.fields.String(metadata={"description": "`user`, whichever way they say who they are; `address`."})
    scopes = ma.fields.List(ma.fields.Nested(Scope))

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"enabled": True, "counted_by": "user", "scopes": [Scope.Meta.example]}
