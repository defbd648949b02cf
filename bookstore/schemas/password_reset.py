"""The shapes of resetting a password: asking for a letter, and using what is in it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.user import Password


class PasswordResetRequest(Schema):
    """The address that a letter goes to, if it is anybody's."""

    email = fields.Email(required=True)

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"email": "ada@example.org"}


class PasswordReset(Schema):
    """A new password; `password` is another name for `new_password`: exactly one of them is given."""

    new_password = Password()
    password = Password()

    class Meta(Schema.Meta):
        """One of the two is needed."""

        example = {"new_password": "a longer pass phrase"}
        rules: ClassVar[dict[str, Any]] = {"minProperties": 1, "maxProperties": 1}

    @ma.validates_schema
    def _says_it_once(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data:
            raise ma.ValidationError("Missing data for required field.", "new_password")
        if len(data) > 1:
            raise ma.ValidationError("Is another name for new_password: give one of them.", "password")
