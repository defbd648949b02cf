"""What all schemas share."""

import marshmallow as ma


class Schema(ma.Schema):
    """A shape that refuses what it does not know."""

    error_messages = {"type": "Must be an object.", "unknown": "Unknown field."}

    class Meta:
        """Unknown fields are errors.

        In subclasses `example` is what the documentation shows, and `rules` are keywords of JSON Schema (2020-12) that
        no field can tell.
        """

        unknown = ma.RAISE
