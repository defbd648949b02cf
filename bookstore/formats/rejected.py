"""The table of what an import rejects: each line with the reason, to be mended and taken in again.

Its cells come from strangers and are opened in spreadsheets, so that formulas are escaped; readers know it by its
first columns (`MARKS`), and take the escapes off.
"""

import csv
from collections.abc import Mapping
from typing import TextIO

from bookstore.formats.csv_cells import inert

MARKS = ("_line", "_reason")
"""The first two columns."""


class RejectedWriter:
    """Writes the table as CSV; its columns are those of the first line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._writer: csv.DictWriter[str] | None = None

    def add(self, line: int, reason: str, cells: Mapping[str, str]) -> None:
        """One more line: its number, what is wrong with it, and its cells as they were."""
        row = {**dict(zip(MARKS, (line, reason), strict=True)), **cells}
        if self._writer is None:
            self._begin(list(dict.fromkeys(row if "_record" in row else [*row, "_surplus"])))
        self._writer.writerow({name: inert(str(cell)) for name, cell in row.items()})

    def end(self) -> None:
        """A table without lines has a header too."""
        if self._writer is None:
            self._begin(list(MARKS))

    def _begin(self, columns: list[str]) -> None:
        self._writer = csv.DictWriter(self._stream, columns, extrasaction="ignore")
        self._writer.writerow({name: inert(name) for name in columns})
