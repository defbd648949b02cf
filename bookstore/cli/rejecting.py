"""What an import rejects: said on the terminal, and written to a file to be mended."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from bookstore.formats.rejected import RejectedWriter
from bookstore.values.records import Rejected


@contextmanager
def rejecting(path: Path | None, reader: Any) -> Iterator[Callable[[Rejected], None]]:
    """A function that says what is rejected, and writes it to a file if there is to be one."""
    if path is None:
        yield lambda rejected: _say(rejected, reader.unit)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        yield _Rejects(stream, reader).add


def _say(rejected: Rejected, unit: str) -> None:
    click.echo(f"{unit.capitalize()} {rejected.line}: rejected: {rejected.reason}", err=True)


class _Rejects:
    """A table of rejected lines, as their reader has them mended."""

    def __init__(self, stream: TextIO, reader: Any) -> None:
        self.table, self.reader = RejectedWriter(stream), reader

    def add(self, rejected: Rejected) -> None:
        _say(rejected, self.reader.unit)
        cells = self.reader.mendable(rejected.source) if rejected.source is not None else {}
        self.table.add(rejected.line, rejected.reason, cells)
