"""Authors, and who wrote what in which order."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship, validates

from bookstore.extensions import Base
from bookstore.models.base import Resource
from bookstore.models.types import Identifier, Sortable
from bookstore.values import limits, text


class Authorship(Base):
    """An author's place on the title page of a book; `position` counts from 0."""

    __tablename__ = "authorships"
    __table_args__ = (
        Index("ix_authorships_author_id_product_id", "author_id", "product_id", unique=True),
        {"sqlite_with_rowid": False},
    )

    product_id: Mapped[int] = mapped_column(
        Identifier, ForeignKey("products.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    author_id: Mapped[int] = mapped_column(Identifier, ForeignKey("authors.id"))

    author: Mapped["Author"] = relationship(lazy="raise")


class Author(Resource):
    """A person or body that writes books; two of one name may exist. `key` is a source's own identifier."""

    __tablename__ = "authors"
    __table_args__ = (
        Index(
            "uq_authors_key",
            "key",
            unique=True,
            postgresql_where=sql("key IS NOT NULL"),
            sqlite_where=sql("key IS NOT NULL"),
        ),
        CheckConstraint(f"born BETWEEN {limits.YEAR_MIN} AND {limits.YEAR_MAX}", name="born"),
        CheckConstraint(f"died BETWEEN {limits.YEAR_MIN} AND {limits.YEAR_MAX}", name="died"),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str | None] = mapped_column(String(limits.KEY))
    name: Mapped[str] = mapped_column(String(limits.NAME))
    name_key: Mapped[str] = mapped_column(String(3 * limits.NAME), index=True)
    name_words: Mapped[str] = mapped_column(Sortable(text.NAME_LENGTH), index=True)
    sort_name: Mapped[str | None] = mapped_column(String(limits.NAME))
    born: Mapped[int | None] = mapped_column(Integer)
    died: Mapped[int | None] = mapped_column(Integer)
    biography: Mapped[str | None] = mapped_column(Text)

    @validates("name")
    def _follow_name(self, _attribute: str, name: str) -> str:
        self.name_key = text.name_key(name)
        self.name_words = text.sort_words(name)
        return name


Author.book_count = column_property(
    select(func.count()).where(Authorship.author_id == Author.id).correlate(Author.__table__).scalar_subquery(),
    deferred=True,
)
