"""An object in the API's shape, read field by field: a missing field is empty, a wrong type is refused."""

from collections.abc import Mapping
from typing import Any

from bookstore.formats import checks
from bookstore.formats.refusal import Refused
from bookstore.values import limits
from bookstore.values.money import Money


class Wire:
    """The fields of one object."""

    def __init__(self, data: Mapping[str, Any]):
        self._data = data

    def given(self, fields: frozenset[str]) -> frozenset[str]:
        """Those of the fields that the object decides on: all it names, but no stock that is null."""
        given = fields & self._data.keys()
        return given - {"stock"} if self._data.get("stock") is None else given

    def unknown(self, fields: frozenset[str]) -> list[str]:
        """What the object names beside the fields: nobody reads it."""
        return [f"{name[:40]} is not known, and not taken in" for name in self._data.keys() - fields]

    def short(self, field: str) -> str:
        """Text on one line."""
        return _short(self._data.get(field), field)

    def long(self, field: str) -> str:
        """Text that keeps its line breaks."""
        return checks.long(_text(self._data.get(field), field), field)

    def whole(self, field: str, low: int, high: int) -> int | None:
        """A whole number; neither text nor `1.0` nor `true` is one."""
        value = self._data.get(field)
        if value is None:
            return None
        if type(value) is not int:
            raise Refused(f"{field} is not a whole number")
        return checks.number(value, low, high, field)

    def year(self) -> int | None:
        """The year."""
        return self.whole("year", limits.YEAR_MIN, limits.YEAR_MAX)

    def name_of(self, field: str) -> str:
        """The name of something that comes as `{"name": ...}` or by its name alone."""
        return _name(self._data.get(field), field)

    def authors(self) -> tuple[list[str], list[str]]:
        """The names and the keys of the authors, parallel."""
        authors = self._list("authors")
        keys = [author.get("key") if isinstance(author, dict) else None for author in authors]
        return [_name(author, "authors") for author in authors], [_short(key, "authors.key") for key in keys]

    def categories(self) -> tuple[str, ...]:
        """The names of the categories; of one that has only a slug, the slug."""
        names = [_name(item, "categories") or _slug(item) for item in self._list("categories")]
        return tuple(filter(None, names))

    def price(self) -> Money | None:
        """The price, whose amount is a decimal number in a text."""
        price = self._data.get("price")
        if price is None:
            return None
        if not isinstance(price, dict):
            raise Refused('price is not an object such as {"amount": "12.50", "currency": "EUR"}')
        return checks.price(
            _short(price.get("amount"), "price.amount"), _short(price.get("currency"), "price.currency")
        )

    def _list(self, field: str) -> list[Any]:
        value = self._data.get(field)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Refused(f"{field} is not a list")
        return value


def _text(value: Any, field: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"{field} is not text")
    return value


def _short(value: Any, field: str) -> str:
    return checks.short(_text(value, field), field)


def _name(value: Any, field: str) -> str:
    return _short(value.get("name"), f"{field}.name") if isinstance(value, dict) else _short(value, field)


def _slug(value: Any) -> str:
    return _short(value.get("slug"), "categories.slug") if isinstance(value, dict) else ""
