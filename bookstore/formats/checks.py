"""What every value of a file must keep to; what breaks a rule is refused with a reason."""

import re
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from unicodedata import normalize

from bookstore.formats.refusal import Refused
from bookstore.values import isbn as isbns
from bookstore.values import issn as issns
from bookstore.values import language as languages
from bookstore.values import limits, money
from bookstore.values.money import Money
from bookstore.values.text import forbidden, is_blank, is_tidy, name_key

FORMATS = frozenset(limits.FORMATS)
FREQUENCIES = frozenset(limits.FREQUENCIES)
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]+")


def within(text: str, limit: int, what: str) -> str:
    """The text, which must not be longer than the limit."""
    if len(text) > limit:
        raise Refused(f"{what} is longer than {limit} characters")
    return text


def title(text: str) -> str:
    """A title, which must be there."""
    if is_blank(text):
        raise Refused("title is empty")
    return within(text, limits.TITLE, "title")


def name(text: str, what: str) -> str:
    """A name, which must be there."""
    if is_blank(text):
        raise Refused(f"{what} is empty")
    return within(text, limits.NAME, what)


def names(texts: tuple[str, ...], limit: int, what: str, most: int) -> tuple[str, ...]:
    """Names that are each within the limit, and not too many."""
    if len(texts) > most:
        raise Refused(f"{what} is given more than {most} times")
    for text in texts:
        within(text, limit, what)
    return texts


def short(text: str, what: str) -> str:
    """Text on one line, otherwise as it is, without forbidden characters."""
    if is_tidy(text):
        return text.strip()
    _permit(text, what)
    return normalize("NFC", _LINE_BREAKS.sub(" ", text)).strip()


def long(text: str, what: str) -> str:
    """Text that keeps its line breaks, without forbidden characters."""
    _permit(text, what)
    return normalize("NFC", text).strip()


def description(text: str, what: str = "description") -> str | None:
    """A description or a biography."""
    return within(text, limits.DESCRIPTION, what) or None


def number(value: int, low: int, high: int, what: str) -> int:
    """A whole number between two."""
    if not low <= value <= high:
        raise Refused(f"{what} {value} is not between {low} and {high}")
    return value


@lru_cache(maxsize=8192)
def whole(text: str, low: int, high: int, what: str) -> int | None:
    """The whole number that a cell spells; None for an empty one."""
    if not text:
        return None
    if not _WHOLE.fullmatch(text):
        raise Refused(f'{what} "{text[:40]}" is not a whole number')
    return number(int(text), low, high, what)


def isbn(text: str, warnings: list[str]) -> str | None:
    """The ISBN that a cell spells; a wrong one is a warning."""
    digits = isbns.parse(text)
    if digits is None:
        warnings.append(f"ISBN {text[:40]} is not valid")
    return digits


def issn(text: str, warnings: list[str]) -> str | None:
    """The ISSN that a cell spells; a wrong one is a warning."""
    digits = issns.parse(text)
    if digits is None:
        warnings.append(f"ISSN {text[:40]} is not valid")
    return digits


def language(text: str) -> str:
    """The language that a cell spells."""
    tag = languages.parse(text) if len(text) <= limits.LANGUAGE else None
    if tag is None:
        raise Refused(f'language "{text[:40]}" is not known')
    return tag


def book_format(text: str) -> str:
    """One of the formats of a book."""
    if text not in FORMATS:
        raise Refused(f'format "{text[:40]}" is none of {", ".join(sorted(FORMATS))}')
    return text


def frequency(text: str) -> str:
    """One of the frequencies of a magazine."""
    if text not in FREQUENCIES:
        raise Refused(f'frequency "{text[:40]}" is none of {", ".join(limits.FREQUENCIES)}')
    return text


@lru_cache(maxsize=8192)
def price(amount: str, currency: str) -> Money:
    """The money that an amount with a decimal point and a currency spell, exact in the currency."""
    code = currency.upper() or money.DEFAULT_CURRENCY
    if code not in money.DIGITS:
        raise Refused(f'currency "{currency[:40]}" is not known')
    if not _AMOUNT.fullmatch(amount):
        raise Refused(f'price "{amount[:40]}" is not an amount such as 12.50')
    value = Decimal(amount)
    if value > money.MAX_AMOUNT:
        raise Refused(f"price {amount} is higher than {money.MAX_AMOUNT}")
    try:
        return Money.of(value, code)
    except money.Inexact:
        raise Refused(f"price {amount} has more decimal places than {code}") from None


def key(text: str) -> str:
    """A source's key of a thing."""
    return within(text, limits.KEY, "key")


def source_key(source: str, number: str, *parts: str) -> str:
    """The key of a thing in a source: by its number there, else by what it is called."""
    return key(f"{source}:{number or digest(*parts)}")


def digest(*parts: str) -> str:
    """What identifies a thing that has no number: 20 digits made of what it is called."""
    return sha256("|".join(map(name_key, parts)).encode()).hexdigest()[:20]


def _permit(text: str, what: str) -> None:
    if char := forbidden(text):
        raise Refused(f"{what} contains the forbidden character U+{ord(char):04X}")
