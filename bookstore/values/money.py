"""Money: a decimal amount in a currency that people pay with, exact to the currency's digits."""

from dataclasses import dataclass
from decimal import Decimal

from iso4217 import Currency

DEFAULT_CURRENCY = "EUR"
"""What an amount without a currency is in."""

SCALE = 3
"""Stored amounts are whole thousandths: enough for every currency, and comparable across them."""

MAX_AMOUNT = Decimal("999999999.999")

DIGITS: dict[str, int] = {currency.code: currency.exponent for currency in Currency if currency.exponent in (0, 2, 3)}
"""Decimal places by currency code."""


class Inexact(ValueError):
    """An amount has more decimal places than its currency."""


@dataclass(frozen=True)
class Money:
    """An amount, stored as `thousandths`, in a `currency` (ISO 4217)."""

    thousandths: int | None
    currency: str | None

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """Money from a decimal amount; Inexact when the currency has no such amount."""
        if amount != round(amount, DIGITS[currency]):
            raise Inexact(f"{currency} has {DIGITS[currency]} decimal places.")
        return cls(int(amount.scaleb(SCALE)), currency)

    @property
    def amount(self) -> str:
        """The amount with exactly the currency's digits: `12.50`."""
        return format_amount(self.thousandths or 0, self.currency or "")


@dataclass(frozen=True)
class MoneyChange:
    """What a merge patch says of money (RFC 7396): what is None stays as it is."""

    amount: Decimal | None = None
    currency: str | None = None

    def onto(self, held: Money | None) -> "Money | MoneyChange":
        """The money that comes of it; still a change, where there is nothing that could stay."""
        amount, currency = self.amount, self.currency
        if held is not None and held.thousandths is not None:
            amount = Decimal(held.thousandths).scaleb(-SCALE) if amount is None else amount
            currency = currency or held.currency
        return MoneyChange(amount, currency) if amount is None or currency is None else Money.of(amount, currency)


def format_amount(thousandths: int, currency: str) -> str:
    """Thousandths as the decimal string of a currency."""
    digits = DIGITS[currency]
    return f"{Decimal(thousandths).scaleb(-SCALE):.{digits}f}"
