"""ISBN: any spelling in, thirteen digits out; check digits, hyphens and groups, all offline."""

import re
from dataclasses import dataclass

from stdnum import isbn as stdnum_isbn
from stdnum import numdb

_NOISE = re.compile(r'[\s="\u002d\u00ad\u2010-\u2015\u2212\ufeff]')
_ISBN_10 = re.compile(r"[0-9]{9}[0-9X]")
_ISBN_13 = re.compile(r"978[0-9]{10}|979[1-9][0-9]{9}")
"""979-0 is left to printed music (ISMN)."""


@dataclass(frozen=True)
class Spelling:
    """What one spelling of an ISBN turned out to be; `expected_check_digit` is known when all other digits are."""

    valid: bool
    reason: str | None = None
    isbn_13: str | None = None
    isbn_10: str | None = None
    expected_check_digit: str | None = None
    hyphenated: str | None = None
    group: str | None = None


def bare(text: str) -> str:
    """The spelling without blanks, hyphens of any kind, spreadsheet quoting and byte order mark, in upper case."""
    return _NOISE.sub("", text).upper()


def check_digit_10(digits: str) -> str:
    """The check digit of nine digits (weights 10 to 2, modulo 11, X for ten)."""
    total = sum((10 - place) * int(digit) for place, digit in enumerate(digits[:9]))
    return "0123456789X"[-total % 11]


def check_digit_13(digits: str) -> str:
    """The check digit of twelve ASCII digits (weights 1 and 3, modulo 10)."""
    codes = digits[:12].encode()  # of digits, whose codes are numbers: to turn each into one takes twice the time
    return str(-(sum(codes[::2]) + 3 * sum(codes[1::2]) - 24 * ord("0")) % 10)


def parse(text: str) -> str | None:
    """The thirteen digits of any right spelling, or None: nothing is repaired."""
    digits = text if _ISBN_13.fullmatch(text) else bare(text)
    if _ISBN_13.fullmatch(digits):
        return digits if check_digit_13(digits) == digits[12] else None
    if _ISBN_10.fullmatch(digits) and check_digit_10(digits) == digits[9]:
        return to_13(digits)
    return None


def to_13(isbn_10: str) -> str:
    """The thirteen digits of a right ISBN-10."""
    stem = "978" + isbn_10[:9]
    return stem + check_digit_13(stem)


def to_10(isbn_13: str) -> str | None:
    """The ISBN-10 of a right ISBN-13, or None when it has none (prefix 979)."""
    if not isbn_13.startswith("978"):
        return None
    return isbn_13[3:12] + check_digit_10(isbn_13[3:12])


def examine(text: str) -> Spelling:
    """All that can be said of a spelling without asking anybody."""
    digits = bare(text)
    if _ISBN_10.fullmatch(digits):
        expected, found = check_digit_10(digits), digits[9]
    elif _ISBN_13.fullmatch(digits):
        expected, found = check_digit_13(digits), digits[12]
    else:
        return Spelling(valid=False, reason=_shape_fault(digits))
    if expected != found:
        return Spelling(
            valid=False, reason=f"The check digit is {found}, expected was {expected}.", expected_check_digit=expected
        )
    isbn_13 = digits if len(digits) == 13 else to_13(digits)
    return Spelling(
        valid=True,
        isbn_13=isbn_13,
        isbn_10=to_10(isbn_13),
        expected_check_digit=expected,
        hyphenated=stdnum_isbn.format(isbn_13),
        group=_group(isbn_13),
    )


def _shape_fault(digits: str) -> str:
    if re.fullmatch(r"9790[0-9]{9}", digits):
        return "A number that starts with 979-0 is no ISBN but an ISMN: it belongs to printed music."
    if re.fullmatch(r"[0-9]{13}", digits):
        return "An ISBN of 13 digits starts with 978 or 979."
    if re.fullmatch(r"[0-9X]*", digits):
        return f"An ISBN has 10 or 13 digits, this one has {len(digits)}; only the last of 10 may be an X."
    return "An ISBN consists of digits, hyphens and blanks; the last of 10 may be an X."


def _group(isbn_13: str) -> str | None:
    """The registration group's name: a language, a country or a region."""
    for _, properties in numdb.get("isbn").info(isbn_13)[:2]:
        if "agency" in properties:
            return str(properties["agency"])
    return None
