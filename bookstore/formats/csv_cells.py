"""Cells that no spreadsheet takes for formulas: an apostrophe marks those as text, as spreadsheets themselves do it."""

import re
from typing import Any

_FORMULA = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")
"""What a formula begins with, in full width too; behind apostrophes, so that the mark can be told from the text."""


def inert(value: Any) -> Any:
    """A value as a cell: text that could be run is marked; numbers are what they are."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def meant(cell: str) -> str:
    """The text that `inert` made a cell of."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell
