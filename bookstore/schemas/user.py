"""The shapes of a user: as shown, as registered, as changed by themselves or by an administrator."""

from typing import Any

import marshmallow as ma

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.parameters import Boolean, Parameters
from bookstore.values import limits, text
from bookstore.values.password import MAX_PASSWORD, MIN_PASSWORD
from bookstore.values.roles import ROLES


class UserName(fields.Text):
    """The name of a user; a colon would end it in HTTP's Basic authentication."""

    default_error_messages = {"colon": "Must not contain a colon."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limits.USER, **kwargs)
        self.metadata = {**self.metadata, "pattern": self.metadata["pattern"].replace("[^", "[^:")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if ":" in name:
            raise self.make_error("colon")
        return name


class NewUserName(UserName):
    """A name that somebody takes: no character of it is hidden, so that it is read as what it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = {**self.metadata, "pattern": self.metadata["pattern"].replace("[^:", f"[^:{text.IGNORABLE}")}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        name = super()._deserialize(value, attr, data, **kwargs)
        if found := text.hidden(name):
            raise self.make_error("forbidden", code=f"{ord(found):04X}")
        return name


class Password(ma.fields.String):
    """A password on its way in; nothing of it is altered, and it never comes back."""

    default_error_messages = {"invalid": "Must be a string."}

    def __init__(self, least: int = MIN_PASSWORD, **kwargs: Any) -> None:
        super().__init__(load_only=True, **kwargs)
        shape = fields.Text(MAX_PASSWORD, multiline=True).metadata
        self.metadata = {**shape, "format": "password", "minLength": least, **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        return value


class User(Schema):
    """Who has an account."""

    id = fields.Id(dump_only=True)
    name = UserName(dump_only=True)
    email = fields.Email(dump_only=True, allow_none=True)
    email_confirmed = fields.Boolean(dump_only=True, metadata={"description": "Whether mail went there and back."})
    role = fields.Choice(ROLES, dump_only=True)
    active = fields.Boolean(dump_only=True)
    created_at = fields.Instant(dump_only=True)
    updated_at = fields.Instant(dump_only=True)

    class Meta(Schema.Meta):
        """Seen by few: kept by no cache that others share, and one user's ETag is nobody else's."""

        private = True
        etag = ("version", "id")
        example = {
            "id": 12,
            "name": "ada",
            "email": "ada@example.org",
            "email_confirmed": True,
            "role": "customer",
            "active": True,
            "created_at": "2026-01-05T09:30:00.000000Z",
            "updated_at": "2026-01-05T09:30:00.000000Z",
        }


class Registration(Schema):
    """A new customer."""

    name = NewUserName(required=True)
    email = fields.Email(required=True)
    password = Password(required=True, metadata={"description": "None of the commonest, and not the name."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"name": "ada", "email": "ada@example.org", "password": "a long pass phrase"}


class Account(Schema):
    """What users change of themselves; a new address is to be confirmed."""

    name = NewUserName()
    email = fields.Email()

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"name": "ada", "email": "ada@example.org"}


class Administration(Schema):
    """What administrators change of users."""

    role = fields.Choice(ROLES)
    active = fields.Boolean(metadata={"description": "Whether they may log in; disabling ends their sessions."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"role": "staff", "active": True}


class PasswordChange(Schema):
    """A new password, by who knows the current one."""

    current_password = Password(least=0, required=True)
    new_password = Password(required=True, metadata={"description": "None of the commonest, and not the name."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"current_password": "a long pass phrase", "new_password": "a longer pass phrase"}


class UserFilters(Parameters):
    """What users can be filtered by."""

    role = fields.Choice(ROLES, metadata={"description": "Exactly this role."})
    active = Boolean(metadata={"description": "Whether they may log in."})
