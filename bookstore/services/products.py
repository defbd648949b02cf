"""What books and magazines have in common: filters, orders, facets. Nothing here commits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, func, literal_column, select

from bookstore.extensions import db
from bookstore.models import Category, Product, product_categories
from bookstore.models.base import now, risen
from bookstore.models.product import MISSING_PRICE, MISSING_YEAR
from bookstore.services import search
from bookstore.services.listing import Facet, Listing, OrderKey, Sorts, both_ways, ordered, whole
from bookstore.values.money import SCALE

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


def _in_category(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    inside = select(product_categories.c.product_id).join(Category).where(condition)
    return Product.id.in_(inside)


Filters = dict[str, Callable[[Any], ColumnElement[bool]]]

FILTERS: Filters = {
    "publisher": lambda publisher_id: Product.publisher_id == publisher_id,
    "category": lambda slug: _in_category(Category.slug == slug),
    "language": lambda tag: Product.language == tag,
    "year": lambda year: Product.year == year,
    "year_min": lambda year: Product.year >= year,
    "year_max": lambda year: Product.year <= year,
    "price_min": lambda amount: _price >= int(amount.scaleb(SCALE)),
    "price_max": lambda amount: _price <= int(amount.scaleb(SCALE)),
    "in_stock": lambda wanted: Product.stock > 0 if wanted else Product.stock == 0,
    "updated_since": lambda moment: Product.updated_at >= moment,
}
"""What a list can be narrowed by; prices compare as numbers, whatever their currency."""


def listing(  # noqa: PLR0913  (all that makes a list)
    entity: type[Product],
    filters: Filters,
    facets: Mapping[str, Facet],
    values: Mapping[str, Any],
    *,
    q: str | None,
    sort: Sequence[str],
) -> Listing:
    """The things that pass all filters that have a value; the best matches of `q` first, unless `sort` is given."""
    conditions = [filters[name](value) for name, value in values.items()]
    statement = whole(entity).where(*conditions) if conditions else whole(entity)
    order = ordered(SORTS, sort, Product.__table__.c.id)
    if q is not None:
        statement, rank = search.matching(statement, q)
        order = order if sort else (rank, *order)
    return Listing(entity, statement, order, facets)


def none_yet() -> bool:
    """Whether there is nothing for sale at all."""
    return db.session.scalar(select(Product.id).limit(1)) is None


def renew(affected: Select[Any]) -> None:
    """Give things a new version, since they show something that has changed; `affected` selects their ids."""
    products = Product.__table__
    renewed = {"version": risen(products.c.version), "updated_at": now()}
    db.session.connection().execute(products.update().where(products.c.id.in_(affected)).values(renewed))
