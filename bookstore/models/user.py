"""Users: who may do what."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from bookstore.models.base import Resource
from bookstore.values import text


class User(Resource):
    """Somebody with a name, a password (kept as an argon2 hash) and a role that holds all roles below it."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role IN ('customer', 'staff', 'admin')", name="role"),
        {"sqlite_autoincrement": True},
    )

    name: Mapped[str] = mapped_column(String(100))
    name_key: Mapped[str] = mapped_column(String(300), unique=True)
    password_hash: Mapped[str] = mapped_column(String(200), deferred=True)
    role: Mapped[str] = mapped_column(String(10), default="customer")
    active: Mapped[bool] = mapped_column(default=True)

    @validates("name")
    def _follow_name(self, _attribute: str, name: str) -> str:
        self.name_key = text.name_key(name)
        return name
