"""Files in the storage: which there are, and whose they are."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, column_property, mapped_column

from bookstore.extensions import Base
from bookstore.models.base import now
from bookstore.models.product import Product
from bookstore.models.types import Identifier, Instant
from bookstore.values import limits

LOOSE = sql("(NOT kept OR product_id IS NULL)")
"""What belongs to nothing, or not yet: few rows, found by an index of their own where a query says just this."""


class StoredFile(Base):
    """A file in the storage. It is noted here before it is written there, and forgotten after it is deleted.

    `kept` says that its upload came to its end; without a product it then belongs to nothing any more.
    """

    __tablename__ = "stored_files"
    __table_args__ = (
        CheckConstraint("role IN ('cover', 'thumbnail', 'attachment')", name="role"),
        Index("ix_stored_files_product_id_digest", "product_id", "digest"),
        Index(
            "uq_stored_files_cover",
            "product_id",
            unique=True,
            postgresql_where=sql("kept AND role = 'cover'"),
            sqlite_where=sql("kept AND role = 'cover'"),
        ),
        Index(
            "ix_stored_files_loose",
            "noted_at",
            postgresql_where=LOOSE,
            sqlite_where=LOOSE,
        ),
    )

    key: Mapped[str] = mapped_column(String(limits.KEY), primary_key=True)
    product_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("products.id", ondelete="SET NULL"))
    role: Mapped[str] = mapped_column(String(10))
    media_type: Mapped[str] = mapped_column(String(limits.MEDIA_TYPE))
    size: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(limits.DIGEST))
    kept: Mapped[bool] = mapped_column(Boolean, default=False)
    noted_at: Mapped[datetime] = mapped_column(Instant, default=now)


Product.cover_type = column_property(
    select(StoredFile.media_type)
    .where(StoredFile.product_id == Product.id, StoredFile.kept, StoredFile.role == "cover")
    .correlate(Product.__table__)
    .scalar_subquery(),
    deferred=True,
)
