"""Categories: the shelves of the shop, known by their slugs."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column, validates

from bookstore.extensions import Base
from bookstore.models.base import Resource
from bookstore.models.types import Sortable
from bookstore.values import limits, text


class Category(Resource):
    """A shelf; a thing may stand on several."""

    __tablename__ = "categories"
    __table_args__ = ({"sqlite_autoincrement": True},)

    slug: Mapped[str] = mapped_column(Sortable(limits.SLUG), unique=True)
    name: Mapped[str] = mapped_column(String(limits.CATEGORY))
    name_words: Mapped[str] = mapped_column(Sortable(text.NAME_LENGTH))

    @validates("name")
    def _follow_name(self, _attribute: str, name: str) -> str:
        self.name_words = text.sort_words(name)
        return name


product_categories = Table(
    "product_categories",
    Base.metadata,
    Column("product_id", BigInteger, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True),
    Column("category_id", BigInteger, ForeignKey("categories.id"), primary_key=True),
    Index("ix_product_categories_category_id_product_id", "category_id", "product_id"),
    sqlite_with_rowid=False,
)
"""Which thing stands on which shelf."""
