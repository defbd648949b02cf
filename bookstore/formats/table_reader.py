"""A reader of the tables that some other program writes: all are read alike, but for their columns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bookstore.formats import headers, tables
from bookstore.values.records import Record, Rejected


@dataclass(frozen=True)
class TableReader:
    """Reads one kind of table: `marks` are columns by which it is known, `columns` those that `recorder` is given.

    `title` is what the table is called in a sentence.
    """

    name: str
    title: str
    marks: tuple[str, ...]
    columns: tuple[str, ...]
    recorder: tables.Recorder
    unit: str = "line"

    def recognises(self, head: str) -> bool:
        """Whether the header has the columns by which such a table is known."""
        return headers.names_columns(head, *self.marks)

    def read(self, path: Path) -> Iterator[Record]:
        """A record a row."""
        with tables.opened(path) as table:
            missing = [column for column in self.marks if not table.has(column)]
            if missing and not table.fault:
                reason = f"this is no {self.title}: {_columns(missing)} missing"
                yield Rejected(1, reason, (table.header, []), damage=True)
                return
            yield from table.remarks()
            yield from table.records(self.columns, self.recorder)

    def mendable(self, source: object) -> Mapping[str, str]:
        """The original columns of a row."""
        return tables.mendable(source)


def _columns(names: list[str]) -> str:
    return f"the column {names[0]} is" if len(names) == 1 else f"the columns {', '.join(names)} are"
