"""What all schemas share."""

import marshmallow as ma


class Schema(ma.Schema):
    """A shape that refuses what it does not know."""

    class Meta:
        """Unknown fields are errors; `Meta.example` of a subclass is what the documentation shows."""

        unknown = ma.RAISE
