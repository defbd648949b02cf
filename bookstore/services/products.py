"""What books and magazines have in common: filters, orders, facets, and how they are written. Nothing here commits."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import BigInteger, Integer, Select, func, literal_column, select
from sqlalchemy.orm import selectinload

from bookstore.models import Authorship, Category, Product, product_categories
from bookstore.models.product import MISSING_PRICE, MISSING_YEAR
from bookstore.services import names
from bookstore.services.listing import Facet, OrderKey, Sorts, both_ways
from bookstore.services.transaction import locked
from bookstore.values.money import SCALE

P = TypeVar("P", bound=Product)

_year = Product.__table__.c.year
_price = Product.__table__.c.price_thousandths
_no_year = literal_column(str(MISSING_YEAR), Integer())
_no_price = literal_column(str(MISSING_PRICE), BigInteger())

SORTS: Sorts = {
    "id": both_ways(Product.__table__.c.id),
    "title": both_ways(Product.__table__.c.title_sort),
    "year": (
        OrderKey(func.coalesce(_year, _no_year, type_=Integer)),
        OrderKey(func.coalesce(-_year, _no_year, type_=Integer)),
    ),
    "price": (
        OrderKey(func.coalesce(_price, _no_price, type_=BigInteger)),
        OrderKey(func.coalesce(-_price, _no_price, type_=BigInteger)),
    ),
    "created_at": both_ways(Product.__table__.c.created_at),
    "updated_at": both_ways(Product.__table__.c.updated_at),
}
"""Things without a year or a price come last, up and down."""


def _with_categories(statement: Select[Any]) -> Select[Any]:
    joined = statement.join(product_categories, product_categories.c.product_id == Product.id)
    return joined.join(Category, Category.id == product_categories.c.category_id)


FACETS: dict[str, Facet] = {
    "category": Facet(Category.slug, _with_categories, label=Category.name),
    "language": Facet(Product.language),
    "year": Facet(Product.year),
}


def filtered(
    statement: Select[Any],
    *,
    publisher: int | None = None,
    category: str | None = None,
    language: str | None = None,
    year: int | None = None,
    year_min: int | None = None,
    year_max: int | None = None,
    price_min: Decimal | None = None,
    price_max: Decimal | None = None,
    in_stock: bool | None = None,
    updated_since: datetime | None = None,
) -> Select[Any]:
    """The rows that pass all filters that are given; prices compare as numbers, whatever their currency."""
    in_category = select(product_categories.c.product_id).join(Category).where(Category.slug == category)
    conditions = {
        "publisher": (publisher, Product.publisher_id == publisher),
        "category": (category, Product.id.in_(in_category)),
        "language": (language, Product.language == language),
        "year": (year, Product.year == year),
        "year_min": (year_min, Product.year >= year_min),
        "year_max": (year_max, Product.year <= year_max),
        "price_min": (price_min, Product.price_thousandths >= _thousandths(price_min)),
        "price_max": (price_max, Product.price_thousandths <= _thousandths(price_max)),
        "in_stock": (in_stock, Product.stock > 0 if in_stock else Product.stock == 0),
        "updated_since": (updated_since, Product.updated_at >= updated_since),
    }
    return statement.where(*(condition for given, condition in conditions.values() if given is not None))


def _thousandths(amount: Decimal | None) -> int | None:
    return None if amount is None else int(amount.scaleb(SCALE))


def for_writing(entity: type[P], product_id: int, version: int | None) -> P:
    """A product, locked until the transaction ends; `version` is the one that the caller saw, if that matters."""
    related = (
        selectinload(entity.publisher),
        selectinload(entity.categories),
        selectinload(entity.authorships).selectinload(Authorship.author),
    )
    found = select(entity).where(entity.id == product_id).options(*related)
    return locked(found, version, f"{entity.__name__.lower()} {product_id}")


def fill(product: Product, values: Mapping[str, Any]) -> None:
    """Write values of the wire shape, less those that only some kinds have, into a product."""
    for name, value in values.items():
        if name == "publisher":
            product.publisher = names.publisher(value)
        elif name == "categories":
            product.categories = names.categories(value)
        else:
            setattr(product, name, value)
    if product.key is None and (product.isbn or product.issn) is None:
        product.key = f"bookstore:{uuid4().hex}"
