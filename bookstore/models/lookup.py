"""What others said of ISBNs: so that nobody is asked twice, and something is known when nobody answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.extensions import Base
from bookstore.models.types import Instant
from bookstore.values import limits


class Lookup(Base):
    """The last answer of a provider about an ISBN; `told` is None where it knew no such book."""

    __tablename__ = "lookups"

    isbn: Mapped[str] = mapped_column(String(limits.ISBN), primary_key=True)
    provider: Mapped[str] = mapped_column(String(20), primary_key=True)
    told: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    asked_at: Mapped[datetime] = mapped_column(Instant)
