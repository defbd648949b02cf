"""What can be sold: books and magazines are two kinds of one thing, with one id space, one price, one stock."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, composite, declared_attr, mapped_column, relationship, validates

from bookstore.models.author import Author, Authorship
from bookstore.models.base import Resource, next_version
from bookstore.models.category import Category, product_categories
from bookstore.models.publisher import Publisher
from bookstore.models.types import Identifier, ProductKind, SearchDocument, SearchVector, Sortable
from bookstore.values import isbn, limits, text
from bookstore.values.money import Money

MISSING_YEAR = 99_999
"""Sorts things without a year behind all others, in both directions."""

MISSING_PRICE = 999_999_999_999_999
"""Sorts things without a price behind all others, in both directions."""


def _only_where(condition: str, name: str, *columns: str, unique: bool = False) -> Index:
    """An index on some rows alone: the others cost nothing."""
    return Index(name, *columns, unique=unique, postgresql_where=sql(condition), sqlite_where=sql(condition))


class Product(Resource):
    """A thing that can be sold. `key` is its identity in the source it came from, where it has no ISBN or ISSN."""

    __tablename__ = "products"
    __table_args__ = (
        CheckConstraint("kind IN ('book', 'magazine')", name="kind"),
        CheckConstraint("kind = 'book' OR (isbn IS NULL AND pages IS NULL AND format IS NULL)", name="book_fields"),
        CheckConstraint(
            "kind = 'magazine' OR (issn IS NULL AND frequency IS NULL AND issue IS NULL)", name="magazine_fields"
        ),
        CheckConstraint(f"length(isbn) = {limits.ISBN}", name="isbn"),
        CheckConstraint(f"length(issn) = {limits.ISSN}", name="issn"),
        CheckConstraint(f"year BETWEEN {limits.YEAR_MIN} AND {limits.YEAR_MAX}", name="year"),
        CheckConstraint("pages > 0", name="pages"),
        CheckConstraint("price_thousandths >= 0", name="price"),
        CheckConstraint("(price_thousandths IS NULL) = (price_currency IS NULL)", name="money"),
        CheckConstraint("stock >= 0", name="stock"),
        _only_where("key IS NOT NULL", "uq_products_key", "key", unique=True),
        _only_where("issn IS NOT NULL", "uq_products_issn_issue", "issn", "issue", unique=True),
        _only_where("issn IS NOT NULL AND issue IS NULL", "uq_products_issn_no_issue", "issn", unique=True),
        Index("ix_products_kind_id", "kind", "id"),
        Index("ix_products_kind_title", "kind", "title_sort", "id"),
        Index("ix_products_kind_updated_at", "kind", "updated_at", "id"),
        Index("ix_products_year_up", "kind", sql(f"coalesce(year, {MISSING_YEAR})"), "id"),
        Index("ix_products_year_down", "kind", sql(f"coalesce(-year, {MISSING_YEAR})"), "id"),
        Index("ix_products_price_up", "kind", sql(f"coalesce(price_thousandths, {MISSING_PRICE})"), "id"),
        Index("ix_products_price_down", "kind", sql(f"coalesce(-price_thousandths, {MISSING_PRICE})"), "id"),
        Index("ix_products_search", "search", postgresql_using="gin"),
        {"sqlite_autoincrement": True},
    )

    kind: Mapped[str] = mapped_column(ProductKind)
    key: Mapped[str | None] = mapped_column(String(limits.KEY))
    isbn: Mapped[str | None] = mapped_column(String(limits.ISBN), unique=True)
    issn: Mapped[str | None] = mapped_column(String(limits.ISSN))
    title: Mapped[str] = mapped_column(String(limits.TITLE))
    title_sort: Mapped[str] = mapped_column(Sortable(text.SORT_LENGTH))
    subtitle: Mapped[str | None] = mapped_column(String(limits.SUBTITLE))
    publisher_id: Mapped[int | None] = mapped_column(Identifier, ForeignKey("publishers.id"), index=True)
    language: Mapped[str | None] = mapped_column(String(limits.LANGUAGE))
    year: Mapped[int | None] = mapped_column(Integer)
    pages: Mapped[int | None] = mapped_column(Integer)
    format: Mapped[str | None] = mapped_column(String(10))
    frequency: Mapped[str | None] = mapped_column(String(20))
    issue: Mapped[str | None] = mapped_column(String(limits.ISSUE))
    description: Mapped[str | None] = mapped_column(Text)
    price_thousandths: Mapped[int | None] = mapped_column(BigInteger)
    price_currency: Mapped[str | None] = mapped_column(String(3))
    stock: Mapped[int] = mapped_column(Integer, default=0)
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    search: Mapped[SearchDocument | None] = mapped_column(SearchVector, deferred=True)

    publisher: Mapped[Publisher | None] = relationship(lazy="raise")
    categories: Mapped[list[Category]] = relationship(
        secondary=product_categories, order_by=Category.slug, lazy="raise", passive_deletes=True
    )
    authorships: Mapped[list[Authorship]] = relationship(
        order_by=Authorship.position, cascade="all, delete-orphan", passive_deletes=True, lazy="raise"
    )
    authors: Mapped[list[Author]] = relationship(
        secondary=Authorship.__table__, order_by=Authorship.position, viewonly=True, lazy="raise"
    )
    price: Mapped[Money | None] = composite("price_thousandths", "price_currency")

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, object]:  # noqa: N805  (SQLAlchemy hands it the class)
        return {
            "polymorphic_on": "kind",
            "polymorphic_abstract": True,
            "version_id_col": cls.version,
            "version_id_generator": next_version,
        }

    @validates("title")
    def _follow_title(self, _attribute: str, title: str) -> str:
        self.title_sort = text.sort_key(title)
        return title


def search_document(
    *, title: str, subtitle: str | None, people: Iterable[str], publisher: str | None, number: str | None
) -> SearchDocument:
    """What search finds a thing by; `number` is its ISBN-13 or ISSN, found with and without hyphens, ISBN-10 too."""
    subtitled = text.words(subtitle) if subtitle else ()
    rest = (*subtitled, text.sort_words(publisher or ""), *_number_words(number))
    return SearchDocument(" ".join(text.words(title)), " ".join(map(text.sort_words, people)), " ".join(rest))


def _number_words(number: str | None) -> tuple[str, ...]:
    if number is None:
        return ()
    if len(number) == limits.ISBN:
        shorter = isbn.to_10(number)
        return (number, shorter.lower()) if shorter else (number,)
    return (number.replace("-", "").lower(),)
