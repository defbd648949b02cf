"""/publishers, in another shape."""

from typing import Any

import marshmallow as ma

from bookstore.api.blueprint import ANYONE, Blueprint
from bookstore.schemas.base import Schema

blp = Blueprint("publishers", __name__, url_prefix="/publishers", description="Publishers, called houses.")


class Houses(Schema):
    """All publishers by name."""

    houses = ma.fields.List(ma.fields.String(), dump_only=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"houses": ["Harper Perennial"]}


@blp.get("")
@blp.access(ANYONE)
@blp.answers(Houses)
def list_publishers() -> dict[str, Any]:
    """List publishers."""
    return {"houses": []}
