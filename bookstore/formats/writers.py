"""What things of the catalogue can be written as: all writers, one record at a time, in constant memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bookstore.formats import catalogue_csv, catalogue_ndjson

Things = Iterable[Mapping[str, Any]]
"""Things in the API's shape, each with its `kind`."""

EVERYTHING = frozenset({"category", "publisher", "author", "book", "magazine"})


@dataclass(frozen=True)
class Writer:
    """A format that can be written: `write` makes the pieces of a file, about one a thing; it holds `kinds` of things.

    `suffixes` are the ends of its files' names, the usual one first.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    write: Callable[[Things], Iterator[bytes]]
    kinds: frozenset[str] = EVERYTHING


WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        Writer("csv", "text/csv", (".csv",), catalogue_csv.write),
        Writer("ndjson", "application/x-ndjson", (".ndjson", ".jsonl"), catalogue_ndjson.write),
    )
}
"""All writers by name."""


def writer_of(file_name: str) -> Writer | None:
    """The writer of a file by the end of its name, regardless of case; the longest end decides."""
    ends = {suffix: writer for writer in WRITERS.values() for suffix in writer.suffixes}
    fitting = [suffix for suffix in ends if file_name.lower().endswith(suffix)]
    return ends[max(fitting, key=len)] if fitting else None
