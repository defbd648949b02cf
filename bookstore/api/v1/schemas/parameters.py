"""The queries of version 1."""

from collections.abc import Mapping
from typing import Any

import marshmallow as ma

from bookstore.schemas import fields, parameters
from bookstore.schemas.parameters import Id, Integer, Parameters
from bookstore.schemas.user import UserName
from bookstore.values import limits

ORDERS = {"asc": ["year"], "desc": ["-year"]}


class _Needed(Parameters):
    """Parameters of which some are required."""

    def check(self, values: dict[str, Any]) -> dict[str, list[str]]:
        """Those are missing that are required and not given."""
        required = [name for name, field in self.load_fields.items() if field.required]
        return {name: ["Is needed."] for name in required if name not in values}


class ByIsbn(_Needed):
    """The book that is meant."""

    isbn = fields.Isbn(required=True, metadata={"description": "In any spelling."})


class ByIssn(_Needed):
    """The magazine that is meant."""

    issn = fields.Issn(required=True, metadata={"description": "In any spelling."})
    issue = fields.Text(limits.ISSUE, metadata={"description": "Needed where several issues have this ISSN."})


class ById(_Needed):
    """The author that is meant."""

    id = Id(required=True, metadata={"description": "An author's id."})


class ByName(Parameters):
    """The user that is meant."""

    name = UserName(metadata={"description": "Whom an administrator means; oneself without it."})


class Credentials(_Needed):
    """A name and a password, in the one place where they may be in a URL."""

    name = fields.Text(limits.USER, required=True, metadata={"description": "A user's name."})
    password = ma.fields.String(required=True, metadata={"description": "Their password.", "format": "password"})


class _ByCategory(Parameters):
    """A category may be called by its slug or by the name that books show."""

    category = fields.Text(limits.SLUG, metadata={"description": "A category's slug or name."})


class BookFilters(_ByCategory, parameters.BookFilters):
    """What books can be filtered by."""


class CategoryOrYear(_ByCategory):
    """A category, a year, or both."""

    year = Integer(limits.YEAR_MIN, limits.YEAR_MAX, metadata={"description": "The year of publication."})

    def check(self, values: dict[str, Any]) -> dict[str, list[str]]:
        """All books are listed elsewhere."""
        return {} if values.keys() & {"category", "year"} else {"category": ["Give a category or a year."]}


class AuthorsBooksFilters(_ByCategory):
    """The books of an author, by year."""

    order = fields.Choice(tuple(ORDERS), metadata={"description": "By year: asc (without it, too) or desc."})

    def load(self, data: Mapping[str, str], **_: Any) -> dict[str, Any]:
        """The values, with the order as the sort keys that services know."""
        values = super().load(data)
        return values | {"sort": ORDERS[values.pop("order", "asc")]}
