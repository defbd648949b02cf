"""Attachments: documents and pictures that belong to a book."""

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from bookstore.models.base import Resource
from bookstore.models.types import Identifier
from bookstore.values import limits


class Attachment(Resource):
    """A file that comes with a book; it is replaced by another one, and never changes."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_product_id_id", "product_id", "id"),
        {"sqlite_autoincrement": True},
    )

    product_id: Mapped[int] = mapped_column(Identifier, ForeignKey("products.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(limits.FILE_NAME))
    type: Mapped[str] = mapped_column(String(limits.MEDIA_TYPE))
    size: Mapped[int] = mapped_column(Integer)
    file_key: Mapped[str] = mapped_column(String(limits.KEY), ForeignKey("stored_files.key"), unique=True)
