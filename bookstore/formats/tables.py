"""Tables of text (CSV): one row at a time in constant memory, whatever the encoding, delimiter and line ends."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import TextIO

from bookstore.formats import streams
from bookstore.formats.records import Record, Rejected
from bookstore.formats.refusal import Refused

DELIMITERS = ",;\t"
FIELD_SIZE = 1_000_000
"""The longest cell, in characters; also the most that is read ahead to find the end of a quotation."""

LINE_SIZE = 4_000_000
_OWN = {"_line", "_reason", "_surplus"}

csv.field_size_limit(FIELD_SIZE)

Source = tuple[tuple[str, ...], list[str]]
"""A row with its header: what `mendable` needs."""

Recorder = Callable[[int, Sequence[str], Source], Record]
"""Makes a record of a line number, the cells that were asked for, and the source of the row."""


class Table:
    """An open table: its `header`, its `delimiter`, and its rows."""

    def __init__(self, stream: TextIO, *, faulty: bool = False):
        self._lines = _Lines(stream)
        self._faulty = faulty
        self.header: tuple[str, ...] = ()
        self.delimiter = delimiter_of(self._lines.first())
        self._rows = self._read()
        self.header, self.fault = self._read_header()
        self._places = {fold(name): place for place, name in reversed([*enumerate(self.header)])}

    def has(self, column: str) -> bool:
        """Whether the header names a column, regardless of case and blanks."""
        return fold(column) in self._places

    def rows(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """The line number and the cells of each row under the header; what is no row of the table is rejected."""
        width = len(self.header)
        for item in self._rows:
            if isinstance(item, Rejected):
                yield item
            elif len(item[1]) != width:
                reason = f"the row has {len(item[1])} cells, the header {width}"
                yield Rejected(item[0], reason, (self.header, item[1]))
            elif self._faulty and (byte := streams.bad_byte("".join(item[1]))):
                yield Rejected(item[0], f"the byte {byte} is no text in the file's encoding", (self.header, item[1]))
            else:
                yield item

    def records(self, columns: Iterable[str], recorder: Recorder, needs: Iterable[str] = ("title",)) -> Iterator[Record]:
        """What the recorder makes of each row, given the cells of `columns` in that order ("" where absent)."""
        if fault := self.fault or self._missing(needs):
            yield fault
            return
        pick = self._picker(columns)
        for item in self.rows():
            yield item if isinstance(item, Rejected) else self._record(item, pick, recorder)

    def _record(self, item: tuple[int, list[str]], pick: Callable, recorder: Recorder) -> Record:
        line, row = item
        source = (self.header, row)
        try:
            return recorder(line, pick(row), source)
        except Refused as refusal:
            return Rejected(line, str(refusal), source)

    def _missing(self, needs: Iterable[str]) -> Rejected | None:
        missing = [column for column in needs if not self.has(column)]
        if not missing:
            return None
        return Rejected(1, f"the header has no column {', '.join(missing)}", (self.header, []))

    def _picker(self, columns: Iterable[str]) -> Callable[[list[str]], tuple[str, ...]]:
        """A function that picks the cells of columns from a row."""
        places = [self._places.get(fold(column), len(self.header)) for column in columns]
        pick = itemgetter(*places)
        return pick if max(places) < len(self.header) else lambda row: pick([*row, ""])

    def _read_header(self) -> tuple[tuple[str, ...], Rejected | None]:
        item = next(self._rows, None)
        if item is None:
            return (), Rejected(1, "the file is empty", ((), []))
        if isinstance(item, Rejected):
            return (), item
        return tuple(item[1]), None

    def _read(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """All rows, the header too. A row that cannot be read costs its first line only: reading goes on behind it."""
        lines, reader = self._lines, None
        while True:
            line = lines.start_row()
            reader = reader or csv.reader(lines.follow(), delimiter=self.delimiter)
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield self._unreadable(line, f"a cell is longer than {FIELD_SIZE} characters")
                reader = None
            except streams.DAMAGED as damage:
                yield self._unreadable(line, f"the file is damaged from here on: {damage}")
                return
            else:
                if lines.ended:
                    yield self._unreadable(line, "a quotation is opened and never closed")
                    reader = None
                elif row:
                    yield line, row

    def _unreadable(self, line: int, reason: str) -> Rejected:
        cells = self._lines.give_back().rstrip("\r\n").replace('"', "").split(self.delimiter)
        return Rejected(line, reason, (self.header, cells))


class _Lines:
    """The lines of a text, counted, of which those behind the first of a row can be read a second time."""

    def __init__(self, stream: TextIO):
        self._read = stream.readline
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._number = 1
        self.ended = False

    def first(self) -> str:
        """The first line, without taking it."""
        try:
            line = self._read(LINE_SIZE)
        except streams.DAMAGED:
            return ""
        self._again.append(line)
        return line

    def start_row(self) -> int:
        """The number of the line at which the next row starts."""
        self._number += len(self._taken)
        self._taken.clear()
        return self._number

    def follow(self) -> Iterator[str]:
        """The lines from here on; `ended` tells that there was none left."""
        self.ended = False
        while line := self._again.popleft() if self._again else self._read(LINE_SIZE):
            if len(line) >= LINE_SIZE:
                self._skip_to_line_end(line)
            self._taken.append(line)
            yield line
        self.ended = True

    def give_back(self) -> str:
        """The first line of the row; the lines behind it are read again."""
        first, *others = self._taken or [""]
        self._again.extendleft(reversed(others))
        self._taken = self._taken[:1]
        return first

    def _skip_to_line_end(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._read(LINE_SIZE)


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """A table, ready to be read."""
    encoding = streams.encoding(path)
    with (
        streams.opened(path) as file,
        io.TextIOWrapper(file, encoding=encoding.codec, errors=encoding.errors, newline="") as text,
    ):
        yield Table(text, faulty=encoding.faulty)


def fold(name: str) -> str:
    """A column's name without blanks and case."""
    return "".join(name.split()).casefold()


def delimiter_of(line: str) -> str:
    """The delimiter that cuts a header into the most cells."""
    return max(DELIMITERS, key=lambda delimiter: len(_cells(line, delimiter)))


def header_of(head: str) -> frozenset[str]:
    """The folded column names in the first line of a file."""
    line = next(iter(head.lstrip("\ufeff\r\n").splitlines()), "")
    return frozenset(map(fold, _cells(line, delimiter_of(line))))


def names_columns(head: str, *columns: str) -> bool:
    """Whether the first line of a file names all these columns."""
    return header_of(head).issuperset(map(fold, columns))


def mendable(source: object) -> Mapping[str, str]:
    """The original columns and cells of a row; cells beyond the header share the column `_surplus`."""
    header, row = source  # type: ignore[misc]
    cells = [streams.presentable(cell) for cell in row]
    columns = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
    if len(cells) > len(header):
        columns["_surplus"] = ", ".join(cells[len(header) :])
    return {name: cell for name, cell in columns.items() if name == "_surplus" or fold(name) not in _OWN}


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []
