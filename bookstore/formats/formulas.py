"""Cells that spreadsheets would take for formulas: kept from it by an apostrophe, which is taken off again."""

import re

_APOSTROPHE = "'"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'+[=+\-@\t\r]")


def escaped(cell: str) -> str:
    """The cell as plain text for spreadsheets; one that looks escaped already is escaped once more."""
    return _APOSTROPHE + cell if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """The cell as it was before it was escaped."""
    return cell[1:] if _ESCAPED.match(cell) else cell
