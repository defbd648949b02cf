"""What a book or a magazine holds, as clients write it; `keeping` reads and writes it. Nothing here commits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from bookstore.errors import Invalid
from bookstore.models import Product
from bookstore.services import refs
from bookstore.services.refs import Named
from bookstore.values.money import Inexact, Money, MoneyChange

OWN = (
    "key",
    "isbn",
    "issn",
    "title",
    "subtitle",
    "language",
    "year",
    "pages",
    "format",
    "frequency",
    "issue",
    "description",
    "price_thousandths",
    "price_currency",
    "stock",
)
"""The columns that hold what clients write, as they write it."""

RELATIONS = frozenset({"publisher", "authors", "categories"})


@dataclass(frozen=True, slots=True)
class Holding:
    """A book or a magazine as clients write it: its own columns, and what it names."""

    kind: str
    columns: Mapping[str, Any]
    publisher: Named | None = None
    authors: tuple[Named, ...] = ()
    categories: tuple[Named, ...] = ()

    def __getitem__(self, name: str) -> Any:
        """What it holds under a name of the wire shape, but for the price."""
        return getattr(self, name) if name in RELATIONS else self.columns[name]

    @property
    def price(self) -> Money | None:
        """The price, if there is one."""
        thousandths, currency = self.columns["price_thousandths"], self.columns["price_currency"]
        return None if thousandths is None else Money(thousandths, currency)


def kind_of(entity: type[Product]) -> str:
    """What rows of an entity are called."""
    return entity.__name__.lower()


def nothing(entity: type[Product]) -> Holding:
    """What a new thing holds before it is filled in."""
    return Holding(kind_of(entity), dict.fromkeys(OWN) | {"stock": 0})


def filled(held: Holding, values: Mapping[str, Any]) -> Holding:
    """The same with these values of the wire shape; what they name is found, or made."""
    columns = dict(held.columns)
    for name, value in values.items():
        if name == "price":
            columns |= _price(held.price, value)
        elif name not in RELATIONS:
            columns[name] = value
    if columns["key"] is None and (columns["isbn"] or columns["issn"]) is None:
        columns["key"] = f"bookstore:{uuid4().hex}"
    return replace(held, columns=columns, **refs.resolved(values))


def _price(held: Money | None, price: Money | MoneyChange | None) -> dict[str, Any]:
    """The columns of a price, which may be a merge patch of its amount or its currency."""
    if isinstance(price, MoneyChange):
        try:
            price = price.onto(held)
        except Inexact as inexact:
            raise Invalid(str(inexact), pointer="/price/amount") from None
    if isinstance(price, MoneyChange):
        missing = "currency" if price.currency is None else "amount"
        raise Invalid("There is no price yet: its amount and its currency are needed.", pointer=f"/price/{missing}")
    thousandths, currency = (price.thousandths, price.currency) if price else (None, None)
    return {"price_thousandths": thousandths, "price_currency": currency}
