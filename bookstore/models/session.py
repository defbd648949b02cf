"""Sessions: where a user is logged in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.extensions import Base
from bookstore.models.base import now
from bookstore.models.types import Identifier, Instant
from bookstore.values import limits


class Session(Base):
    """A log-in and all tokens that came of it: one family, of which only the newest refresh token is good.

    A session that has ended is deleted: nothing of it is good any more.
    """

    __tablename__ = "sessions"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(Identifier, primary_key=True)
    user_id: Mapped[int] = mapped_column(Identifier, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    refresh_jti: Mapped[str] = mapped_column(String(64))
    client: Mapped[str | None] = mapped_column(String(limits.CLIENT))
    address: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(Instant, default=now)
    used_at: Mapped[datetime] = mapped_column(Instant, default=now)
    expires_at: Mapped[datetime] = mapped_column(Instant, index=True)
