"""The bookstore's tables as a textbook on SQLAlchemy declares them, for the peers that use it.

What peers have no use for is left out, as are the words for search: their writes have less to do than ours.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Select, Table, Text, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship, selectinload

from bookstore.models.types import ProductKind
from bookstore.values.money import SCALE, format_amount
from bookstore.values.text import name_key, sort_key, sort_words


def now() -> datetime:
    return datetime.now(UTC)


def version() -> int:
    return time.time_ns() // 1000


class Base(DeclarativeBase):
    """All tables have these columns."""

    type_annotation_map = {int: BigInteger, str: Text, datetime: DateTime(timezone=True)}

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)
    version: Mapped[int] = mapped_column(default=version)


class Author(Base):
    __tablename__ = "authors"

    name: Mapped[str]
    name_key: Mapped[str]
    name_words: Mapped[str]


class Publisher(Base):
    __tablename__ = "publishers"

    name: Mapped[str]
    name_key: Mapped[str]
    name_words: Mapped[str]


class Category(Base):
    __tablename__ = "categories"

    slug: Mapped[str]
    name: Mapped[str]
    name_words: Mapped[str]


class User(Base):
    __tablename__ = "users"

    name: Mapped[str]
    role: Mapped[str]
    active: Mapped[bool]

    @property
    def may_write(self) -> bool:
        return self.active and self.role in ("staff", "admin")


product_categories = Table(
    "product_categories",
    Base.metadata,
    Column("product_id", ForeignKey("products.id"), primary_key=True),
    Column("category_id", ForeignKey("categories.id"), primary_key=True),
)


class Authorship(Base):
    __tablename__ = "authorships"

    id = created_at = updated_at = version = None
    product_id: Mapped[int] = mapped_column(ForeignKey("products.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship()


class Book(Base):
    __tablename__ = "products"

    kind: Mapped[str] = mapped_column(ProductKind, default="book")
    key: Mapped[str | None]
    isbn: Mapped[str | None]
    title: Mapped[str]
    title_sort: Mapped[str]
    subtitle: Mapped[str | None]
    publisher_id: Mapped[int | None] = mapped_column(ForeignKey("publishers.id"))
    language: Mapped[str | None]
    year: Mapped[int | None]
    pages: Mapped[int | None]
    format: Mapped[str | None]
    description: Mapped[str | None]
    price_thousandths: Mapped[int | None]
    price_currency: Mapped[str | None]
    stock: Mapped[int]
    cover: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    publisher: Mapped[Publisher | None] = relationship()
    categories: Mapped[list[Category]] = relationship(secondary=product_categories, order_by=Category.slug)
    authorships: Mapped[list[Authorship]] = relationship(order_by=Authorship.position)

    @property
    def authors(self) -> list[Author]:
        return [place.author for place in self.authorships]

    @property
    def price(self) -> dict[str, str] | None:
        if self.price_thousandths is None:
            return None
        return {"amount": format_amount(self.price_thousandths, self.price_currency), "currency": self.price_currency}


def books() -> Select[tuple[Book]]:
    """Books with all that is shown of them, loaded as SQLAlchemy's documentation advises."""
    related = (
        joinedload(Book.publisher),
        selectinload(Book.categories),
        selectinload(Book.authorships).joinedload(Authorship.author),
    )
    return select(Book).where(Book.kind == "book").options(*related)


def page(number: int, size: int) -> Select[tuple[Book]]:
    return books().order_by(Book.id).limit(size).offset((number - 1) * size)


def count() -> Select[tuple[int]]:
    return select(func.count()).select_from(Book).where(Book.kind == "book")


def authors_of(names: Sequence[str]) -> Select[tuple[Author]]:
    return select(Author).where(Author.name_key.in_([name_key(name) for name in names])).order_by(Author.id.desc())


def publisher_of(name: str) -> Select[tuple[Publisher]]:
    return select(Publisher).where(Publisher.name_key == name_key(name))


def categories_of(slugs: Sequence[str]) -> Select[tuple[Category]]:
    return select(Category).where(Category.slug.in_(slugs)).order_by(Category.slug)


def named(kind: type[Any], name: str) -> Any:
    """A new author or publisher."""
    return kind(name=name, name_key=name_key(name), name_words=sort_words(name))


def new_book(
    values: Mapping[str, Any], *, authors: Sequence[Author], publisher: Publisher | None, categories: Sequence[Category]
) -> Book:
    """A book of validated values; the authors are those found: what is missing is made."""
    known = {author.name_key: author for author in authors}
    written = [known.get(name_key(ref["name"])) or named(Author, ref["name"]) for ref in values["authors"]]
    plain = ("isbn", "subtitle", "language", "year", "pages", "format", "description", "stock")
    price = values.get("price")
    return Book(
        **{name: values.get(name) for name in plain},
        title=values["title"],
        title_sort=sort_key(values["title"]),
        key=None if values.get("isbn") else f"bookstore:{uuid4().hex}",
        price_thousandths=price and int(price["amount"].scaleb(SCALE)),
        price_currency=price and price["currency"],
        publisher=publisher,
        categories=list(categories),
        authorships=[Authorship(position=place, author=author) for place, author in enumerate(written)],
    )
