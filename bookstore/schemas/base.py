"""What all schemas share."""

from typing import Any

import marshmallow as ma


class Schema(ma.Schema):
    """A shape that refuses what it does not know."""

    error_messages = {"type": "Must be an object.", "unknown": "Unknown field."}

    def handle_error(self, error: ma.ValidationError, _data: Any, **_: Any) -> None:
        """Say of fields that answers show, and that nobody writes, that it is just this."""
        unknown = [self.error_messages["unknown"]]
        for name, found in error.messages_dict.items():
            if found == unknown and name in self._declared_fields:
                error.messages_dict[name] = ["Read-only."]

    class Meta:
        """Unknown fields are errors.

        In subclasses `example` is what the documentation shows, `new` is what it sends to make something that the demo
        catalogue does not hold, and `rules` are keywords of JSON Schema (2020-12) that
        no field can tell.
        """

        unknown = ma.RAISE
