"""Fields of query strings: text in, the same strictness as in bodies."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import marshmallow as ma
from webargs.fields import DelimitedList

from bookstore.schemas import fields
from bookstore.values import limits

MAX_QUERY = 200
MAX_NUMBERS = 100
_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,18}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?([Zz]|[+-][0-9]{2}:[0-9]{2}))?"
)


class Integer(fields.Integer):
    """An integer in plain ASCII digits."""

    def _validated(self, value: Any) -> int:
        if not _INTEGER.fullmatch(value):
            raise self.make_error("invalid")
        return super()._validated(int(value))


class Id(Integer):
    """The id of something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(1, limits.ID, **kwargs)


class Boolean(ma.fields.Boolean):
    """`true` or `false`."""

    default_error_messages = {"invalid": "Must be true or false."}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if value not in ("true", "false"):
            raise self.make_error("invalid")
        return value == "true"


class Instant(ma.fields.DateTime):
    """A date (its first moment in UTC), or a moment with its offset (RFC 3339)."""

    default_error_messages = {"invalid": "Must be a moment such as 2026-01-31T12:00:00Z, or a date."}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not _INSTANT.fullmatch(value):
            raise self.make_error("invalid")
        try:
            moment = datetime.fromisoformat(value.upper())
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.make_error("invalid") from None


class Each(DelimitedList):
    """A list joined by commas, each value at most once."""

    default_error_messages = {
        "repeated": "Names {value} twice.",
        "length": "Names more than {most}.",
        "empty": "Names nothing.",
    }

    def __init__(self, inner: ma.fields.Field, most: int, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self.most = most
        self.metadata = {"minItems": 1, "maxItems": most, "uniqueItems": True, **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> list[Any]:
        found = super()._deserialize(value, attr, data, **kwargs)
        if not found:
            raise self.make_error("empty")
        if len(found) > self.most:
            raise self.make_error("length", most=self.most)
        if len(set(found)) != len(found):
            raise self.make_error("repeated", value=next(item for item in found if found.count(item) > 1))
        return found


class Parameters(ma.Schema):
    """Parameters of a query; others are refused. None of them is required, and none has a default."""

    class Meta:
        """Unknown parameters are errors."""

        unknown = ma.RAISE

    def load(self, data: Mapping[str, str], **_: Any) -> dict[str, Any]:
        """The values of those that are given; marshmallow would go through all that could be given, each time."""
        values: dict[str, Any] = {}
        errors: dict[str, Any] = {}
        for name, value in data.items():
            try:
                values[name] = self._field(name).deserialize(value, name, data)
            except ma.ValidationError as error:
                errors[name] = error.messages
        if not errors:
            errors = self.check(values)
        if errors:
            raise ma.ValidationError(errors)
        return values

    def check(self, _values: dict[str, Any]) -> dict[str, list[str]]:
        """What is wrong with values that are right each by itself, by parameter."""
        return {}

    def _field(self, name: str) -> ma.fields.Field:
        if name not in self.load_fields:
            raise ma.ValidationError("Unknown parameter.")
        return self.load_fields[name]


class ProductFilters(Parameters):
    """What books and magazines can be filtered by."""

    publisher = Id(metadata={"description": "A publisher's id."})
    category = fields.Slug(metadata={"description": "A category's slug."})
    language = fields.Language(metadata={"description": "BCP 47."})
    year = Integer(limits.YEAR_MIN, limits.YEAR_MAX, metadata={"description": "This year; negative: before Christ."})
    year_min = Integer(limits.YEAR_MIN, limits.YEAR_MAX, metadata={"description": "This year or later."})
    year_max = Integer(limits.YEAR_MIN, limits.YEAR_MAX, metadata={"description": "This year or earlier."})
    price_min = fields.Amount(metadata={"description": "Compared as a number, whatever the currency."})
    price_max = fields.Amount(metadata={"description": "Compared as a number, whatever the currency."})
    in_stock = Boolean(metadata={"description": "Whether there are copies for sale."})
    updated_since = Instant(
        metadata={"description": "Changed at or after this moment; a new name of an author counts."}
    )


class BookFilters(ProductFilters):
    """What books can be filtered by."""

    isbn = Each(fields.Isbn(), MAX_NUMBERS, metadata={"description": "One ISBN or up to 100, in any spelling."})
    author = Id(metadata={"description": "An author's id."})
    format = fields.Choice(limits.FORMATS, metadata={"description": "How it is made."})


class AuthorsBooksFilters(Parameters):
    """What the books of an author can be filtered by."""

    category = fields.Slug(metadata={"description": "A category's slug."})


class MagazineFilters(ProductFilters):
    """What magazines can be filtered by."""

    issn = Each(fields.Issn(), MAX_NUMBERS, metadata={"description": "One ISSN or up to 100, in any spelling."})
    frequency = fields.Choice(limits.FREQUENCIES, metadata={"description": "How often it appears."})
