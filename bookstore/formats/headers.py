"""The names of a table's columns, by the first line of a file."""

import csv

DELIMITERS = ",;\t"
ZIP = "PK\x03\x04"
"""How an archive begins."""


def fold(name: str) -> str:
    """A column's name without blanks and case."""
    return "".join(name.split()).casefold()


def delimiter_of(line: str) -> str:
    """The delimiter that cuts a header into the most cells."""
    return max(DELIMITERS, key=lambda delimiter: len(_cells(line, delimiter)))


def header_of(head: str) -> frozenset[str]:
    """The folded column names in the first line of a file; what is no text has none."""
    line = next(iter(head.lstrip("\ufeff\r\n").splitlines()), "")
    if "\0" in line or line.startswith(ZIP):
        return frozenset()
    return frozenset(map(fold, _cells(line, delimiter_of(line))))


def names_columns(head: str, *columns: str) -> bool:
    """Whether the first line of a file names all these columns."""
    return header_of(head).issuperset(map(fold, columns))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
