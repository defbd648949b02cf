"""What version 1 takes in its own spelling, and what becomes of it: references and money as all versions know them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import marshmallow as ma

from bookstore.schemas.fields import MoneyShape, Text
from bookstore.schemas.refs import AuthorRef
from bookstore.values import limits
from bookstore.values.money import DEFAULT_CURRENCY, DIGITS

MOST_DIGITS = 20
"""Of a number, however it is written: far more than any amount has."""

NULL = {"type": "null"}
LINE = limits.AUTHORS * (limits.NAME + 2)
"""As long as the names of all authors of a book may be in one line."""


class Author(ma.fields.Field):
    """A book's author by name; the line of all authors as it is shown; or a reference."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(load_default=list, allow_none=True, **kwargs)
        line = Text(LINE)
        ref = {
            "type": "object",
            "properties": {
                "id": {"type": "integer", "minimum": 1, "maximum": limits.ID},
                "name": {"type": "string", **Text(limits.NAME).metadata},
            },
            "minProperties": 1,
            "additionalProperties": False,
        }
        self.line, self.metadata = line, {"anyOf": [{"type": "string", **line.metadata}, ref, NULL], **self.metadata}

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A list of references, or a line that may be of several names; null names nobody."""
        return [] if value is None else super().deserialize(value, *args, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Any:
        if isinstance(value, Mapping):
            return [AuthorRef().load(value)]
        return [{"line": self.line.deserialize(value, attr, data)}]


class Category(Text):
    """A category by its slug or its name; made when there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limits.CATEGORY, load_default=list, allow_none=True, **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """A list of references; null names none."""
        return [] if value is None else super().deserialize(value, *args, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return [{"name": super()._deserialize(value, attr, data, **kwargs)}]


class Price(ma.fields.Field):
    """Money; or its amount alone, as a decimal string or a number, in the shop's currency."""

    default_error_messages = {
        "invalid": f'Must be an amount of {DEFAULT_CURRENCY} such as "12.50", or an amount with its currency.',
        "digits": f"{DEFAULT_CURRENCY} has {DIGITS[DEFAULT_CURRENCY]} decimal places.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(load_default=None, allow_none=True, **kwargs)
        places = DIGITS[DEFAULT_CURRENCY]
        text = {"type": "string", "pattern": rf"^(0|[1-9][0-9]{{0,8}})(\.[0-9]{{1,{places}}})?$"}
        number = {"type": "number", "minimum": 0, "maximum": 999_999_999, "multipleOf": float(f"1e-{places}")}
        self.metadata = {"anyOf": [{"$ref": "#/components/schemas/Money"}, text, number, NULL], **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **_: Any) -> Any:
        if isinstance(value, Mapping):
            return MoneyShape().load(value)
        amount = value if isinstance(value, str) else _plain(value)
        if amount is None:
            raise self.make_error("invalid")
        try:
            return MoneyShape().load({"amount": amount, "currency": DEFAULT_CURRENCY})
        except ma.ValidationError as error:
            exact = "decimal places" in str(error)
            raise self.make_error("digits" if exact else "invalid") from None


def _plain(number: Any) -> str | None:
    """A number as its digits; None when it is no number or has more of them than any amount."""
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    exact = Decimal(number)
    _, digits, exponent = exact.as_tuple()
    if max(abs(int(exponent)), len(digits)) > MOST_DIGITS:
        return None
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
