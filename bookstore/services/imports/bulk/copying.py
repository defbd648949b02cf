"""Rows as PostgreSQL's COPY reads them: a line each, values between tabs."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bookstore.services import traces
from bookstore.services.imports.bulk.driver import Rows, driver, wrapped

PART = 500
"""Lines that are sent together: the server takes them in while the next ones are written."""

_ESCAPED = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})
"""What would end a value or a line."""


@contextmanager
def copying(table: str, columns: Sequence[str], parts: Iterable[str]) -> Iterator[None]:
    """Send rows by COPY, and wait behind the body until they are in."""
    traces.wrote(table)
    with wrapped(), driver().cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for part in parts:
            copy.write(part)
        yield


def parts(rows: Rows) -> Iterator[str]:
    """Rows as text, part by part."""
    for start in range(0, len(rows), PART):
        yield "\n".join([*_lines(rows[start : start + PART]), ""])


def parts_behind(spelt: Sequence[str], shared: Sequence[Any], rows: Rows) -> Iterator[str]:
    """Rows whose first columns are `spelt` already, and whose next ones are the same in all."""
    middle = f"\t{line(shared)}\t"
    for start in range(0, len(rows), PART):
        ends = _lines(rows[start : start + PART])
        both = zip(spelt[start : start + PART], ends, strict=True)
        yield "\n".join([*[f"{first}{middle}{end}" for first, end in both], ""])


def line(row: Sequence[Any]) -> str:
    """One row, or some columns of it; it is looked at value by value only where there is something to escape."""
    text = _joined(row)
    return text if _is_plain(text, len(row) - 1, row.count(None)) else _escaped(row)


def _lines(rows: Rows) -> list[str]:
    """Rows as lines, of which all are looked at together."""
    lines = [_joined(row) for row in rows]
    tabs, missing = sum(map(len, rows)) - len(rows), sum([row.count(None) for row in rows])
    return lines if _is_plain("".join(lines), tabs, missing) else list(map(_escaped, rows))


def _joined(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if cell is None else cell if type(cell) is str else str(cell) for cell in row])


def _is_plain(text: str, tabs: int, missing: int) -> bool:
    """Whether there are as many tabs and backslashes as values that are joined, and that are missing, account for."""
    return text.count("\t") == tabs and text.count("\\") == missing and "\n" not in text and "\r" not in text


def _escaped(row: Sequence[Any]) -> str:
    return "\t".join([r"\N" if cell is None else str(cell).translate(_ESCAPED) for cell in row])
