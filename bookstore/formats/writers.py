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


_BOOKS, _SOLD = frozenset({"book"}), frozenset({"book", "magazine"})


def _onix(things: Things) -> Iterator[bytes]:
    from bookstore.formats import onix_writer  # noqa: PLC0415  (lxml, only for those who ask for it)

    return onix_writer.write(things)


def _marc(things: Things) -> Iterator[bytes]:
    from bookstore.formats import marc_writer  # noqa: PLC0415  (pymarc, only for those who ask for it)

    return marc_writer.write_2709(things)


def _marcxml(things: Things) -> Iterator[bytes]:
    from bookstore.formats import marc_writer  # noqa: PLC0415  (pymarc, only for those who ask for it)

    return marc_writer.write_xml(things)


WRITERS: dict[str, Writer] = {
    writer.name: writer
    for writer in (
        Writer("csv", "text/csv", (".csv",), catalogue_csv.write),
        Writer("ndjson", "application/x-ndjson", (".ndjson", ".jsonl"), catalogue_ndjson.write),
        Writer("onix", "application/onix+xml", (".onix.xml", ".onix"), _onix, _BOOKS),
        Writer("marc", "application/marc", (".mrc", ".marc"), _marc, _SOLD),
        Writer("marcxml", "application/marcxml+xml", (".marcxml", ".marc.xml"), _marcxml, _SOLD),
    )
}
"""All writers by name."""


def writer_of(file_name: str) -> Writer | None:
    """The writer of a file by the end of its name, regardless of case; the longest end decides."""
    ends = {suffix: writer for writer in WRITERS.values() for suffix in writer.suffixes}
    fitting = [suffix for suffix in ends if file_name.lower().endswith(suffix)]
    return ends[max(fitting, key=len)] if fitting else None
