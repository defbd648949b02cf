"""Our own fields: they take exactly what they document, and alter nothing in silence."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar

import marshmallow as ma

from bookstore.values import email, isbn, issn, language, limits, money, text

_SLUG_WORD = r"[^\u0000-/:-`{-\u007f\s]{1,100}"
SLUG_SHAPE = {"format": "slug", "maxLength": limits.SLUG, "pattern": f"^{_SLUG_WORD}(-{_SLUG_WORD})*$"}
"""What JSON Schema can say of a slug: words without ASCII's capitals and signs, joined by hyphens."""

_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,8})(\.[0-9]{1,3})?")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})", re.IGNORECASE
)
_FORBIDDEN_CLASS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
_LINE_BREAKS = r"\t\n\r\u2028\u2029"


class Text(ma.fields.String):
    """NFC text, trimmed, without control characters and bidi overrides; line breaks only where `multiline`."""

    default_error_messages = {
        "invalid": "Must be a string.",
        "blank": "Must not be blank.",
        "length": "Must be at most {most} characters long.",
        "forbidden": "Must not contain the character U+{code}.",
    }

    def __init__(self, most: int, *, multiline: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most, self.multiline = most, multiline
        inner = _FORBIDDEN_CLASS if multiline else _FORBIDDEN_CLASS + _LINE_BREAKS
        self.metadata = {
            "minLength": 1,
            "maxLength": most,
            "pattern": rf"^[^{inner}]*[^\s{text.IGNORABLE}{inner}][^{inner}]*$",
            **self.metadata,
        }

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        found = text.forbidden(value, multiline=self.multiline)
        if found:
            raise self.make_error("forbidden", code=f"{ord(found):04X}")
        clean = unicodedata.normalize("NFC", value).strip()
        if text.is_blank(clean):
            raise self.make_error("blank")
        if max(len(value), len(clean)) > self.most:
            raise self.make_error("length", most=self.most)
        return clean


class Email(Text):
    """An e-mail address: `local@domain`, without the rarities of RFC 5322 that mailboxes do not have."""

    default_error_messages = {"address": "Must be an e-mail address, such as ada@example.org."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(limits.EMAIL, **kwargs)
        self.metadata = {**self.metadata, "format": "idn-email", "minLength": 3, "pattern": email.PATTERN}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        clean = super()._deserialize(value, attr, data, **kwargs)
        if not email.is_address(clean):
            raise self.make_error("address")
        return clean


class Integer(ma.fields.Integer):
    """A JSON integer: `1.5`, `"5"` and `true` are none."""

    default_error_messages = {
        "invalid": "Must be an integer.",
        "range": "Must be from {least} to {most}.",
    }

    def __init__(self, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.metadata = {"minimum": least, "maximum": most, **self.metadata}

    def _validated(self, value: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid")
        if not self.least <= value <= self.most:
            raise self.make_error("range", least=self.least, most=self.most)
        return value


class Id(Integer):
    """The id of something."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(1, limits.ID, **kwargs)
        self.metadata = {"format": "int64", **self.metadata}


class Boolean(ma.fields.Boolean):
    """`true` or `false`: `0`, `"yes"` and the like are neither."""

    default_error_messages = {"invalid": "Must be true or false."}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Choice(ma.fields.String):
    """One of a few words."""

    default_error_messages = {"invalid": "Must be one of {choices}."}

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices
        self.metadata = {"enum": [*choices, None] if self.allow_none else list(choices), **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or value not in self.choices:
            raise self.make_error("invalid", choices=", ".join(self.choices))
        return value


class _Parsed(ma.fields.String):
    """Text with one canonical spelling, which `parse` finds, or None; `form` is what the documentation calls it."""

    parse: ClassVar[Callable[[str], str | None]]
    form: ClassVar[str]
    longest = 100

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = {"format": self.form, "maxLength": self.longest, **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        is_word = isinstance(value, str) and len(value) <= self.longest and not text.forbidden(value, multiline=False)
        parsed = self.parse(value) if is_word else None
        if parsed is None:
            raise self.make_error("invalid")
        return parsed


class Isbn(_Parsed):
    """An ISBN in any spelling; kept as thirteen digits."""

    default_error_messages = {"invalid": "Is not a valid ISBN."}
    parse = staticmethod(isbn.parse)
    form = "isbn"


class Issn(_Parsed):
    """An ISSN in any spelling; kept as `1234-567X`."""

    default_error_messages = {"invalid": "Is not a valid ISSN."}
    parse = staticmethod(issn.parse)
    form = "issn"


class Language(_Parsed):
    """A language tag (BCP 47); kept in its canonical spelling."""

    default_error_messages = {"invalid": "Is not a language tag (BCP 47), such as en or pt-BR."}
    parse = staticmethod(language.parse)
    form = "bcp47"
    longest = 35


class Instant(ma.fields.DateTime):
    """A moment: RFC 3339, with any offset on its way in; in UTC with `Z`, to the microsecond, on its way out."""

    default_error_messages = {"invalid": "Must be a moment such as 2026-01-31T12:00:00Z."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> datetime:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise self.make_error("invalid")
        try:
            return datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            raise self.make_error("invalid") from None

    def _serialize(self, value: datetime | None, attr: str | None, obj: Any, **kwargs: Any) -> str | None:
        return None if value is None else value.isoformat(timespec="microseconds").replace("+00:00", "Z")


class Link(ma.fields.String):
    """A URL that is made of an attribute: `pattern` has `{}` in its place."""

    def __init__(self, pattern: str, **kwargs: Any) -> None:
        super().__init__(dump_only=True, **kwargs)
        self.pattern = pattern

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        return self.pattern.format(value)


class Amount(ma.fields.String):
    """A decimal string of money: digits, and at most three more behind a point."""

    default_error_messages = {"invalid": 'Must be a decimal string of at least 0, such as "12.50".'}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = {"pattern": rf"^{_AMOUNT.pattern}$", **self.metadata}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Decimal:
        if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
            raise self.make_error("invalid")
        return Decimal(value)


class MoneyShape(ma.Schema):
    """An amount in a currency."""

    error_messages = {"type": 'Must be an object such as {"amount": "12.50", "currency": "EUR"}.'}

    class Meta:
        """Amount and currency, and nothing else."""

        unknown = ma.RAISE

    amount = Amount(
        required=True,
        metadata={"description": "A decimal string; no more digits behind the point than the currency has."},
    )
    currency = Choice(tuple(sorted(money.DIGITS)), required=True, metadata={"description": "ISO 4217."})

    @ma.post_load
    def _make(self, data: Mapping[str, Any], **_: Any) -> money.Money | money.MoneyChange:
        try:
            return money.MoneyChange(**data).onto(None)
        except money.Inexact as inexact:
            raise ma.ValidationError(str(inexact), "amount") from None


class Whole(ma.fields.Nested):
    """A reference to another thing: given whole or not at all, in a merge patch too."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        return super()._deserialize(value, attr, data, **(kwargs | {"partial": False}))


class Money(ma.fields.Nested):
    """Money, as `{"amount": "12.50", "currency": "EUR"}`; a merge patch may say one of the two."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(MoneyShape, **kwargs)


def _slug(value: str) -> str | None:
    """The slug itself, or None: it is not repaired."""
    return value if value and text.slug(value) == value else None


class Slug(_Parsed):
    """A name as part of a URL: folded words joined by hyphens."""

    default_error_messages = {"invalid": "Must be lower-case words joined by hyphens, such as science-fiction."}
    parse = staticmethod(_slug)
    form = "slug"
    longest = limits.SLUG

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = SLUG_SHAPE | self.metadata
