"""The rejects of a line format, mended: a table whose column `_record` holds the lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from bookstore.formats import headers, lines, tables
from bookstore.formats.reader import Reader
from bookstore.formats.refusal import Refused
from bookstore.values.records import Record


class LineReader(Reader, Protocol):
    """A reader of a format of one record a line."""

    def record(self, line: int, raw: bytes) -> Record:
        """The record of a single line."""


class Rejects:
    """Reads the lines in a rejects file through the readers of their formats."""

    name = "rejects"
    unit = "line"

    def __init__(self, readers: Iterable[LineReader]):
        self._readers = {reader.name: reader for reader in readers}

    def recognises(self, head: str) -> bool:
        """Whether the header has the columns of line formats."""
        return headers.names_columns(head, "_format", "_record")

    def read(self, path: Path) -> Iterator[Record]:
        """The records of the lines."""
        with tables.opened(path) as table:
            yield from table.remarks()
            yield from table.records(("_format", "_record"), self._record, needs=("_format", "_record"))

    def mendable(self, source: object) -> Mapping[str, str]:
        """The columns of a rejects file for a line, or for a row that named no format."""
        return lines.mendable(source) if isinstance(source, lines.Raw) else tables.mendable(source)

    def _record(self, line: int, cells: Sequence[str], _: tables.Source) -> Record:
        name, text = cells
        reader = self._readers.get(name.strip())
        if reader is None:
            raise Refused(f'the format "{name}" is none of {", ".join(self._readers)}')
        raw = text.encode("utf-8", errors="replace").strip()
        return lines.record(line, raw, reader.name, reader.record)
