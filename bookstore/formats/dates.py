"""Years in dates that people wrote by hand."""

import re

_FOUR = re.compile(r"[0-9]{4}")
_YEAR = re.compile(r"(?<![0-9])([0-9]{4}|[0-9]{3})(?![0-9])")
_SHORT_YEAR = re.compile(
    r"(?:c|ca|circa|b|d|fl)?\.?\s*([0-9]{1,2})\??\s*(?:(?:b\.?\s?c|a\.?\s?d|c\.?\s?e).*)?", re.IGNORECASE
)
_BEFORE_CHRIST = re.compile(r"[0-9]\??\s*b\.?\s?c", re.IGNORECASE)


def first_year(date: str) -> str:
    """The first four digits in a row, or nothing."""
    found = _FOUR.search(date)
    return found.group() if found else ""


def year_of_life(date: str) -> int | None:
    """The year in `24 April 1731`, `1661?`, `c. 470 BC` (negative), `65 B.C.`; or None."""
    found = _YEAR.search(date) or _SHORT_YEAR.fullmatch(date.strip())
    if found is None:
        return None
    year = int(found[1])
    year = -year if _BEFORE_CHRIST.search(date) else year
    return year if year <= 2100 else None
