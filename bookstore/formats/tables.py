"""Tables of text (CSV): one row at a time in constant memory, whatever the encoding, delimiter and line ends."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from bookstore.formats import streams
from bookstore.formats.csv_cells import meant
from bookstore.formats.headers import ZIP, delimiter_of, fold
from bookstore.formats.refusal import Refused
from bookstore.formats.rejected import MARKS
from bookstore.values.records import Record, Rejected, Remark

FIELD_SIZE = 1_000_000
"""The longest cell, in characters."""

ROW_SIZE = 2_000_000
"""The longest row of several lines, in characters: how far the end of a quotation is looked for."""

LINE_SIZE = 4_000_000
"""The longest line, in characters; what is beyond is not read."""

RETRIES = 1000
"""How often lines are read again behind a row of several lines that was none; a bound on the time of broken files."""

_BLANK = frozenset({"\n", "\r", "\r\n"})
_OWN = {"_line", "_reason", "_surplus"}

csv.field_size_limit(FIELD_SIZE)

Source = tuple[tuple[str, ...], list[str]]
"""A row with its header: what `mendable` needs."""

Recorder = Callable[[int, Sequence[str], Source], Record]
"""Makes a record of a line number, the cells that were asked for, and the source of the row."""


Picker = Callable[[list[str]], Sequence[str]]
"""Takes the cells of some columns out of a row."""


class Table:
    """An open table: its `header`, its `delimiter`, and its rows."""

    def __init__(self, stream: TextIO, *, faulty: bool = False, guessed: bool = False):
        self._lines = _Lines(stream)
        self._faulty, self._guessed = faulty, guessed
        self._width: int | None = None
        self._retries = RETRIES
        self.header: tuple[str, ...] = ()
        self.delimiter = delimiter_of(self._lines.first())
        self._rows: Iterator[tuple[int, list[str]] | Rejected] = self._read()
        self.fault = self._read_header()
        self._places: dict[str, int] = {fold(self.header[place]): place for place in reversed(range(len(self.header)))}
        self._surplus = self._places.get("_surplus")

    def has(self, column: str) -> bool:
        """Whether the header names a column, regardless of case and blanks."""
        return fold(column) in self._places

    def unknown(self, columns: Iterable[str]) -> list[str]:
        """The columns of the header that are none of these, or that come a second time: nobody reads their cells."""
        known = {fold(column) for column in columns} | _OWN
        read = {place for column, place in self._places.items() if column in known}
        return [name for place, name in enumerate(self.header) if place not in read]

    def remarks(self) -> Iterator[Remark]:
        """What there is to know of the table as a whole."""
        if self._guessed and not self.fault:
            yield Remark(1, "the file is not in UTF-8, so that it is read as Windows-1252: save it as UTF-8")

    def rows(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """The line number and the cells of each row under the header; what is no row of the table is rejected."""
        return map(self._decoded, self._rows) if self._faulty else self._rows

    def records(
        self, columns: Iterable[str], recorder: Recorder, needs: Iterable[str] = ("title",)
    ) -> Iterator[Record]:
        """What the recorder makes of each row, given the cells of `columns` in that order ("" where absent)."""
        if fault := self.fault or self._missing(needs):
            yield fault
            return
        pick = self._picker(columns)
        for item in self.rows():
            yield item if isinstance(item, Rejected) else self._record(item, pick, recorder)

    def _record(self, item: tuple[int, list[str]], pick: Picker, recorder: Recorder) -> Record:
        line, row = item
        source = (self.header, row)
        if self._surplus is not None and row[self._surplus]:
            return Rejected(line, "_surplus holds cells that belong to no column: move or delete them", source)
        try:
            return recorder(line, pick(row), source)
        except Refused as refusal:
            return Rejected(line, str(refusal), source)

    def _missing(self, needs: Iterable[str]) -> Rejected | None:
        missing = [column for column in needs if not self.has(column)]
        if not missing:
            return None
        return Rejected(1, f"the header has no column {', '.join(missing)}", (self.header, []))

    def _picker(self, columns: Iterable[str]) -> Picker:
        """A function that picks the cells of columns from a row."""
        places = [self._places.get(fold(column), len(self.header)) for column in columns]
        pick = itemgetter(*places)
        return pick if max(places) < len(self.header) else lambda row: pick([*row, ""])

    def _read_header(self) -> Rejected | None:
        item = next(self._rows, None)
        if item is None:
            return Rejected(1, "the file is empty", ((), []))
        if isinstance(item, Rejected):
            return item
        if item[1] and item[1][0].startswith(ZIP):
            return Rejected(1, "this is a ZIP archive: send the table that is in it", ((), []), damage=True)
        self.header = tuple(item[1])
        if set(MARKS).issubset(self.header):
            self.header = tuple(map(meant, self.header))
            self._rows = map(_as_rejected, self._rows)
        self._width = len(self.header)
        return None

    def _read(self) -> Iterator[tuple[int, list[str]] | Rejected]:
        """All rows, the header too. A row that is none costs its first line only: the others are read again."""
        lines, reader = self._lines, None
        while True:
            line, row, fault = lines.start_row(), [], None
            reader = reader or csv.reader(lines.follow(), delimiter=self.delimiter)
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error:
                fault = f"a cell is longer than {FIELD_SIZE} characters, or a quotation is never closed"
            except streams.DAMAGED as error:
                source = (self.header, self._cells_of_first_line())
                yield Rejected(line, streams.damage(error), source, damage=True)
                return
            if not fault and (lines.count > 1 or lines.ended or len(row) != self._width):
                fault = self._fault_of(row)
            if fault:
                yield self._unreadable(line, row, fault)
                reader = None
            elif row:
                yield line, row
            else:
                lines.skip_blank()

    def _fault_of(self, row: list[str]) -> str | None:
        if self._lines.ended:
            return "a quotation is opened and never closed"
        if row and self._width not in {None, len(row)}:
            return f"the row has {len(row)} cells, the header {self._width}"
        if self._lines.count > 1 and not self._lines.are_strictly_quoted(self.delimiter):
            return "a quotation is opened and closed in the middle of another cell"
        return None

    def _unreadable(self, line: int, row: list[str], reason: str) -> Rejected:
        """The first line of what is no row; the lines behind it are read again, while patience lasts."""
        more = self._lines.count - 1
        cells = row if row and more == 0 and not self._lines.ended else self._cells_of_first_line()
        if more > 0 and self._retries == 0:
            return Rejected(line, f"{reason} (lines {line} to {line + more})", (self.header, cells))
        if more > 0:
            self._retries -= 1
            self._lines.give_back()
        return Rejected(line, reason, (self.header, cells))

    def _cells_of_first_line(self) -> list[str]:
        return self._lines.first_of_row().rstrip("\r\n").replace('"', "").split(self.delimiter)

    def _decoded(self, item: tuple[int, list[str]] | Rejected) -> tuple[int, list[str]] | Rejected:
        """The row, unless it holds bytes that are no text."""
        if isinstance(item, Rejected) or not (byte := streams.bad_byte("".join(item[1]))):
            return item
        return Rejected(item[0], f"the byte {byte} is no text in the file's encoding", (self.header, item[1]))


class _Lines:
    """The lines of a text, counted, of which those behind the first of a row can be read a second time."""

    def __init__(self, stream: TextIO):
        self._read = stream.readline
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self._number = 1
        self.ended = False

    @property
    def count(self) -> int:
        """How many lines the row has taken."""
        return len(self._taken)

    def first(self) -> str:
        """The first line of the text that is not blank; it is still to be read."""
        try:
            while (line := self._read(LINE_SIZE)) in _BLANK:
                self._number += 1
        except streams.DAMAGED:
            return ""
        self._again.append(line)
        return line

    def skip_blank(self) -> None:
        """Goes by blank lines, of which a file may hold millions, without making rows of them."""
        self.start_row()
        try:
            while (line := self._again.popleft() if self._again else self._read(LINE_SIZE)) in _BLANK:
                self._number += 1
        except streams.DAMAGED:
            return  # whoever reads on meets it again
        if line:
            self._again.appendleft(line)

    def first_of_row(self) -> str:
        """The first line that the row has taken."""
        return self._taken[0] if self._taken else ""

    def are_strictly_quoted(self, delimiter: str) -> bool:
        """Whether a delimiter follows on each quotation in the row; where not, a quotation swallowed lines."""
        try:
            return len(list(csv.reader(self._taken, delimiter=delimiter, strict=True))) == 1
        except csv.Error:
            return False

    def start_row(self) -> int:
        """The number of the line at which the next row starts."""
        self._number += len(self._taken)
        self._taken.clear()
        self._size = 0
        return self._number

    def follow(self) -> Iterator[str]:
        """The lines from here on; `ended` tells that there was none left."""
        self.ended = False
        while line := self._again.popleft() if self._again else self._read(LINE_SIZE):
            if len(line) >= LINE_SIZE:
                self._skip_to_line_end(line)
            self._taken.append(line)
            self._size += len(line)
            if self._size > ROW_SIZE and len(self._taken) > 1:
                raise csv.Error
            yield line
        self.ended = True

    def give_back(self) -> None:
        """Has the lines behind the first one of the row read again."""
        self._again.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]

    def _skip_to_line_end(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self._read(LINE_SIZE)


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """A table, ready to be read."""
    encoding = streams.encoding(path)
    with (
        streams.opened(path) as file,
        io.TextIOWrapper(cast(BinaryIO, file), encoding=encoding.codec, errors=encoding.errors, newline="") as text,
    ):
        yield Table(text, faulty=encoding.faulty, guessed=encoding.codec == "cp1252")


def _as_rejected(item: tuple[int, list[str]] | Rejected) -> tuple[int, list[str]] | Rejected:
    """A row of a table of rejects as it was rejected."""
    return item if isinstance(item, Rejected) else (item[0], list(map(meant, item[1])))


def mendable(source: object) -> Mapping[str, str]:
    """The original columns and cells of a row; cells beyond the header share the column `_surplus`."""
    header, cells = (list(map(streams.presentable, part)) for part in cast(Source, source))
    columns = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
    if len(cells) > len(header):
        columns["_surplus"] = ", ".join(cells[len(header) :])
    return {name: cell for name, cell in columns.items() if name == "_surplus" or fold(name) not in _OWN}
