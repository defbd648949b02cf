"""What books and magazines have in common: filters, orders, facets, and how they are written. Nothing here commits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, func, literal_column, select
from sqlalchemy.orm import selectinload

from bookstore.errors import Invalid
from bookstore.extensions import db
from bookstore.models import Authorship, Category, Product, product_categories
from bookstore.models.base import now, risen
from bookstore.models.product import MISSING_PRICE, MISSING_YEAR
from bookstore.services import names, search
from bookstore.services.listing import Facet, Listing, OrderKey, Sorts, both_ways, ordered, whole
from bookstore.services.transaction import locked
from bookstore.values.money import SCALE, Inexact, Money, MoneyChange

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


def for_writing(entity: type[P], product_id: int, version: int | None) -> P:
    """A product, locked until the transaction ends; `version` is the one that the caller saw, if that matters."""
    related = (
        selectinload(entity.publisher),
        selectinload(entity.categories),
        selectinload(entity.authorships).selectinload(Authorship.author),
    )
    found = select(entity).where(entity.id == product_id).options(*related)
    return locked(found, version, f"{entity.__name__.lower()} {product_id}")


def renew(affected: Select[Any]) -> None:
    """Give things a new version, since they show something that has changed; `affected` selects their ids."""
    products = Product.__table__
    renewed = {"version": risen(products.c.version), "updated_at": now()}
    db.session.connection().execute(products.update().where(products.c.id.in_(affected)).values(renewed))


def state(product: Product, names: Iterable[str]) -> list[Any]:
    """What a product holds under these names of the wire shape, to compare it with what it holds later."""
    held = {"authors": [place.author for place in product.authorships], "categories": list(product.categories)}
    return [held[name] if name in held else getattr(product, name) for name in names]


def fill(product: Product, values: Mapping[str, Any]) -> None:
    """Write values of the wire shape, less those that only some kinds have, into a product."""
    for name, value in values.items():
        if name == "publisher":
            product.publisher = names.publisher(value)
        elif name == "categories":
            product.categories = names.categories(value)
        elif isinstance(value, MoneyChange):
            product.price = _changed_price(product.price, value)
        else:
            setattr(product, name, value)
    if product.key is None and (product.isbn or product.issn) is None:
        product.key = f"bookstore:{uuid4().hex}"


def _changed_price(held: Money | None, change: MoneyChange) -> Money:
    """The price after a merge patch of its amount or its currency."""
    try:
        price = change.onto(held)
    except Inexact as inexact:
        raise Invalid(str(inexact), pointer="/price/amount") from None
    if isinstance(price, MoneyChange):
        missing = "currency" if price.currency is None else "amount"
        raise Invalid("There is no price yet: its amount and its currency are needed.", pointer=f"/price/{missing}")
    return price
