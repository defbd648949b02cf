"""Fields of multipart forms: text as in queries, and files."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from bookstore.schemas.base import Schema
from bookstore.values.uploads import Upload


class File(ma.fields.String):
    """A file; in the document a string of bytes."""

    default_error_messages = {"invalid": "Must be a file: its part needs a filename.", "empty": "Must not be empty."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = {"format": "binary", **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, Upload):
            raise self.make_error("invalid")
        if value.size == 0:
            raise self.make_error("empty")
        return value


class Form(Schema):
    """The parts of a multipart form, by their names; others are refused. Those that are no files are text."""

    error_messages = {"unknown": "Unknown part."}
