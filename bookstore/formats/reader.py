"""What a reader of a format can do."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Protocol

from bookstore.values.records import Record


class Reader(Protocol):
    """A format that can be read."""

    name: str
    unit: str
    """What the numbers of its records count: lines, or records."""

    def recognises(self, head: str) -> bool:
        """Whether the first lines of a file (decoded text) are of this format."""

    def read(self, path: Path) -> Iterator[Record]:
        """The records of a file, one at a time, in constant memory."""

    def mendable(self, source: object) -> Mapping[str, str]:
        """The columns of a rejects file for a line: what a person mends, and this reader reads again."""
