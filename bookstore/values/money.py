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


@dataclass(frozen=True)
class Money:
    """An amount, stored as `thousandths`, in a `currency` (ISO 4217)."""

    thousandths: int | None
    currency: str | None

    @classmethod
    def of(cls, amount: Decimal, currency: str) -> "Money":
        """Money from a decimal amount; the amount must be exact in the currency."""
        return cls(int(amount.scaleb(SCALE)), currency)

    @property
    def amount(self) -> str:
        """The amount with exactly the currency's digits: `12.50`."""
        return format_amount(self.thousandths or 0, self.currency or "")


def format_amount(thousandths: int, currency: str) -> str:
    """Thousandths as the decimal string of a currency."""
    digits = DIGITS[currency]
    return f"{Decimal(thousandths).scaleb(-SCALE):.{digits}f}"
