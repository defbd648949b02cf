"""ISSN: any spelling in, `1234-567X` out."""

import re
from dataclasses import dataclass

from bookstore.values.isbn import bare

_ISSN = re.compile(r"[0-9]{7}[0-9X]")


@dataclass(frozen=True)
class Spelling:
    """What one spelling of an ISSN turned out to be."""

    valid: bool
    reason: str | None = None
    issn: str | None = None
    expected_check_digit: str | None = None


def check_digit(digits: str) -> str:
    """The check digit of seven digits (weights 8 to 2, modulo 11, X for ten)."""
    total = sum((8 - place) * int(digit) for place, digit in enumerate(digits[:7]))
    return "0123456789X"[-total % 11]


def parse(text: str) -> str | None:
    """The canonical form of any right spelling, or None."""
    return examine(text).issn


def examine(text: str) -> Spelling:
    """All that can be said of a spelling without asking anybody."""
    digits = bare(text)
    if not _ISSN.fullmatch(digits):
        return Spelling(valid=False, reason="An ISSN has 8 digits; only the last may be an X.")
    expected = check_digit(digits)
    if expected != digits[7]:
        reason = f"The check digit is {digits[7]}, expected was {expected}."
        return Spelling(valid=False, reason=reason, expected_check_digit=expected)
    return Spelling(valid=True, issn=f"{digits[:4]}-{digits[4:]}", expected_check_digit=expected)
