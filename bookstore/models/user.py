"""Users: who may do what."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, column_property, mapped_column, validates

from bookstore.models.base import Resource
from bookstore.models.types import Instant
from bookstore.values import limits, text
from bookstore.values.roles import ROLES

CONFIRMED = "email_confirmed_at IS NOT NULL"


class User(Resource):
    """Somebody with a name, a password (kept as an argon2 hash) and a role that holds all roles below it.

    An address belongs to one user once it is confirmed; until then anybody may claim it, so that no answer tells
    whose it is.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint(f"role IN {ROLES}", name="role"),
        Index("ix_users_email_key", "email_key"),
        Index(
            "uq_users_confirmed_email",
            "email_key",
            unique=True,
            postgresql_where=sql(CONFIRMED),
            sqlite_where=sql(CONFIRMED),
        ),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str] = mapped_column(String(limits.USER))
    name_key: Mapped[str] = mapped_column(String(3 * limits.USER), unique=True)
    email: Mapped[str | None] = mapped_column(String(limits.EMAIL))
    email_key: Mapped[str | None] = mapped_column(String(3 * limits.EMAIL))
    email_confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    password_hash: Mapped[str] = mapped_column(String(200), deferred=True)
    role: Mapped[str] = mapped_column(String(10), default="customer")
    active: Mapped[bool] = mapped_column(default=True)

    @validates("name")
    def _follow_name(self, _attribute: str, name: str) -> str:
        self.name_key = text.user_key(name)
        return name

    @validates("email")
    def _follow_email(self, _attribute: str, email: str | None) -> str | None:
        self.email_key = email and text.name_key(email)
        return email


User.email_confirmed = column_property(User.email_confirmed_at.is_not(None), deferred=True)
