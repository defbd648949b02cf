"""The shape of a user in version 1."""

from bookstore.schemas import fields
from bookstore.schemas.base import Schema
from bookstore.schemas.user import NewUserName, Password, UserName
from bookstore.values.roles import ROLES


class User(Schema):
    """A user as version 1 shows them."""

    name = UserName(dump_only=True)
    mail = fields.Email(dump_only=True, allow_none=True, attribute="email")
    role = fields.Choice(ROLES, dump_only=True)

    class Meta(Schema.Meta):
        """Seen by few; version 1 has no URL of one user, so the id leads to its successor's."""

        private = True
        etag = ("version", "id")
        key = "id"
        example = {"name": "ada", "mail": "ada@example.org", "role": "admin"}


class UserInput(Schema):
    """A new user, made by an administrator: another administrator, unless the role says otherwise."""

    name = NewUserName(required=True)
    mail = fields.Email(attribute="email", allow_none=True, load_default=None)
    role = fields.Choice(ROLES, load_default="admin")
    password = Password(required=True, metadata={"description": "None of the commonest, and not the name."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {**User.Meta.example, "password": "a long pass phrase"}


class UserChange(Schema):
    """What changes of a user; what is left out stays."""

    name = UserName(metadata={"description": "Whom an administrator means; oneself without it. Names do not change."})
    mail = fields.Email(attribute="email")
    role = fields.Choice(ROLES, metadata={"description": "Given by administrators only."})
    password = Password(metadata={"description": "A new one ends all sessions."})

    class Meta(Schema.Meta):
        """What the documentation shows."""

        example = {"name": "ada", "mail": "ada@example.com"}
